"""Real trainings in real processes, stopped in every way, go on bit for bit."""

import signal
import time
from types import SimpleNamespace

import numpy as np
import pytest
from judge_fixtures import hasty_judge
from processes import TINY, run, start

from keras_gencmp import runs
from keras_gencmp.errors import Interrupted
from keras_gencmp.recipes import recipe
from keras_gencmp.runs import checkpoint, history
from keras_gencmp.training.callbacks.checkpoint import ModelCheckpoint
from keras_gencmp.training.signals import StopSignals

__all__ = ["hasty_judge"]
WATCHED = [*TINY, "--evaluate-every=1"]


def ended_like(found: runs.Run, other: runs.Run) -> None:
    """Both runs have the same weights, optimizers, metrics and histories, bit for bit."""
    one, two = (checkpoint.read(each.checkpoint_file) for each in (found, other))
    assert one.keys() == two.keys()
    for name in one:
        np.testing.assert_array_equal(one[name], two[name], name)
    for file in ("history.csv", "iterations.csv", "quality.csv", "best.npz"):
        assert (found.directory / file).read_bytes() == (other.directory / file).read_bytes()
    assert found.finished and other.finished
    assert len(history.read(found.history_file)) == 3


def wait_for(process, condition) -> None:
    """Wait until the process has come as far as the condition says."""
    until = time.monotonic() + 200
    while not condition():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory):
    folder = tmp_path_factory.mktemp("uninterrupted")
    done = run("train", "dcgan", *WATCHED, cwd=folder)
    assert done.returncode == 0, done.stderr
    return runs.find("latest", folder / "runs")


def test_killed_twice_it_ends_like_the_uninterrupted_run(uninterrupted, tmp_path):
    random = np.random.default_rng()
    process = start("train", "dcgan", *WATCHED, cwd=tmp_path)
    root = tmp_path / "runs"
    for epoch in (1, 2):
        picture = f"dcgan/*/figures/samples-{epoch - 1:04d}.png"
        wait_for(process, lambda: any(root.glob(picture)) and any(root.glob("*/*/*.npz")))  # noqa: B023
        time.sleep(random.uniform(0, 0.6))
        process.kill()
        process.communicate()
        process = start("resume", "latest", cwd=tmp_path)
    output, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    ended_like(runs.find("latest", root), uninterrupted)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_saves_in_the_middle_of_an_epoch_and_names_the_next_command(
    uninterrupted, tmp_path, number
):
    process = start("train", "dcgan", *WATCHED, cwd=tmp_path)
    wait_for(process, lambda: any(tmp_path.glob("runs/dcgan/*/figures/samples-0001.png")))
    time.sleep(0.3)
    process.send_signal(number)
    _, errors = process.communicate(timeout=100)
    assert process.returncode == 128 + number, errors
    found = runs.find("latest", tmp_path / "runs")
    assert f"gencmp resume {found.directory.relative_to(tmp_path)}" in errors
    assert "Traceback" not in errors
    assert checkpoint.read(found.checkpoint_file)["clock"] > 0
    assert run("resume", "latest", cwd=tmp_path).returncode == 0
    ended_like(found, uninterrupted)


@pytest.mark.parametrize(("clock", "leaves_within_the_epoch"), [(25, True), (26, False)])
def test_after_an_epochs_last_step_a_signal_waits_for_the_history(
    clock, leaves_within_the_epoch, tmp_path, monkeypatch
):
    saved = []
    monkeypatch.setattr("keras_gencmp.assembly.save", lambda model, path: saved.append(path))
    model = SimpleNamespace(clock=SimpleNamespace(numpy=lambda: clock))
    history = SimpleNamespace(steps_per_epoch=13, flush_begun=lambda: None)
    nan, signals = SimpleNamespace(check=lambda losses: None), StopSignals()
    signals.number = signal.SIGTERM
    run = runs.start(recipe.load("dcgan"), tmp_path)
    stopped = ModelCheckpoint(run, model, history, nan, signals)
    if leaves_within_the_epoch:
        with pytest.raises(Interrupted):
            stopped.on_train_batch_end(0)
    else:
        stopped.on_train_batch_end(0)
        assert not saved
        with pytest.raises(Interrupted):
            stopped.on_epoch_end(1)
    assert len(saved) == 1


def test_a_finished_run_has_nothing_to_resume(uninterrupted):
    folder = uninterrupted.directory.parent.parent.parent
    done = run("resume", "latest", cwd=folder)
    assert done.returncode == 0
    assert "nothing to resume" in done.stdout


def test_a_run_says_what_it_was_made_with(uninterrupted):
    facts = uninterrupted.environment
    assert facts["data"] == "digits" and facts["seed"] == 0 and facts["threads"] >= 1
    assert facts["versions"]["keras"].startswith("3.")
    assert "train dcgan" in facts["command"]
    assert len(facts["data_digest"]) == 16
    names = sorted(path.name for path in uninterrupted.figures.iterdir())
    samples = [f"samples-{epoch:04d}.png" for epoch in range(4)]
    drawn = ["curves.png", "interpolation.png", "samples-by-epoch.png"]
    assert names == sorted([*drawn, *samples, "samples.png", "stages.png", "training.gif"])
    log = uninterrupted.log_file.read_text().splitlines()
    assert (
        len([line for line in log if line.startswith(("epoch 1/3", "epoch 2/3", "epoch 3/3"))]) == 3
    )
    assert facts["evaluation"]["judge"].startswith("digits-")
