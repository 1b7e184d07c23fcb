"""Losses of one unit stand in one panel, unless a KL divergence could not be read there."""

import numpy as np
import pytest

from keras_gencmp.inspection.panels import readable

NAMES = ["negative_elbo", "reconstruction", "kl"]


@pytest.mark.parametrize(
    ("kl", "expected"),
    [
        (25.0, [NAMES]),
        (3.0, [NAMES[:2], NAMES[2:]]),
        (0.0, [NAMES[:2], NAMES[2:]]),
        (np.nan, [NAMES[:2], NAMES[2:]]),
    ],
)
def test_a_divergence_that_would_be_flat_has_a_panel_of_its_own(kl, expected):
    values = {"negative_elbo": [120.0, 90.0], "reconstruction": [100.0, 70.0], "kl": [kl, kl]}
    assert readable(NAMES, values) == expected


def test_other_losses_stay_together_however_unlike_they_are():
    values = {"discriminator_loss": [0.01], "generator_loss": [9.0]}
    assert readable(list(values), values) == [list(values)]
    assert readable(["kl_estimate"], {"kl_estimate": [1.0]}) == [["kl_estimate"]]
