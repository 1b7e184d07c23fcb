"""What a training of a comparison costs, over all its parts."""

from types import SimpleNamespace

import pytest

from keras_gencmp import runs
from keras_gencmp.errors import Interrupted
from keras_gencmp.recipes import recipe
from keras_gencmp.study.compare import training
from keras_gencmp.study.files import read_numbers


@pytest.fixture
def ticking(monkeypatch):
    """Processor seconds at the ends of two parts, and the peaks of their memory."""
    ticks, peaks = iter([0.0, 5.0, 100.0, 107.0]), iter([9e6, 4e6])
    monkeypatch.setattr(training, "time", SimpleNamespace(process_time=lambda: next(ticks)))
    monkeypatch.setattr(training, "peak_memory", lambda: next(peaks))


def test_a_training_costs_what_all_its_parts_have_cost(ticking, tmp_path):
    run = runs.start(recipe.load("vae"), directory=tmp_path / "run", facts={"data_digest": ""})
    with pytest.raises(Interrupted), training.counted(run):
        raise Interrupted("stopped", 143)
    with training.counted(run):
        pass
    cost = read_numbers(run.directory / training.TRAINING_COST)
    assert cost == {"seconds": 12.0, "peak": 9e6}


def test_what_ends_before_a_training_begins_leaves_its_folder_as_it_was(ticking, tmp_path):
    with pytest.raises(Interrupted), training.counted(runs.Run(tmp_path)):
        raise Interrupted("stopped", 143)
    assert not list(tmp_path.iterdir())
