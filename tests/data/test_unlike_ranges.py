"""Splits in different ranges of values are refused; those that are only darker are not."""

import numpy as np
import pytest
from input_files import COUNT, GREY, NAMES, SIDE, files, pillow

from keras_gencmp import data
from keras_gencmp.errors import UserError

UNIT = (GREY / 255).astype(np.float32)

UNLIKE = {
    "[0, 1] and [-1, 1]": (UNIT, UNIT * 2 - 1, "0 to 1, and .* of -1 to 1: bring"),
    "[-1, 1] and [0, 1]": (UNIT * 2 - 1, UNIT, "bring all splits to one range, or name it"),
    "[-0.5, 0.5] and [0, 1]": (UNIT - 0.5, UNIT, "-0.5 to 0.5"),
    "bytes and 0 or 1": (GREY, (GREY > 0).astype(np.uint8), "0 to 1, and .* of 0 to 255"),
    "truth values and bytes": (GREY > 0, GREY, r"\?range=0,255"),
    "[0, 1] and bytes": (UNIT, GREY, "0 to 1, and"),
    "16 and 12 bits": (
        GREY.astype(np.uint16) * 257,
        GREY.astype(np.uint16) * 16,
        "0 to 4080, and .* of 0 to 65535",
    ),
}
OUTLIER = (GREY.astype(np.uint16) * 16).copy()
OUTLIER[3, 5, 5] = 65535
ALIKE = {
    "a little darker": (GREY, (GREY * 0.98).astype(np.uint8)),
    "four times as dark": (GREY, GREY // 4),
    "blank images": (GREY, np.zeros_like(GREY)),
    "blank images of floats": (UNIT * 2 - 1, np.ones_like(UNIT)),
    "one bright pixel": (OUTLIER, GREY.astype(np.uint16) * 16),
    "a narrower range": (UNIT * 2 - 1, UNIT - 0.5),
    "overshoot": (UNIT * 1.06 - 0.03, UNIT),
}


def arrays(tmp_path, train, test, query=""):
    np.savez(tmp_path / "x.npz", x_train=train[:40], x_test=test[40:])
    return data.load(f"npz:{tmp_path / 'x.npz'}{query}", size=SIDE)


def folders(tmp_path, train, test, suffix, query=""):
    for split, images, numbers in (("train", train, range(40)), ("test", test, range(40, COUNT))):
        files(tmp_path / split, pillow, suffix, images, numbers=numbers)
    return data.load(f"folder:{tmp_path}{query}", size=SIDE)


@pytest.mark.parametrize("kind", UNLIKE)
def test_arrays_of_splits_in_different_ranges_are_refused(tmp_path, kind):
    train, test, words = UNLIKE[kind]
    with pytest.raises(UserError, match=words):
        arrays(tmp_path, train, test)


@pytest.mark.parametrize("kind", ALIKE)
def test_splits_that_are_only_darker_are_read(tmp_path, kind):
    assert len(arrays(tmp_path, *ALIKE[kind]).test.labels) == 20


def test_a_range_that_is_named_is_that_of_all_splits(tmp_path):
    few = arrays(tmp_path, GREY, GREY // 100, "?range=0,255")
    assert few.test.images.max() == 2


FILES = {
    "TIFF of floats": (UNIT * 255, UNIT, "tif", "the test split of .* 0 to 1, and the train split"),
    "[-1, 1] and [0, 1]": (UNIT * 2 - 1, UNIT, "tif", "of -1 to 1"),
    "PNG of 0 and 1": (GREY, (GREY > 0).astype(np.uint8), "png", "0 to 1, and"),
    "16 and 12 bits": (
        GREY.astype(np.uint16) * 257,
        GREY.astype(np.uint16) * 16,
        "png",
        "0 to 4080, and .* of 0 to 65535",
    ),
}


@pytest.mark.parametrize("kind", FILES)
def test_folders_of_splits_in_different_ranges_are_refused(tmp_path, kind):
    train, test, suffix, words = FILES[kind]
    with pytest.raises(UserError, match=words):
        folders(tmp_path, train, test, suffix)
    high = 1 if "[" in kind else float(train.max())
    assert folders(tmp_path, train, test, suffix, f"?range=-1,{high}").classes == (
        "cat",
        "dog",
        "eel",
    )


def test_folders_that_are_only_darker_are_read(tmp_path):
    parts = folders(tmp_path, GREY, (GREY * 0.98).astype(np.uint8), "png")
    assert parts.test.images.max() == 249 and set(NAMES) == set(parts.classes)


def test_a_dark_part_of_the_files_looked_at_is_no_other_range(tmp_path, monkeypatch):
    """Only some files are looked at: before a refusal all are."""
    chosen = "keras_gencmp.data.folders.survey._chosen"
    monkeypatch.setattr(chosen, lambda names, headers: list(names)[-41:])
    images = GREY.copy()
    images[50:] //= 60
    assert len(folders(tmp_path, GREY, images, "png").test.labels) == 20
