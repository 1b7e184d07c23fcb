"""Turning grey pixels into binary ones."""

import numpy as np
import pytest

from keras_gencmp.data.binarisation import binariser, uniforms
from keras_gencmp.errors import UserError

GREYS = np.arange(256, dtype=np.uint8).reshape(1, 16, 16, 1)


def test_none_leaves_the_images():
    assert binariser("none", 0, "training")(GREYS, 0) is GREYS


def test_threshold_is_ink_above_one_half():
    expected = np.where(GREYS / 255 > 0.5, 255, 0)
    assert np.array_equal(binariser("threshold", 0, "training")(GREYS, 0), expected)


def test_dynamic_draws_bernoulli_pixels_with_the_grey_as_mean():
    draws = binariser("dynamic", 0, "training")(np.repeat(GREYS, 4000, axis=0), 0)
    assert set(np.unique(draws)) == {0, 255}
    # Five standard deviations of a mean of 4,000 draws.
    bound = 5 * np.sqrt(GREYS[0] / 255 * (1 - GREYS[0] / 255) / 4000)
    assert np.all(np.abs(draws.mean(0) / 255 - GREYS[0] / 255) <= bound)


@pytest.mark.parametrize("shape", [(28, 28, 1), (5, 5, 3), (1, 1, 1)])
def test_an_images_noise_does_not_depend_on_the_batch_it_comes_in(shape):
    whole = uniforms((12, *shape), 30, 7, 0)
    pieces = [uniforms((count, *shape), 30 + first, 7, 0) for first, count in [(0, 5), (5, 7)]]
    assert np.array_equal(whole, np.concatenate(pieces))


@pytest.mark.parametrize("other", [(31, 7, 0), (30, 8, 0), (30, 7, 1)])
def test_position_seed_and_stream_each_change_the_noise(other):
    assert not np.any(uniforms((1, 8, 8, 1), 30, 7, 0) == uniforms((1, 8, 8, 1), *other))


def test_an_unknown_binarisation_is_refused():
    with pytest.raises(UserError, match="'otsu': choose from none, threshold, dynamic"):
        binariser("otsu", 0, "training")
