"""The seconds of trainings that were stopped within an epoch, and went on."""

from types import SimpleNamespace

import pytest
from small import narrow

from keras_gencmp import runs
from keras_gencmp.errors import Interrupted
from keras_gencmp.recipes import recipe
from keras_gencmp.runs import history
from keras_gencmp.training import trainer
from keras_gencmp.training.callbacks import csv_history
from keras_gencmp.training.callbacks.checkpoint import ModelCheckpoint

pytestmark = pytest.mark.usefixtures("quick", "ticking")


@pytest.fixture
def ticking(monkeypatch):
    """Every training step takes ten seconds, and three of the processor."""
    steps = []
    clock = {"monotonic": lambda: 10.0 * len(steps), "process_time": lambda: 3.0 * len(steps)}
    monkeypatch.setattr(csv_history, "time", SimpleNamespace(**clock))
    end = csv_history.CSVHistory.on_train_batch_end

    def ended(callback, batch, logs=None):
        steps.append(batch)
        end(callback, batch, logs)

    monkeypatch.setattr(csv_history.CSVHistory, "on_train_batch_end", ended)


def stop_after(step, patch):
    """A signal comes within this training step."""
    end = ModelCheckpoint.on_train_batch_end

    def ended(callback, batch, logs=None):
        callback.signals.number = 15 * (int(callback.model.clock.numpy()) == step)
        end(callback, batch, logs)

    patch.setattr(ModelCheckpoint, "on_train_batch_end", ended)


def seconds(run):
    return [(row["seconds"], row["processor_seconds"]) for row in history.read(run.timing_file)]


def test_an_epoch_has_the_seconds_of_all_its_parts(tmp_path, monkeypatch):
    steps = {"schedule.epochs": 2, "schedule.epoch_steps": 4, "data.dataset": "digits"}
    plan, run = recipe.override(narrow(recipe.load("gan")), steps), runs.Run(tmp_path / "run")
    with monkeypatch.context() as patch, pytest.raises(Interrupted):
        stop_after(5, patch)
        trainer.train(plan, directory=run.directory)
    assert seconds(run) == [(40, 12), (10, 3)]
    with monkeypatch.context() as patch, pytest.raises(Interrupted):
        stop_after(7, patch)
        trainer.resume(runs.Run(run.directory))
    assert seconds(run) == [(40, 12), (30, 9)]
    assert trainer.resume(runs.Run(run.directory)).outcome["seconds"] == 80
    assert seconds(run) == [(40, 12), (40, 12)]
