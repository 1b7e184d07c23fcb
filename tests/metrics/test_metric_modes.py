import itertools

import numpy as np
import pytest

from keras_gencmp.metrics.modes import modes, stacked_modes

ALL = np.array(list(itertools.product(range(10), repeat=3)))


def test_every_mode_once_is_a_thousand_and_no_divergence():
    assert stacked_modes(ALL) == pytest.approx((1000, 0.0), abs=1e-12)


def test_one_mode_diverges_by_the_log_of_all():
    assert stacked_modes(np.tile([3, 1, 4], (50, 1))) == pytest.approx((1, np.log(1000)))


def test_the_divergence_is_from_the_uniform():
    labels = np.array([[0, 0, 0]] * 3 + [[9, 9, 9]])
    expected = 0.75 * np.log(0.75 * 1000) + 0.25 * np.log(0.25 * 1000)
    assert stacked_modes(labels) == pytest.approx((2, expected))


def test_order_within_an_image_matters_and_among_images_does_not():
    assert stacked_modes(np.array([[1, 2, 3], [3, 2, 1]])).count == 2
    rows = np.random.default_rng(0).integers(10, size=(500, 3))
    assert stacked_modes(rows[::-1]) == pytest.approx(stacked_modes(rows))


def test_a_perfect_model_has_the_stated_bias_at_the_published_n():
    rows = np.random.default_rng(0).integers(10, size=(26000, 3))
    assert stacked_modes(rows) == pytest.approx((1000, 999 / 52000), rel=0.1)


def test_fewer_channels_and_classes_have_fewer_modes():
    pairs = np.array(list(itertools.product(range(4), repeat=2)))
    assert stacked_modes(pairs, classes=4) == pytest.approx((16, 0.0), abs=1e-12)


@pytest.mark.parametrize("labels", [np.zeros(3, dtype=int), np.full((2, 3), 10), np.zeros((0, 3))])
def test_labels_of_no_channels_or_of_unknown_digits_are_refused(labels):
    with pytest.raises(ValueError, match="labels must"):
        stacked_modes(labels)


def test_the_metric_takes_the_likeliest_digits_and_states_the_confidence():
    probabilities = 0.73 * np.eye(10)[ALL] + 0.03
    found = modes(probabilities)
    assert (found["modes"].value, found["modes_kl"].value) == pytest.approx((1000, 0.0), abs=1e-12)
    assert found["modes"].note == "the judge's confidence is 0.76"
