"""Classes that may not be what was meant: empty folders, and names that are nearly the same."""

import shutil

import numpy as np
from input_files import LABELS, files, pillow, splits

from keras_gencmp import data


def load(path):
    return data.load(f"folder:{path}", size=16)


def test_an_empty_folder_of_a_class_is_said_to_be_none(tmp_path):
    splits(tmp_path / "in")
    (tmp_path / "in" / "train" / "fox").mkdir()
    (tmp_path / "in" / "train" / "cat" / "old").mkdir()
    (tmp_path / "in" / "none").mkdir()
    (tmp_path / "in" / "train" / "gnu").mkdir()
    (tmp_path / "in" / "train" / "gnu" / "notes.txt").write_text("a file")
    shutil.make_archive(str(tmp_path / "in"), "zip", tmp_path / "in")
    for path in (tmp_path / "in", tmp_path / "in.zip"):
        parts = load(path)
        assert parts.classes == ("cat", "dog", "eel")
        assert "'train/fox' is empty and no class: put images" in " ".join(parts.summary.notices)


def test_classes_whose_names_differ_in_capitals_alone_are_pointed_at(tmp_path):
    names = np.array(["cat", "Cat", "eel"])[LABELS]
    notices = " ".join(load(files(tmp_path, pillow, folder=lambda n: names[n])).summary.notices)
    assert "'Cat' and 'cat' are classes of their own" in notices and "eel" not in notices
