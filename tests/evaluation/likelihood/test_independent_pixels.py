"""The likelihood of independent Bernoulli pixels."""

import numpy as np
import pytest
from small_vaes import PIXELS

from keras_gencmp.evaluation.likelihood.independent_pixels import pixel_nll
from keras_gencmp.evaluation.likelihood.targets import binarised


def test_pixel_means_have_the_closed_form(grey):
    means = np.full((2, 2, 1), 0.25)
    score = pixel_nll(grey, means)
    binary = binarised(grey.reference.images, "dynamic") / 255
    on, ones = (0.25 * 220 + 1) / 222, binary.mean() * PIXELS  # one of each value is added
    assert score.value == pytest.approx(-ones * np.log(on) - (PIXELS - ones) * np.log(1 - on))
