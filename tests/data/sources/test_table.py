"""Tables of images: which column is what, however a program has written it."""

import numpy as np
import pytest
from input_files import COUNT, GREY, LABELS, NAMES, RGB, SIDE

from keras_gencmp import data
from keras_gencmp.errors import UserError

PIXELS = SIDE * SIDE
# Smooth all over, so that corners have as many values as a photograph's.
PHOTOS = np.stack(
    [np.add.outer(range(SIDE), range(SIDE)) * 5 + 7 * (n % 13) + n for n in range(COUNT)]
).astype(np.uint8)


def lines(images=GREY, labels=LABELS, last=False, joint=","):
    for image, label in zip(images.reshape(COUNT, -1), labels, strict=True):
        cells = [*map(str, image)]
        yield joint.join([*cells, str(label)] if last else [str(label), *cells])


def numbered(rows):
    return [f"{number},{row}" for number, row in enumerate(rows)]


def names(pattern="p{}", joint=","):
    return joint.join(pattern.format(number) for number in range(PIXELS))


def write(folder, rows, encoding="utf-8", end="\n"):
    (folder / "x.csv").write_bytes(end.join(rows).encode(encoding))
    return f"csv:{folder / 'x.csv'}"


def pairs(name):
    """The pairs of an image and its class, and what was done."""
    parts = data.load(name, size=SIDE)
    found = [
        (image.tobytes(), parts.classes[label])
        for split in parts[:3]
        for image, label in zip(*split, strict=True)
    ]
    return sorted(found), parts.summary.line


def expected(images=GREY, labels=LABELS):
    return sorted((image.tobytes(), str(name)) for image, name in zip(images, labels, strict=True))


HEADERS = {
    "names": f"label,{names()}",
    "numbers of pandas": ",".join(map(str, range(PIXELS + 1))),
    "a name and numbers": f"label,{names('{}')}",
    "rows and columns": f"label,{names('1x{}')}",
    "blanks": f"label, {names(joint=', ')}",
}


@pytest.mark.parametrize("kind", HEADERS)
def test_the_row_of_names_is_no_image(tmp_path, kind):
    assert pairs(write(tmp_path, [HEADERS[kind], *lines()]))[0] == expected()


@pytest.mark.parametrize(
    "header", [[], [f",label,{names()}"], [f",{HEADERS['numbers of pandas']}"]]
)
def test_numbers_of_the_rows_are_neither_pixels_nor_labels(tmp_path, header):
    assert pairs(write(tmp_path, [*header, *numbered(lines())]))[0] == expected()


def test_numbers_of_the_rows_beside_images_without_labels_are_left_out(tmp_path):
    rows = numbered(",".join(map(str, image.reshape(-1))) for image in GREY)
    assert pairs(write(tmp_path, rows))[0] == expected(labels=["all"] * COUNT)


@pytest.mark.parametrize("last", [False, True])
@pytest.mark.parametrize("images", [GREY, PHOTOS, RGB], ids=["ink", "photographs", "colours"])
@pytest.mark.parametrize("labels", [LABELS, NAMES], ids=["numbers", "texts"])
def test_labels_without_a_name_are_told_from_the_corners_of_images(tmp_path, last, images, labels):
    found, line = pairs(write(tmp_path, lines(images, labels, last)))
    assert found == expected(images, labels)
    assert f"labels from the column number {images[0].size + 1 if last else 1}" in line


def test_columns_stand_in_the_order_of_their_numbers(tmp_path):
    order = sorted(range(PIXELS), key=str)
    header = ",".join(f"pixel{index}" for index in order)
    rows = [",".join(str(image.reshape(-1)[index]) for index in order) for image in GREY]
    found, line = pairs(write(tmp_path, [header, *rows]))
    assert found == expected(labels=["all"] * COUNT)
    assert "put the columns into the order of their numbers" in line


WRITTEN = {
    "a byte order mark": dict(encoding="utf-8-sig"),
    "UTF-16 of a spreadsheet": dict(encoding="utf-16"),
    "Windows": dict(end="\r\n"),
    "blank lines": dict(end="\n \n"),
}  # fmt: skip


@pytest.mark.parametrize("kind", WRITTEN)
def test_encodings_and_ends_of_lines(tmp_path, kind):
    rows = [HEADERS["names"], *lines()]
    assert pairs(write(tmp_path, rows, **WRITTEN[kind]))[0] == expected()


@pytest.mark.parametrize("joint", [",", ";", "\t"])
def test_quoted_cells_with_any_joint(tmp_path, joint):
    rows = [f'"{row}"'.replace(joint, f'"{joint}"') for row in lines(labels=NAMES, joint=joint)]
    assert pairs(write(tmp_path, rows))[0] == expected(labels=NAMES)


def test_labels_as_floats_are_whole_numbers(tmp_path):
    rows = [HEADERS["names"], *lines(labels=LABELS.astype(float))]
    assert pairs(write(tmp_path, rows))[0] == expected()
    rows = [HEADERS["names"], *lines(labels=[f"v1.{label}" for label in LABELS])]
    assert pairs(write(tmp_path, rows))[0] == expected(labels=[f"v1.{n}" for n in LABELS])


ROWS = list(lines())
REFUSED = {
    "an empty cell": ([ROWS[0].replace(",255,", ",,", 1), *ROWS[1:]], "empty cell: fill it"),
    "decimal commas": ([*lines(np.full((COUNT, 3, 9), "0,5"), joint=";")], "decimal points"),
    "a huge value": ([ROWS[0].replace(",255,", f",{10**30},", 1), *ROWS[1:]], "1e\\+30 in column"),
    "FER2013": (["emotion,pixels", f"3,{' '.join(['7'] * 256)}"], "a column for each"),
    "names of files": (["file,label", "1.png,3"], "remove the column"),
    "splits": ([f"label,{names()},usage", *(f"{row},train" for row in ROWS)], "'usage'"),
    "rows of other lengths": ([*ROWS, "1,2,3"], "not equally long"),
    "names alone": ([HEADERS["names"]], "no rows"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_tables_of_something_else_are_refused_with_the_cell_and_the_mend(tmp_path, kind):
    rows, words = REFUSED[kind]
    with pytest.raises(UserError, match=words):
        data.load(write(tmp_path, rows), size=SIDE)


def test_a_table_in_another_encoding_is_refused_with_the_mend(tmp_path):
    with pytest.raises(UserError, match="save it as such"):
        data.load(write(tmp_path, [f"é,{names()}", *ROWS], "latin-1"), size=SIDE)


def mangled(row):
    """The names that pandas makes of a row of values."""
    cells = row.split(",")
    before = [cells[:index].count(cell) for index, cell in enumerate(cells)]
    return ",".join(f"{c}.{n}" if n else c for c, n in zip(cells, before, strict=True))


@pytest.mark.parametrize("first", [",".join(["0"] * (PIXELS + 1)), next(lines())])
def test_names_that_pandas_made_of_an_image_are_no_image(tmp_path, first):
    name = write(tmp_path, [mangled(first), *lines()])
    found, line = pairs(name)
    assert found == expected() and "labels from the column number 1" in line
    assert "pandas made names" in " ".join(data.load(name, size=SIDE).summary.notices)


def test_shares_in_sequence_are_an_image(tmp_path):
    shares = np.stack([np.linspace(0, 1, PIXELS).reshape(SIDE, SIDE) ** (1 + n) for n in range(60)])
    assert len(pairs(write(tmp_path, lines(shares.round(3))))[0]) == COUNT


COLUMNS = {
    "a writer": ("label,writer", "0,7", "257 columns beside the label, .* remove .*, as 'writer'$"),
    "two labels": ("label,class", "0,7", "as 'class', and give .*labels=COLUMN$"),
    "one-hot": ("label_0,label_1", "0,1", "as 'label_0', 'label_1', and give the labels as one"),
}


@pytest.mark.parametrize("kind", COLUMNS)
def test_columns_that_are_no_pixels_are_to_be_removed(tmp_path, kind):
    head, cells, words = COLUMNS[kind]
    pixels = names("pixel{}")
    rows = [f"{cells},{','.join(map(str, image.reshape(-1)))}" for image in GREY]
    with pytest.raises(UserError, match=words) as error:
        data.load(write(tmp_path, [f"{head},{pixels}", *rows]), size=SIDE)
    assert "reshape" not in str(error.value)


def test_of_two_columns_of_labels_one_can_be_named(tmp_path):
    rows = [f"9,{row}" for row in lines()]
    name = write(tmp_path, [f"class,label,{names()}", *rows])
    assert pairs(f"{name}?labels=label")[0] == expected()
    assert pairs(f"{name}?labels=class")[0] == expected(labels=[9] * COUNT)


def test_several_tables_of_one_split_are_refused(tmp_path):
    for name in ("train_1.csv", "train_2.csv"):
        write(tmp_path, lines())
        (tmp_path / "x.csv").rename(tmp_path / name)
    with pytest.raises(UserError, match=r"train_1.csv and train_2.csv: make one of them"):
        data.load(f"csv:{tmp_path}", size=SIDE)


def test_a_row_far_below_with_another_number_of_cells_is_refused(tmp_path):
    rows = [HEADERS["names"], *(row for _ in range(1 + 1000 // COUNT) for row in lines())]
    rows[-1] += ",0"
    name = write(tmp_path, rows)
    with pytest.raises(
        UserError, match=f"row {len(rows)} has {PIXELS + 2} cells, not {PIXELS + 1}"
    ):
        data.load(name, size=SIDE)
