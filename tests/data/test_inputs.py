"""A table of what people bring: read with the right images and classes, or refused."""

import shutil
import zipfile

import numpy as np
import pytest
from input_files import (
    COUNT,
    GREY,
    LABELS,
    NAMES,
    RGB,
    SIDE,
    files,
    film,
    idx,
    ink,
    pillow,
    png_of_16_bits_rgb,
    splits,
    table,
    turned,
)
from PIL import Image

from keras_gencmp import data
from keras_gencmp.errors import UserError


def npz(root, **arrays):
    np.savez(root / "x.npz", **arrays)
    return f"npz:{root / 'x.npz'}"


def npy(root, array):
    np.save(root / "x.npy", array)
    return f"npy:{root / 'x.npy'}"


def folder(path):
    return f"folder:{path}"


def read(name, channels=1):
    """The images of all splits with the names of their classes."""
    parts = data.load(name, size=SIDE, channels=channels)
    images = np.concatenate([split.images for split in parts[:3]])
    labels = np.concatenate([split.labels for split in parts[:3]])
    return images, [parts.classes[label] for label in labels], parts


def compare(name, images=GREY, classes=NAMES, tolerance=0):
    """Whether what was read are these images, each with its class, in any order."""
    images = images if images.ndim == 4 else images[..., np.newaxis]
    found, names, parts = read(name, images.shape[-1])
    assert len(found) == len(images)
    distances = np.abs(found[:, np.newaxis].astype(int) - images).max(axis=(2, 3, 4))
    nearest = distances.argmin(axis=1)
    assert distances.min(axis=1).max() <= tolerance
    assert sorted(nearest) == list(range(len(images)))
    assert [str(classes[number]) for number in nearest] == names
    return parts


ALL = ["all"] * COUNT
DIGITS = LABELS.astype(str)

ARRAYS = {
    "x and y": dict(x=GREY, y=LABELS),
    "X and y": dict(X=GREY, y=LABELS),
    "images and labels": dict(images=GREY, labels=LABELS),
    "data and target": dict(data=GREY, target=LABELS),
    "arr_0 and arr_1": dict(arr_0=GREY, arr_1=LABELS),
    "image and class": dict(image=GREY, **{"class": LABELS}),
    "Keras": dict(x_train=GREY[:40], y_train=LABELS[:40], x_test=GREY[40:], y_test=LABELS[40:]),
    "capitals": dict(X_train=GREY[:40], y_train=LABELS[:40], X_test=GREY[40:], y_test=LABELS[40:]),
    "joined": dict(xtrain=GREY[:40], ytrain=LABELS[:40], xtest=GREY[40:], ytest=LABELS[40:]),
    "camel": dict(trainX=GREY[:40], trainY=LABELS[:40], testX=GREY[40:], testY=LABELS[40:]),
    "data": dict(train_img=GREY[:40], train_y=LABELS[:40], val_img=GREY[40:], val_y=LABELS[40:]),
    "labels (n, 1)": dict(x=GREY, y=LABELS[:, np.newaxis]),
    "labels as floats": dict(x=GREY, y=LABELS.astype(np.float32)),
    "one-hot": dict(x=GREY, y=np.eye(3)[LABELS]),
    "one-hot, truth values": dict(x=GREY, y=np.eye(3)[LABELS] > 0),
    "channels first": dict(x=GREY[:, np.newaxis], y=LABELS),
    "channels last": dict(x=GREY[..., np.newaxis], y=LABELS),
    "flat": dict(x=GREY.reshape(COUNT, -1), y=LABELS),
    "whole numbers of 64 bits": dict(x=GREY.astype(np.int64), y=LABELS),
    "16 bits in use": dict(x=GREY.astype(np.uint16) * 257, y=LABELS),
    "8 bits of 16": dict(x=GREY.astype(np.uint16), y=LABELS),
    "12 bits of 16": dict(x=GREY.astype(np.uint16) * 16, y=LABELS),
    "Hounsfield": dict(x=GREY.astype(np.int16) * 10 - 1000, y=LABELS),
    "signed bytes": dict(x=(GREY.astype(int) - 128).astype(np.int8), y=LABELS),
    "[0, 1]": dict(x=(GREY / 255).astype(np.float32), y=LABELS),
    "half precision": dict(x=(GREY / 255).astype(np.float16), y=LABELS),
    "[-1, 1]": dict(x=GREY / 127.5 - 1, y=LABELS),
    "[-0.5, 0.5]": dict(x=GREY / 255 - 0.5, y=LABELS),
    "0 to 255 as floats": dict(x=GREY.astype(np.float32), y=LABELS),
    "standardised": dict(x=(GREY - GREY.mean()) / GREY.std(), y=LABELS),
    "12 bits as shares of 16": dict(x=GREY / 65535 * 16, y=LABELS),
    "a little above 1": dict(x=GREY / 255 * 1.0000002, y=LABELS),
    "with ids": dict(x=GREY, y=LABELS, ids=np.arange(COUNT)),
}  # fmt: skip


@pytest.mark.parametrize("kind", ARRAYS)
def test_archives_of_every_kind_have_the_same_images_and_classes(tmp_path, kind):
    compare(npz(tmp_path, **ARRAYS[kind]), classes=DIGITS, tolerance=1)


def test_black_and_white_as_0_and_1_is_not_black(tmp_path):
    ones = (GREY > 0).astype(np.uint8)
    for images in (ones, ones.astype(bool), ones.astype(np.float64), ones * 2.0 - 1):
        compare(npz(tmp_path, x=images, y=LABELS), 255 * ones, DIGITS)


@pytest.mark.parametrize(
    ("labels", "classes"),
    [
        (LABELS + 1, ("1", "2", "3")),
        (np.where(LABELS, 1, -1), ("-1", "1")),
        (LABELS * 5, ("0", "5", "10")),
        (NAMES, ("cat", "dog", "eel")),
        (NAMES.astype("S"), ("cat", "dog", "eel")),
        (np.array(["img2", "img10", "img1"])[LABELS], ("img1", "img2", "img10")),
    ],
)
def test_only_classes_that_occur_are_classes_and_they_sort_naturally(tmp_path, labels, classes):
    texts = labels.astype(str)
    assert compare(npz(tmp_path, x=GREY, y=labels), classes=texts).classes == classes


def test_colours_of_arrays_are_kept(tmp_path):
    rgba = np.concatenate([RGB, np.full_like(RGB[..., :1], 255)], axis=-1)
    for images in (RGB, RGB.transpose(0, 3, 1, 2), rgba, RGB.transpose(0, 3, 1, 2).reshape(60, -1)):
        name = npz(tmp_path, x=images, y=LABELS)
        compare(name, RGB, DIGITS)
        assert data.load(name, size=SIDE).train.images.shape[-1] == 3
    grey = npz(tmp_path, x=np.repeat(GREY[..., np.newaxis], 3, axis=-1), y=LABELS)
    assert data.load(grey, size=SIDE).train.images.shape[-1] == 1


def test_arrays_may_be_named_by_the_user(tmp_path):
    name = npz(tmp_path, a=GREY, b=LABELS, c=GREY[:5], d=255 - GREY)
    compare(f"{name}?images=a&labels=b", classes=DIGITS)
    compare(f"{name}?images=d", 255 - GREY, ALL)
    parts = data.load(f"{name}?images=a&labels=none&test-images=d", size=SIDE)
    assert (len(parts.test.images), parts.classes) == (COUNT, ("all",))


def test_an_array_alone_is_a_pile_of_images(tmp_path):
    compare(npy(tmp_path, GREY), classes=ALL)
    compare(npy(tmp_path, GREY / 255), classes=ALL)
    compare(npz(tmp_path, whatever=GREY), classes=ALL)


REFUSED_ARRAYS = {
    "several labels an image": (dict(x=GREY, y=np.ones((COUNT, 14), int)), "labels=none"),
    "volumes": (dict(x=np.zeros((5, 9, 9, 9), np.uint8)), "single slices"),
    "images last": (dict(x=np.zeros((9, 9, 3, 50), np.uint8)), "transpose"),
    "NaN": (dict(x=np.where(GREY > 0, np.nan, 0.0)), "nan_to_num"),
    "constant": (dict(x=np.zeros((9, 16, 16))), "nothing to learn"),
    "one image nine times": (dict(x=np.repeat(GREY[:1], 9, axis=0)), "nothing to learn"),
    "one image": (dict(x=GREY[:1]), "give more"),
    "only test images": (dict(x_test=GREY, y_test=LABELS), "name the array of training images"),
    "two candidates": (dict(images=GREY, pixels=GREY), "name one"),
    "neither": (dict(a=GREY, b=LABELS), "images=KEY"),
    "objects": (dict(x=np.array([GREY, None], object)), "savez"),
    "texts": (dict(x=NAMES), "flat rows"),
    "no square": (dict(x=np.zeros((9, 301))), "reshape"),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED_ARRAYS)
def test_arrays_that_are_no_dataset_are_refused_with_the_mend(tmp_path, kind):
    arrays, mend = REFUSED_ARRAYS[kind]
    with pytest.raises(UserError, match=mend):
        read(npz(tmp_path, **arrays))


FILES = {
    "PNG": (pillow, "png", 0),
    "PNG of 16 bits": (lambda a, p: pillow(a.astype(np.uint16) * 257, p), "png", 0),
    "12 bits in PNG of 16": (lambda a, p: pillow(a.astype(np.uint16) * 16, p), "png", 0),
    "14 bits in TIFF of 16": (lambda a, p: pillow(a.astype(np.uint16) * 64, p), "tif", 0),
    "10 bits in TIFF of 32": (lambda a, p: pillow(a.astype(np.int32) * 4, p), "tif", 0),
    "8 bits in TIFF of 32": (lambda a, p: pillow(a.astype(np.int32), p), "tif", 0),
    "TIFF in [0, 1]": (lambda a, p: pillow((a / 255).astype(np.float32), p), "tif", 0),
    "TIFF of floats": (lambda a, p: pillow(a.astype(np.float32) * 3 - 100, p), "tif", 0),
    "films, where 0 is white": (film, "tif", 0),
    "JPEG": (lambda a, p: pillow(a, p, quality=100), "JPG", 3),
    "JPEG in RGB": (lambda a, p: pillow(np.dstack([a] * 3), p, quality=100), "jpeg", 3),
    "EXIF": (lambda a, p: turned(a, p), "png", 0),
    "WebP": (lambda a, p: pillow(a, p, lossless=True), "webp", 0),
    "BMP": (pillow, "bmp", 0),
    "PGM": (pillow, "pgm", 0),
    "JPEG 2000": (pillow, "jp2", 0),
    "films of several pages": (
        lambda a, p: pillow(a, p, save_all=True, append_images=[Image.fromarray(255 - a)]), "tif", 0
    ),
    "animations": (
        lambda a, p: pillow(a, p, save_all=True, append_images=[Image.fromarray(255 - a)]), "gif", 0
    ),
    "grey with alpha": (lambda a, p: pillow(np.dstack([a, np.full_like(a, 255)]), p), "png", 0),
    "white ink": (ink(255), "png", 0),
    "GIF with a transparent colour": (lambda a, p: pillow(a, p, transparency=0), "gif", 0),
    "masks of 0 and 20": (lambda a, p: pillow(a // 12, p), "png", 12),
}  # fmt: skip


@pytest.mark.parametrize("kind", FILES)
def test_image_files_of_every_kind_have_the_same_images_and_classes(tmp_path, kind):
    save, suffix, tolerance = FILES[kind]
    compare(folder(files(tmp_path, save, suffix)), tolerance=tolerance)


def test_black_ink_stands_on_white_and_the_background_can_be_named(tmp_path):
    root = folder(files(tmp_path, ink(0)))
    compare(root, 255 - GREY)
    with pytest.raises(UserError, match="nothing to learn"):
        read(f"{root}?background=black")


def test_a_named_background_counts_though_no_file_that_was_looked_at_is_transparent(
    tmp_path, monkeypatch
):
    root = folder(files(tmp_path, ink(0)))
    monkeypatch.setattr("keras_gencmp.data.folders.survey.looks", lambda *given: [])
    with pytest.raises(UserError, match="nothing to learn"):  # black ink on black
        read(f"{root}?background=black")


def opaque(image, path):
    pillow(np.dstack([image, image, image, np.full_like(image, 255)]), path)


@pytest.mark.parametrize("save", [pillow, opaque])
def test_a_named_background_is_not_said_of_opaque_files(tmp_path, save):
    root = folder(files(tmp_path, save))
    assert "set on" not in data.load(f"{root}?background=white", size=SIDE).summary.line
    other = folder(files(tmp_path / "b", ink(0)))
    assert "set on white" in data.load(f"{other}?background=white", size=SIDE).summary.line


def test_a_named_background_is_not_said_of_opaque_arrays(tmp_path):
    x = np.stack([GREY, GREY, GREY, np.full_like(GREY, 255)], axis=-1)
    np.savez(tmp_path / "x.npz", x=x)
    line = data.load(f"npz:{tmp_path / 'x.npz'}?background=white", size=SIDE).summary.line
    assert "without their opaque alpha channel" in line and "set on" not in line


@pytest.mark.parametrize("save", [pillow, png_of_16_bits_rgb])
def test_colours_of_files_are_kept(tmp_path, save):
    root = folder(files(tmp_path, save, images=RGB))
    compare(root, RGB)
    assert data.load(root, size=SIDE).train.images.shape[-1] == 3


LAYOUTS = {
    "splits": lambda root: splits(root),
    "capitals": lambda root: splits(root, "Train", "Val", "TEST"),
    "long names": lambda root: splits(root, "training", "validation", "testing"),
    "other names": lambda root: splits(root, "training_set", "dev", "eval"),
    "years": lambda root: splits(root, "train2017", "val2017", "test2017"),
    "Intel": lambda root: splits(root, "seg_train", "seg_valid", "seg_test"),
    "wrapped": lambda root: splits(root / "My Data" / "v1"),
    "wrapped twice": lambda root: splits(root, "train/train", "val/val", "test/test"),
}


@pytest.mark.parametrize("kind", LAYOUTS)
def test_folders_of_splits_by_any_usual_name_stay_apart(tmp_path, kind):
    root = LAYOUTS[kind](tmp_path)
    (root / "notes").mkdir()
    (root / "notes" / "read me.txt").write_text("no image")
    (root / "empty").mkdir()
    parts = compare(folder(tmp_path))
    for split, numbers in zip(parts[:3], (range(40), range(40, 50), range(50, 60)), strict=True):
        assert sorted(map(bytes, split.images)) == sorted(bytes(GREY[n]) for n in numbers)


def test_splits_within_classes_stay_apart(tmp_path):
    for split, numbers in {"train": range(40), "test": range(40, 60)}.items():
        files(
            tmp_path, pillow, numbers=numbers, folder=lambda n, split=split: f"{NAMES[n]}/{split}"
        )
    assert sorted(map(bytes, compare(folder(tmp_path)).test.images)) == sorted(
        map(bytes, GREY[40:])
    )


@pytest.mark.parametrize("inner", ["", "unknown"])
def test_a_flat_test_folder_is_test_images_without_labels(tmp_path, inner):
    splits(tmp_path, test=f"test/{inner}", classes=("", "", "flat"))
    parts = data.load(folder(tmp_path), size=SIDE)
    assert parts.classes == ("cat", "dog", "eel")
    assert sorted(map(bytes, parts.test.images)) == sorted(map(bytes, GREY[50:]))
    assert set(parts.test.labels) == {-1} and parts.labelled is parts.validation
    assert any("without labels" in notice for notice in parts.summary.notices)


def test_general_folders_are_no_classes_and_labels_can_be_left_out(tmp_path):
    compare(folder(files(tmp_path / "a", pillow, folder=lambda number: "images")), classes=ALL)
    compare(f"{folder(files(tmp_path / 'b', pillow))}?labels=none", classes=ALL)


def test_classes_of_numbers_sort_naturally(tmp_path):
    root = files(tmp_path, pillow, folder=lambda number: str(number % 12))
    assert data.load(folder(root), size=SIDE).classes == tuple(map(str, range(12)))


REFUSED_LAYOUTS = {
    "a split beside classes": (lambda n: ["cat", "dog", "test"][n % 3], "a split or a class"),
    "test images alone": (lambda n: f"test/{NAMES[n]}", "no training images"),
    "two validation folders": (lambda n: ["train", "val", "dev"][n % 3], "into one folder"),
    "images and masks": (lambda n: ["images", "masks"][n % 2], "folder:.*/images"),
    "images and labels": (lambda n: ["images", "labels"][n % 2], "folder:.*/images"),
    "masks within classes": (lambda n: f"{NAMES[n]}/{['images', 'masks'][n % 2]}", "masks"),
    "masks within splits": (lambda n: f"train/{['images', 'mask'][n % 2]}", "mask"),
    "beside and inside": (lambda n: ["", "cat"][n % 2], "beside and inside"),
    "splits of some classes": (lambda n: ["cat/train", "dog", "cat/test"][n % 3], "on top"),
    "a class of the test folder": (lambda n: ["train/a", "train/b", "test/c"][n % 3], "class c"),
    "a prediction folder": (lambda n: ["a_train/a", "a_test/a", "a_pred"][n % 3], "split or a"),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED_LAYOUTS)
def test_layouts_of_two_meanings_are_refused_with_the_question(tmp_path, kind):
    place, question = REFUSED_LAYOUTS[kind]
    with pytest.raises(UserError, match=question):
        read(folder(files(tmp_path, pillow, folder=place)))


def test_folders_of_splits_can_be_taken_for_classes(tmp_path):
    root = files(tmp_path, pillow, folder=lambda n: ["car", "ship", "train"][n % 3])
    assert read(f"{folder(root)}?splits=none")[2].classes == ("car", "ship", "train")


def test_pairs_of_images_and_masks_in_one_folder_are_refused(tmp_path):
    for number in range(9):
        pillow(GREY[number], tmp_path / f"{number}.png")
        pillow(GREY[number] // 255 * 255, tmp_path / f"{number}_mask.png")
    with pytest.raises(UserError, match="masks beside its images"):
        read(folder(tmp_path))


@pytest.mark.parametrize("suffix", ["npy", "nii.gz", "pt", "tfrecord", "mat", "heic"])
def test_what_is_there_instead_of_images_is_named(tmp_path, suffix):
    files(tmp_path, lambda image, path: path.write_bytes(b"x"), suffix)
    with pytest.raises(UserError, match=rf"60 \.{suffix.partition('.')[0]} files: \w+"):
        read(folder(tmp_path))


def test_all_files_that_cannot_be_read_are_named_at_once_and_can_be_skipped(tmp_path):
    files(tmp_path, pillow)
    (tmp_path / "cat" / "00.png").write_bytes(b"")
    half = (tmp_path / "dog" / "01.png").read_bytes()[:-30]
    (tmp_path / "dog" / "01.png").write_bytes(half)
    with pytest.raises(
        UserError, match=r"2 files.*cat/00\.png is.*dog/01\.png is.*--skip-unreadable"
    ):
        read(folder(tmp_path))
    keep = np.arange(2, COUNT)
    compare(f"{folder(tmp_path)}?skip-unreadable", GREY[keep], NAMES[keep])


def test_a_zip_archive_is_read_as_its_folder(tmp_path):
    splits(tmp_path / "in")
    shutil.make_archive(str(tmp_path / "out"), "zip", tmp_path / "in")
    parts = compare(folder(tmp_path / "out.zip"))
    assert [len(split.labels) for split in parts[:3]] == [40, 10, 10]


@pytest.mark.parametrize("name", ["../out.png", "/tmp/out.png", "a/../../out.png"])
def test_a_file_of_an_archive_that_leaves_its_folder_is_refused(tmp_path, name):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr(name, b"")
    with pytest.raises(UserError, match="leaves its folder"):
        read(folder(tmp_path / "x.zip"))


def test_files_of_archives_are_bounded(tmp_path, monkeypatch):
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/bomb.png", bytes(10**6))
    monkeypatch.setattr("keras_gencmp.data.folders.tree.LARGEST_MEMBER", 10**5)
    with pytest.raises(UserError, match="would unpack to"):
        read(folder(tmp_path / "x.zip"))


@pytest.mark.parametrize("suffix", ["", ".gz"])
@pytest.mark.parametrize("joint", ["-", "."])
def test_idx_files_are_read_by_folder_and_by_file(tmp_path, suffix, joint):
    for split, rows in {"train": slice(40), "t10k": slice(40, 60)}.items():
        idx(tmp_path / f"{split}-images{joint}idx3-ubyte{suffix}", GREY[rows])
        idx(tmp_path / f"{split}-labels{joint}idx1-ubyte{suffix}", LABELS[rows])
    for name in (f"idx:{tmp_path}", folder(tmp_path)):
        parts = compare(name, classes=DIGITS)
        assert sorted(map(bytes, parts.test.images)) == sorted(map(bytes, GREY[40:]))
    one = f"idx:{tmp_path / f'train-images{joint}idx3-ubyte{suffix}'}"
    compare(one, GREY[:40], DIGITS[:40])


@pytest.mark.parametrize("code", [11, 13])
def test_idx_files_may_hold_other_numbers(tmp_path, code):
    idx(tmp_path / "train-images-idx3-ubyte", GREY, code)
    compare(f"idx:{tmp_path}", classes=ALL)


def test_an_idx_file_of_another_length_than_it_says_is_refused(tmp_path):
    idx(tmp_path / "train-images-idx3-ubyte", GREY)
    file = tmp_path / "train-images-idx3-ubyte"
    for content in (file.read_bytes()[:-1], file.read_bytes() + b"0"):
        file.write_bytes(content)
        with pytest.raises(UserError, match="damaged"):
            read(f"idx:{file}")


@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize("last", [True, False])
@pytest.mark.parametrize("joint", [",", ";", "\t"])
def test_tables_have_their_label_first_or_last(tmp_path, header, last, joint):
    path = table(tmp_path / "x.csv", header=header, last=last, joint=joint)
    compare(f"csv:{path}", classes=DIGITS)


def test_a_folder_of_tables_has_the_splits_of_their_names(tmp_path):
    table(tmp_path / "train.csv", GREY[:40], NAMES[:40])
    table(tmp_path / "test.csv", GREY[40:], None)
    parts = data.load(f"csv:{tmp_path}", size=SIDE)
    assert parts.classes == ("cat", "dog", "eel")
    assert sorted(map(bytes, parts.test.images)) == sorted(map(bytes, GREY[40:]))
    assert set(parts.test.labels) == {-1}


def test_tables_of_images_alone_and_of_something_else(tmp_path):
    compare(f"csv:{table(tmp_path / 'x.csv', labels=None)}", classes=ALL)
    (tmp_path / "y.csv").write_text("name,price\napple,3\npear,4\n")
    with pytest.raises(UserError, match=r"y\.csv"):
        read(f"csv:{tmp_path / 'y.csv'}")


def test_copies_among_the_splits_and_dark_images_are_noticed(tmp_path):
    twice = np.concatenate([GREY, GREY])
    notices = " ".join(read(npz(tmp_path, x=twice))[2].summary.notices)
    assert "training images too" in notices
    dark = np.where(GREY > 250, 255, 0) * (np.indices(GREY.shape)[1] == 1)
    notices = " ".join(read(npz(tmp_path, x=dark.astype(np.uint8)))[2].summary.notices)
    assert "nearly black" in notices and "range=" in notices


def test_the_summary_is_one_line_with_counts_classes_sizes_range_and_steps(tmp_path):
    files(tmp_path, lambda a, p: pillow(np.tile(a, (1, 2)).astype(np.uint16) * 16, p))
    summary = data.load(folder(tmp_path), size=SIDE).summary
    for words in ("49 training", "cat 20, dog 20", "16 x 32", "0 to 4080", "padded", "scaled"):
        assert words in summary.line
    assert summary.facts()["classes"] == {"cat": 20, "dog": 20, "eel": 20}
    assert "range=0,4095" in summary.notices[0]


def test_backslashes_in_an_archive_are_folders(tmp_path):
    splits(tmp_path / "in")
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        for file in (tmp_path / "in").rglob("*.png"):
            name = str(file.relative_to(tmp_path / "in")).replace("/", "\\")
            archive.writestr(zipfile.ZipInfo(name), file.read_bytes())
    assert len(compare(folder(tmp_path / "x.zip")).test.labels) == 10


def test_tables_and_names_that_may_hold_classes_are_pointed_at(tmp_path):
    for number in range(COUNT):
        pillow(GREY[number], tmp_path / f"{NAMES[number]}.{number}.png")
    assert "begin with 3 different words" in " ".join(read(folder(tmp_path))[2].summary.notices)
    (tmp_path / "labels.csv").write_text("id,label\n")
    summary = read(folder(tmp_path))[2].summary
    assert "a table beside the images" in " ".join(summary.notices)
    assert "left alone 1 .csv files" in summary.line


def test_emnist_comes_transposed(tmp_path):
    idx(tmp_path / "emnist-letters-train-images-idx3-ubyte", GREY.swapaxes(1, 2))
    assert "transposed" in compare(f"idx:{tmp_path}", classes=ALL).summary.line
    path = table(tmp_path / "emnist-letters-train.csv", GREY.swapaxes(1, 2), LABELS)
    compare(f"csv:{path}", classes=DIGITS)


def test_idx_files_of_several_datasets_are_refused(tmp_path):
    for name in ("a", "b"):
        idx(tmp_path / f"{name}-train-images-idx3-ubyte", GREY)
    with pytest.raises(UserError, match="several datasets"):
        read(f"idx:{tmp_path}")


@pytest.mark.parametrize("suffix", ["h5", "mat", "pkl", "pt"])
def test_other_files_than_arrays_have_their_own_mend(tmp_path, suffix):
    (tmp_path / f"x.{suffix}").write_bytes(b"anything")
    with pytest.raises(UserError, match=r"no archive of NumPy: .*savez"):
        read(f"npz:{tmp_path / f'x.{suffix}'}")


def test_texts_as_python_objects_are_refused_with_the_mend(tmp_path):
    with pytest.raises(UserError, match="astype"):
        read(npz(tmp_path, x=GREY, y=NAMES.astype(object)))


def test_an_idx_file_finds_its_labels_though_these_alone_are_compressed(tmp_path):
    idx(tmp_path / "train-images-idx3-ubyte", GREY)
    idx(tmp_path / "train-labels-idx1-ubyte.gz", LABELS)
    compare(f"idx:{tmp_path / 'train-images-idx3-ubyte'}", classes=DIGITS)


def test_test_images_that_are_validation_images_too_are_noticed(tmp_path):
    arrays = {"x_train": GREY[:40], "x_val": GREY[40:], "x_test": GREY[40:]}
    notices = " ".join(data.load(npz(tmp_path, **arrays), size=SIDE).summary.notices)
    assert "test images are validation images too" in notices
