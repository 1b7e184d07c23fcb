"""What tests of trainings share: trainings of real runs that take no time."""

import pytest

from keras_gencmp import assembly
from keras_gencmp.training import finish
from keras_gencmp.training.callbacks.sample_grid import SampleGrid


@pytest.fixture
def quick(few_images, monkeypatch):
    """24 images, no pictures, and steps that are not compiled."""
    monkeypatch.setattr(finish, "draw_all", lambda *arguments, **options: iter(()))
    monkeypatch.setattr(SampleGrid, "on_train_begin", lambda *arguments: None)
    monkeypatch.setattr(SampleGrid, "on_epoch_end", lambda *arguments: None)
    assemble = assembly.assemble

    def eager(plan):
        model = assemble(plan)
        model.run_eagerly = True
        return model

    monkeypatch.setattr(assembly, "assemble", eager)
