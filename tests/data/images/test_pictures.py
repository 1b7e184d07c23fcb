"""Pictures that a user brings to a trained model."""

import numpy as np
import pytest
from input_files import COUNT, GREY, LABELS, NAMES, RGB, SIDE, files, pillow

from keras_gencmp.data.images.pictures import is_pictures, own_size, read_pictures
from keras_gencmp.errors import UserError


def test_files_are_read_in_the_natural_order_of_their_names_with_their_folders(tmp_path):
    for number in range(12):
        path = tmp_path / ("cat" if number % 2 else "dog") / f"{number}.png"
        path.parent.mkdir(exist_ok=True)
        pillow(GREY[number], path)
    read = read_pictures(str(tmp_path), SIDE, 1)
    order = [1, 3, 5, 7, 9, 11, 0, 2, 4, 6, 8, 10]
    assert np.array_equal(read.images[..., 0], GREY[order])
    assert read.names == tuple(f"{('dog', 'cat')[n % 2]}/{n}.png" for n in order)
    assert read.classes == ("cat",) * 6 + ("dog",) * 6


def test_one_file_is_a_picture_and_splits_mean_nothing(tmp_path):
    files(tmp_path, pillow, folder=lambda number: f"test/{NAMES[number]}")
    assert len(read_pictures(f"folder:{tmp_path}", SIDE, 0).images) == COUNT
    one = tmp_path / "test" / "cat" / "03.png"
    assert np.array_equal(read_pictures(str(one), SIDE, 1).images[0, ..., 0], GREY[3])


def test_arrays_keep_their_order_and_labels(tmp_path):
    np.savez(tmp_path / "x.npz", x=RGB, y=LABELS)
    np.save(tmp_path / "x.npy", GREY)
    read = read_pictures(f"npz:{tmp_path / 'x.npz'}", SIDE, 0)
    assert np.array_equal(read.images, RGB) and read.classes == tuple(LABELS.astype(str))
    assert np.array_equal(read_pictures(str(tmp_path / "x.npy"), SIDE, 1).images[..., 0], GREY)


def test_their_own_size_is_one_that_networks_can_have(tmp_path):
    np.save(tmp_path / "x.npy", np.zeros((3, 66, 50)))
    pillow(np.zeros((300, 400), np.uint8), tmp_path / "large.png")
    assert own_size(f"npy:{tmp_path / 'x.npy'}") == 48
    assert own_size(f"folder:{tmp_path}") == 128


def two_damaged(folder):
    """Five images, one of which has no header, and one that ends within its pixels."""
    files(folder, pillow, folder=lambda number: "", numbers=range(5))
    (folder / "01.png").write_bytes(b"x")
    (folder / "02.png").write_bytes((folder / "02.png").read_bytes()[:60])
    return folder


def test_all_damaged_files_are_named_or_skipped_in_one_line(tmp_path, said):
    folder = two_damaged(tmp_path)
    with pytest.raises(UserError, match="2 files in .*: each of 01.png, 02.png is not"):
        read_pictures(str(folder), SIDE, 1)
    assert len(read_pictures(f"{folder}?skip-unreadable", SIDE, 1).images) == 3
    assert said == [f"{folder}: skipped 2 unreadable files"]
    (folder / "02.png").unlink()
    read_pictures(f"{folder}?skip-unreadable", SIDE, 1)
    assert said[1:] == [f"{folder}: skipped 1 unreadable file"]


def test_where_no_file_can_be_read_nothing_is_left_to_skip_to(tmp_path):
    (tmp_path / "0.png").write_bytes(b"x")
    with pytest.raises(
        UserError, match=r"no image file in .* can be read \(1\): repair or convert them"
    ):
        read_pictures(f"{tmp_path}?skip-unreadable", SIDE, 1)


def test_a_table_is_no_picture_and_not_called_damaged(tmp_path):
    (tmp_path / "x.csv").write_text("0,1\n")
    with pytest.raises(UserError, match="x.csv is not read as images: name an image, a folder"):
        read_pictures(str(tmp_path / "x.csv"), SIDE, 1)
    (tmp_path / "x.zip").write_text("0,1\n")
    with pytest.raises(UserError, match="x.zip is damaged or no zip archive"):
        read_pictures(str(tmp_path / "x.zip"), SIDE, 1)


def test_what_is_no_picture_is_refused(tmp_path):
    (tmp_path / "broken.png").write_bytes(b"x")
    for name in (tmp_path / "none", tmp_path, tmp_path / "broken.png"):
        with pytest.raises(UserError, match=r"no images at|broken\.png"):
            read_pictures(str(name), SIDE, 1)
    assert is_pictures("folder:a?fit=crop") and not is_pictures("mnist")


@pytest.fixture
def said(monkeypatch):
    """What is said on stderr."""
    lines = []
    monkeypatch.setattr("keras_gencmp.terminal.console.note", lines.append)
    return lines


def saved(tmp_path, **arrays):
    np.savez(tmp_path / "x.npz", **arrays)
    return f"npz:{tmp_path / 'x.npz'}"


LABELLED = {
    "whole numbers": LABELS,
    "one-hot": np.eye(3, dtype=int)[LABELS],
    "one-hot, as floats": np.eye(3)[LABELS],
    "floats": LABELS.astype(np.float32),
    "a column": LABELS[:, np.newaxis],
    "texts": LABELS.astype(str),
    "bytes": LABELS.astype("S"),
}


@pytest.mark.parametrize("kind", LABELLED)
def test_labels_of_arrays_are_read_as_those_of_a_dataset(tmp_path, kind):
    read = read_pictures(saved(tmp_path, x=GREY, y=LABELLED[kind]), SIDE, 1)
    assert read.classes == tuple(LABELS.astype(str))
    assert np.array_equal(read.labels(("0", "1", "2")), LABELS)
    assert read.labels(("cat", "dog")) is None


def test_labels_in_another_encoding_are_no_error(tmp_path):
    labels = np.array(["é".encode("latin-1"), b"a", b"b"])[LABELS]
    assert read_pictures(saved(tmp_path, x=GREY, y=labels), SIDE, 1).classes[1] == "a"


def test_labels_that_are_not_those_of_the_images_are_refused(tmp_path):
    with pytest.raises(UserError, match="60 images in x but 40 labels in y: give one label"):
        read_pictures(saved(tmp_path, x=GREY, y=LABELS[:40]), SIDE, 1)
    with pytest.raises(UserError, match="labels=none"):
        read_pictures(saved(tmp_path, x=GREY, y=LABELS + 0.5), SIDE, 1)
    with pytest.raises(UserError, match="has no array 'foo': choose from x, y"):
        read_pictures(saved(tmp_path, x=GREY, y=LABELS) + "?labels=foo", SIDE, 1)


def test_dark_pictures_are_said_to_be_made_brighter(tmp_path, said):
    read_pictures(saved(tmp_path, x=(GREY / 255 * 0.1).astype(np.float32)), SIDE, 1)
    read_pictures(str(files(tmp_path / "dark", lambda a, p: pillow(a // 8, p))), SIDE, 1)
    assert [("became black to white" in line) for line in said] == [True, True]
    assert said[0].startswith(f"npz:{tmp_path}/x.npz: ")
    read_pictures(saved(tmp_path, x=GREY / 2550) + "?range=0,1", SIDE, 1)
    assert len(said) == 2


def test_of_several_splits_it_is_said_which_one_is_read(tmp_path, said):
    name = saved(tmp_path, x_train=GREY[:40], x_test=GREY[40:])
    assert len(read_pictures(name, SIDE, 1).images) == 40
    assert "40 images of x_train are read, and not those of x_test" in said[0]
    assert len(read_pictures(f"{name}?images=x_test", SIDE, 1).images) == 20
    assert len(said) == 1


SHAPES = {
    "channels first": np.zeros((9, 3, 32, 32)),
    "grey, channels first": np.zeros((9, 1, 32, 32)),
    "flat rows": np.zeros((9, 1024)),
    "flat rows in colour": np.zeros((9, 3072)),
    "channels last": np.zeros((9, 32, 32, 3)),
}


@pytest.mark.parametrize("kind", SHAPES)
def test_the_own_size_of_arrays_is_that_of_their_images(tmp_path, kind):
    assert own_size(saved(tmp_path, x=SHAPES[kind])) == 32


def test_options_of_pictures_do_what_they_do_for_a_dataset(tmp_path, said):
    files(tmp_path, pillow)
    (tmp_path / "cat" / "00.png").write_bytes(b"x")
    with pytest.raises(UserError, match=r"others with \?skip-unreadable"):
        read_pictures(str(tmp_path), SIDE, 1)
    read = read_pictures(f"{tmp_path}?skip-unreadable&labels=none", SIDE, 1)
    assert len(read.images) == COUNT - 1 and set(read.classes) == {""}
    assert "skipped 1 unreadable" in said[0]
    for query, words in (("labels=zz", "write labels=none"), ("images=x", "does not take")):
        with pytest.raises(UserError, match=words):
            read_pictures(f"folder:{tmp_path}?{query}", SIDE, 1)


def test_the_class_of_a_picture_in_folders_below_is_that_of_a_dataset(tmp_path):
    files(tmp_path, pillow, folder=lambda number: f"{NAMES[number]}/{number % 2}")
    read = read_pictures(str(tmp_path), SIDE, 1)
    classes = ("cat", "dog", "eel")
    expected = [classes.index(name.partition("/")[0]) for name in read.names]
    assert read.labels(classes).tolist() == expected
    assert set(read.classes_among(classes)) == set(classes)
