"""Stages of a training: grid beside grid."""

import numpy as np
import pytest

from keras_gencmp.errors import UserError
from keras_gencmp.figures.grid import mosaic
from keras_gencmp.figures.stages import APART, stages


def test_each_stage_is_a_grid_of_25_in_the_order_of_the_epochs():
    random = np.random.default_rng(0)
    samples = {8: random.random((30, 6, 6, 1)), 0: random.random((30, 6, 6, 1))}
    pixels = np.asarray(stages(samples).axes[0].images[0].get_array(), float).squeeze()
    pixels = pixels[..., 0] if pixels.ndim == 3 else pixels
    first, last = (mosaic(samples[epoch][:25], 5).squeeze() for epoch in (0, 8))
    width = first.shape[1]
    scale = pixels.max()
    assert pixels.shape == (first.shape[0], 2 * width + APART)
    np.testing.assert_allclose(pixels[:, :width] / scale, first, atol=1 / 255)
    np.testing.assert_allclose(pixels[:, -width:] / scale, last, atol=1 / 255)


def test_without_samples_there_are_no_stages():
    with pytest.raises(UserError, match="no samples"):
        stages({})
