"""Runs: their directories and names, and files that appear whole or not at all."""

import os

import numpy as np
import pytest

from keras_gencmp import runs
from keras_gencmp.errors import UserError
from keras_gencmp.recipes import recipe
from keras_gencmp.runs import checkpoint
from keras_gencmp.runs.history import History, read


def test_a_run_is_found_by_path_by_name_and_as_the_latest(tmp_path):
    first = runs.start(recipe.load("dcgan"), tmp_path)
    second = runs.start(recipe.load("dcgan"), tmp_path)
    assert first.directory != second.directory
    assert runs.find(str(first.directory), tmp_path) == first
    assert runs.find(first.name, tmp_path) == first
    assert runs.find("dcgan", tmp_path) == second
    assert runs.find("latest", tmp_path) == second
    assert second.recipe == recipe.load("dcgan")


def test_a_best_state_is_named_after_its_run_and_stands_apart(tmp_path):
    run = runs.start(recipe.load("dcgan"), tmp_path)
    with pytest.raises(UserError, match="no best state: train it with --evaluate-every"):
        runs.find("dcgan@best", tmp_path)
    run.best_file.write_bytes(b"")
    for name in ("dcgan", "latest", run.name, str(run.directory)):
        best = runs.find(f"{name}@best", tmp_path)
        assert best.directory == run.directory and best.name == f"{run.name}@best"
        assert best.checkpoint_file == run.best_file != run.checkpoint_file


def test_an_unknown_run_names_the_nearest(tmp_path):
    runs.start(recipe.load("dcgan"), tmp_path)
    with pytest.raises(UserError, match="did you mean 'dcgan'"):
        runs.find("dcgann", tmp_path)


def test_a_folder_that_holds_something_is_not_taken_for_a_new_run(tmp_path):
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(UserError, match="not empty"):
        runs.start(recipe.load("dcgan"), directory=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_failed_write_leaves_the_old_file_and_nothing_beside_it(tmp_path, monkeypatch):
    file = tmp_path / "file"
    runs.write_text(file, "old")

    def full(*names):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        runs.write_text(file, "new")
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_history_reads_back_to_the_same_bits_and_forgets_what_is_done_again(tmp_path):
    path, random = tmp_path / "history.csv", np.random.default_rng(0)
    written = History(path, "epoch")
    for epoch in (1, 2, 3):
        written.append(epoch, {"loss": np.float32(random.normal())})
    written.flush()
    assert read(path) == written.rows
    assert History(path, "epoch", last=2).rows == written.rows[:2]


def test_a_history_of_rows_that_grew_leaves_what_they_lacked_empty(tmp_path):
    grown = History(tmp_path / "timing.csv", "epoch")
    grown.append(1, {"seconds": 2})
    grown.append(2, {"seconds": 3, "more": 4})
    grown.append(3, {"seconds": 5})
    grown.flush()
    assert (tmp_path / "timing.csv").read_text().splitlines()[1:] == [
        "1,2.0,",
        "2,3.0,4.0",
        "3,5.0,",
    ]
    assert np.isnan(read(tmp_path / "timing.csv")[0]["more"])


def test_a_damaged_history_is_one_sentence(tmp_path):
    (tmp_path / "history.csv").write_text("epoch,loss\n1,abc\n")
    with pytest.raises(UserError, match="damaged"):
        read(tmp_path / "history.csv")


@pytest.fixture
def saved(tmp_path):
    path = tmp_path / "checkpoint.npz"
    checkpoint.write(path, {"a": np.arange(3000.0), "b/000": np.float32(1)})
    return path


def test_a_checkpoint_reads_back(saved):
    state = checkpoint.read(saved)
    np.testing.assert_array_equal(state["a"], np.arange(3000.0))
    assert state["b/000"].dtype == np.float32


@pytest.mark.parametrize("damage", ["cut", "flip", "empty", "other", "missing"])
def test_a_damaged_checkpoint_is_one_sentence(saved, damage):
    content = bytearray(saved.read_bytes())
    content[5000] ^= 1
    damaged = {"cut": content[:9000], "flip": content, "empty": b"", "other": b"text"}
    saved.unlink() if damage == "missing" else saved.write_bytes(damaged[damage])
    with pytest.raises(UserError, match="missing" if damage == "missing" else "damaged"):
        checkpoint.read(saved)


def test_a_checkpoint_of_another_shape_changes_nothing(saved):
    class Variable:
        shape = (2,)

        def assign(self, value):
            raise AssertionError

    with pytest.raises(UserError, match="does not fit"):
        checkpoint.assign({"a": Variable()}, checkpoint.read(saved), saved)
