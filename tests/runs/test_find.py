"""Runs: started, and found by their path and names."""

import os
import time

import pytest

from keras_gencmp import runs
from keras_gencmp.errors import UserError
from keras_gencmp.recipes import recipe


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


def test_a_run_without_a_name_is_asked_for(tmp_path):
    for name in ("", "@best"):
        with pytest.raises(UserError, match="name a run: its folder, its recipe, or latest"):
            runs.find(name, tmp_path)


def test_an_unknown_run_names_the_nearest(tmp_path):
    runs.start(recipe.load("dcgan"), tmp_path)
    with pytest.raises(UserError, match="did you mean 'dcgan'"):
        runs.find("dcgann", tmp_path)


def test_a_folder_that_holds_something_is_not_taken_for_a_new_run(tmp_path):
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(UserError, match="not empty"):
        runs.start(recipe.load("dcgan"), directory=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_run_is_named_after_its_folders_wherever_one_stands(tmp_path, monkeypatch):
    run = runs.start(recipe.load("dcgan"), tmp_path)
    monkeypatch.chdir(run.directory)
    assert runs.find(".").name == run.name == runs.find(str(run.directory)).name


def test_whoever_starts_a_run_trusts_it_and_whoever_finds_it_does_not(tmp_path):
    changes = {"model.name": "helper:Model"}
    run = runs.start(recipe.override(recipe.load("dcgan"), changes), tmp_path)
    assert run.recipe.model.name == "helper:Model"
    for found in (runs.find("dcgan", tmp_path), *runs.every(tmp_path)):
        with pytest.raises(UserError, match="--trust"):
            found.recipe  # noqa: B018
    assert runs.find("dcgan", tmp_path, trust=True).recipe == run.recipe
    run.best_file.write_bytes(b"")
    assert runs.find("dcgan@best", tmp_path, trust=True).recipe == run.recipe


def test_the_files_of_a_run_that_are_written_once_are_read_once(tmp_path):
    run = runs.find(str(runs.start(recipe.load("dcgan"), tmp_path).directory))
    assert run.recipe is run.recipe
    runs.write_json(run.environment_file, {"threads": 2})
    assert run.environment is run.environment
    with pytest.raises(UserError, match="metrics.json is missing"):
        run.outcome  # noqa: B018
    runs.write_json(run.metrics_file, OUTCOME)  # a training that ends is seen to have ended
    assert run.outcome == OUTCOME and run.outcome is run.outcome


OUTCOME = {"epochs": 2, "steps": 4, "seconds": 1.5, "last_epoch": {"loss": 1.0}, "test": {}}


def test_samples_are_listed_by_their_epoch(tmp_path):
    run = runs.start(recipe.load("dcgan"), tmp_path)
    for name in ("10000.npy", "0002.npy", "0010.npy", "notes.npy", "0001.png"):
        (run.samples / name).touch()
    assert [*run.sample_files] == [2, 10, 10000]


def set_clock(monkeypatch, *stamps):
    """The names of the next runs, by the clock; the last stamp stays."""
    left, clock = list(stamps), time.strftime

    def stamp():
        return left.pop(0) if len(left) > 1 else left[0]

    monkeypatch.setattr(time, "strftime", lambda form: stamp() if "-%H" in form else clock(form))


def test_the_latest_run_is_the_last_one_though_a_clock_was_set_back(tmp_path, monkeypatch):
    set_clock(monkeypatch, *(f"20260{day}-120000" for day in ("201", "131", "131", "202")))
    begun = [runs.start(recipe.load(name), tmp_path) for name in ("dcgan", "vae", "vae", "gan")]
    assert [run.directory for run in runs.every(tmp_path)] == [run.directory for run in begun]
    assert runs.find("latest", tmp_path).name == "gan/20260202-120000"
    assert [run.directory.name[-2:] for run in begun[1:3]] == ["-2", "-3"]


def test_runs_of_one_second_are_in_their_order(tmp_path, monkeypatch):
    set_clock(monkeypatch, "20260201-120000")
    begun = [runs.start(recipe.load("vae"), tmp_path).directory for _ in range(12)]
    assert [run.directory for run in runs.every(tmp_path)] == begun
    assert begun[-1].name.endswith("-12")


def test_the_latest_run_is_the_one_that_began_last_whatever_its_folder_is_called(tmp_path):
    named = runs.start(recipe.load("dcgan"), directory=tmp_path / "dcgan" / "gallery")
    hour_ago = time.time() - 3600
    os.utime(runs.start(recipe.load("gan"), tmp_path).recipe_file, (hour_ago, hour_ago))
    os.utime(named.recipe_file, (hour_ago, hour_ago))
    later = runs.start(recipe.load("dcgan"), tmp_path)
    assert runs.find("dcgan", tmp_path) == runs.find("latest", tmp_path) == later
    now = time.time() + 60
    os.utime(named.recipe_file, (now, now))
    assert runs.find("dcgan", tmp_path) == runs.find("latest", tmp_path) == named
