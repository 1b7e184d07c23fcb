"""Files of labels that images are asked for by."""

import numpy as np
import pytest

from keras_gencmp.cli.labels import read_labels
from keras_gencmp.errors import UserError

NUMBERS = np.array([3, 7, 0, 3])


def saved(tmp_path, array):
    np.save(tmp_path / "l.npy", array)
    return tmp_path / "l.npy"


ARRAYS = {
    "whole numbers": NUMBERS,
    "floats": NUMBERS.astype(float),
    "one-hot": np.eye(10, dtype=int)[NUMBERS],
    "a column": NUMBERS[:, np.newaxis],
    "texts": NUMBERS.astype(str),
    "bytes": NUMBERS.astype("S"),
}


@pytest.mark.parametrize("kind", ARRAYS)
def test_arrays_of_labels_are_read_as_those_of_a_dataset(tmp_path, kind):
    assert read_labels(saved(tmp_path, ARRAYS[kind])) == ["3", "7", "0", "3"]


def test_lines_of_whole_numbers_may_be_floats(tmp_path):
    np.savetxt(tmp_path / "l.txt", NUMBERS)
    assert read_labels(tmp_path / "l.txt") == ["3", "7", "0", "3"]
    (tmp_path / "l.txt").write_text("v1.0\n\n v1.1 \n")
    assert read_labels(tmp_path / "l.txt") == ["v1.0", "v1.1"]


WRONG = {
    "objects": (NUMBERS.astype(str).astype(object), r"labels\.astype\(str\)"),
    "shares": (NUMBERS / 2, "no whole numbers: labels must be class numbers$"),
    "several an image": (np.ones((4, 3), int), "columns as labels$"),
    "none": (np.zeros(0, int), "holds no labels"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_other_arrays_are_refused_with_the_mend_and_not_to_be_deleted(tmp_path, kind):
    array, words = WRONG[kind]
    with pytest.raises(UserError, match=words) as error:
        read_labels(saved(tmp_path, array))
    assert "delete" not in str(error.value) and "labels=none" not in str(error.value)


def test_a_damaged_or_missing_file_is_the_users_own(tmp_path):
    saved(tmp_path, NUMBERS).write_bytes(b"\x93NUMPY")
    with pytest.raises(UserError, match="damaged"):
        read_labels(tmp_path / "l.npy")
    with pytest.raises(UserError, match="there is no file"):
        read_labels(tmp_path / "none.npy")
