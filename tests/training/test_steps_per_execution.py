"""Several steps in one execution: an epoch keeps its steps, and a stop changes no bit."""

import numpy as np
import pytest
from small import narrow

from keras_gencmp.errors import Interrupted
from keras_gencmp.recipes import recipe
from keras_gencmp.runs import checkpoint
from keras_gencmp.training import finish, trainer
from keras_gencmp.training.callbacks.checkpoint import ModelCheckpoint
from keras_gencmp.training.callbacks.sample_grid import SampleGrid
from keras_gencmp.training.fit import execution


@pytest.mark.parametrize(
    ("steps", "wanted", "count"), [(6, 4, 3), (600, 10, 10), (13, 4, 1), (2, 4, 2), (6, 1, 1)]
)
def test_whole_executions_make_up_the_steps(steps, wanted, count):
    assert execution(steps, wanted) == count


@pytest.fixture(autouse=True)
def without_pictures(few_images, monkeypatch):
    monkeypatch.setattr(finish, "draw_all", lambda *arguments, **options: iter(()))
    monkeypatch.setattr(SampleGrid, "on_train_begin", lambda *arguments: None)
    monkeypatch.setattr(SampleGrid, "on_epoch_end", lambda *arguments: None)


def plan_of(execution: int):
    changes = {"schedule.epochs": 3, "schedule.epoch_steps": 6, "data.dataset": "digits"}
    changes |= {"schedule.steps_per_execution": execution, "latent": 4}
    return recipe.override(narrow(recipe.load("gan")), changes)


def test_executions_that_do_not_divide_an_epoch_end_like_single_steps(
    tmp_path, monkeypatch, capsys
):
    single = trainer.train(plan_of(1), directory=tmp_path / "single")
    whole = trainer.train(plan_of(4), directory=tmp_path / "whole")
    assert "executions of 4 steps do not divide 6: they have 3" in capsys.readouterr().err
    save = ModelCheckpoint.save

    def save_and_leave(self):
        save(self)
        raise Interrupted("stopped", 130)

    with monkeypatch.context() as patch:
        patch.setattr(ModelCheckpoint, "save", save_and_leave)
        for begin in (lambda: trainer.train(plan_of(4), directory=tmp_path / "run"), None):
            with pytest.raises(Interrupted):
                begin() if begin else trainer.resume(trainer.Run(tmp_path / "run"))
    stopped = trainer.resume(trainer.Run(tmp_path / "run"))
    states = [checkpoint.read(run.checkpoint_file) for run in (single, whole, stopped)]
    assert [int(state["clock"]) for state in states] == [18, 18, 18]
    for name in states[0]:
        np.testing.assert_array_equal(states[1][name], states[2][name], name)
        np.testing.assert_array_equal(states[0][name], states[1][name], name)
    assert whole.history_file.read_bytes() == stopped.history_file.read_bytes()
