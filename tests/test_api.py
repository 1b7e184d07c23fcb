"""What the README's Python session does."""

import numpy as np
import pytest

import keras_gencmp as gg
from keras_gencmp.recipes.schema import Data, Schedule
from keras_gencmp.training.fit import segments


def test_a_session_builds_trains_and_draws():
    changes = {"networks__generator__width": 4, "networks__discriminator__width": 4}
    model = gg.build("dcgan", **changes)
    history = model.fit(gg.dataset("digits", batch_size=100), epochs=1, verbose=0)
    assert np.isfinite(history.history["generator_loss"][0])
    assert gg.grid(model.sample(25)).axes


def test_the_lazy_door_lists_what_it_opens_and_nothing_else():
    assert set(gg.__all__) <= set(dir(gg))
    assert "dcgan" in gg.recipes.names()
    with pytest.raises(AttributeError, match="no attribute 'bulid'"):
        gg.bulid  # noqa: B018


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (0, [(0, 5, 10)]),
        (20, [(2, 5, 10)]),
        (23, [(2, 3, 7), (3, 5, 10)]),
        (47, [(4, 5, 3)]),
        (50, []),
    ],
)
def test_a_training_goes_on_with_the_rest_of_its_epoch(step, expected):
    assert segments(step, per_epoch=10, epochs=5) == expected


def test_defaults_are_those_of_the_documents():
    assert (Data().image_size, Data().channels, Data().dataset) == (28, 0, "auto")
    assert (Schedule().batch_size, Schedule().precision) == (100, "float32")
