"""Samples over a training: after every epoch, and at a few early steps within."""

from contextlib import nullcontext
from types import SimpleNamespace

import numpy as np
import pytest

from keras_gencmp import runs
from keras_gencmp.recipes import recipe
from keras_gencmp.training.callbacks.sample_grid import EARLY, SampleGrid


class Model:
    """A model whose samples say at which step they were drawn."""

    def __init__(self):
        self.step = 0
        self.clock = SimpleNamespace(numpy=lambda: self.step)

    def averaged(self):
        return nullcontext()

    def sample(self, count):
        return np.full((count, 8, 8, 1), self.step / 255, np.float32)


@pytest.fixture
def train(tmp_path):
    def go(per_epoch, steps, first=0):
        run = runs.start(recipe.load("dcgan"), directory=tmp_path / "run")
        model = Model()
        model.step = first
        grid = SampleGrid(run, model, per_epoch)
        grid.on_train_begin()
        for step in range(first, steps):
            model.step = step + 1
            grid.on_train_batch_end(step % per_epoch)
            if model.step % per_epoch == 0:
                grid.on_epoch_end(model.step // per_epoch - 1)
        return run

    return go


def test_early_steps_within_an_epoch_are_stored_by_their_step(train):
    run = train(60, 130)
    assert list(run.early_sample_files) == [2, 5, 10, 15, 20, 30, 40, 50, 75, 100]
    assert list(run.sample_files) == [0, 1, 2]
    for step, path in run.early_sample_files.items():
        assert np.load(path).shape == (64, 8, 8, 1) and (np.load(path) == step).all()


def test_a_step_that_ends_an_epoch_is_stored_once(train):
    run = train(10, 60)
    assert list(run.early_sample_files) == [2, 5, 15]
    assert max(EARLY) > 60 and list(run.sample_files) == [0, 1, 2, 3, 4, 5, 6]


def test_a_resumed_training_goes_on_with_the_steps_to_come(train):
    assert list(train(60, 130, first=30).early_sample_files) == [40, 50, 75, 100]


def test_pictures_are_drawn_of_epochs_alone(train):
    names = {path.name for path in train(20, 40).figures.iterdir()}
    assert names == {"samples-0000.png", "samples-0001.png", "samples-0002.png"}
