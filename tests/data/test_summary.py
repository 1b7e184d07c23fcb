"""The account of a dataset: what was read, and which option keeps more of it."""

import numpy as np
import pytest
from input_files import files, pillow

from keras_gencmp import data
from keras_gencmp.data.summary import Reading, Summary

OPTION = "--image-size {}"


def lines(sizes, side, option=OPTION, now=28, sides=(28, 32, 64)):
    reading = Reading(sizes, "grey", done=("resized to 28 x 28",), notices=("odd",), side=side)
    return Summary("folder:x", (("training", 3),), (("all", 3),), reading, now).lines(option, sides)


@pytest.mark.parametrize(
    ("sizes", "side", "words"),
    [
        ("64 x 64", 64, "resized to 28 x 28: --image-size 64 keeps them"),
        ("512 x 512", 512, "resized to 28 x 28: --image-size 64 keeps more of them"),
        ("64 x 64 to 90 x 64", 64, "resized to 28 x 28: --image-size 64 keeps more of them"),
        ("40 x 40", 40, "resized to 28 x 28: --image-size 32 keeps more of them"),
    ],
)
def test_images_that_are_made_smaller_name_the_option_that_keeps_more(sizes, side, words):
    assert lines(sizes, side)[0].endswith(words) and lines(sizes, side)[1] == "odd"


@pytest.mark.parametrize(
    ("sizes", "side", "now", "option"),
    [
        ("64 x 64", 64, 28, ""),
        ("64 x 64", 64, 64, OPTION),
        ("16 x 16", 16, 28, OPTION),
        ("30 x 30", 30, 28, OPTION),
        ("", 0, 28, OPTION),
    ],
)
def test_no_option_is_named_where_there_is_none_or_none_would_keep_more(sizes, side, now, option):
    assert lines(sizes, side, option, now)[0].endswith("resized to 28 x 28")


def test_nothing_is_said_of_splits_that_no_reader_has_made():
    assert Summary().lines(OPTION) == ()


def test_readers_know_the_shortest_side_of_the_originals(tmp_path):
    large = [np.kron(np.eye(8, dtype=np.uint8), np.full((6, 6), n + 40)) for n in range(60)]
    folder = files(tmp_path / "scans", pillow, images=[each.astype(np.uint8) for each in large])
    np.save(tmp_path / "x.npy", np.stack(large).astype(np.uint8))
    for name in (f"folder:{folder}", f"npy:{tmp_path / 'x.npy'}"):
        summary = data.load(name, size=16).summary
        assert (summary.size, summary.reading.side) == (16, 48)
        assert summary.lines("image_size={}")[0].endswith(": image_size=48 keeps them")
