"""The stopping rule on made-up histories."""

import numpy as np
import pytest

from keras_gencmp.saturation import best, saturated


def rows(*values, error=0.1):
    return [
        {"epoch": epoch, "kid": value, "kid_error": error}
        for epoch, value in enumerate(values, start=1)
    ]


def stop(values, patience, error=0.1):
    """The number of evaluations after which a training of these ends."""
    table = rows(*values, error=error)
    known = (count for count in range(1, len(table) + 1) if saturated(table[:count], patience))
    return next(known, None)


def test_the_best_is_the_lowest_and_the_first_of_equals():
    assert best(rows(3.0, 1.0, 2.0, 1.0))["epoch"] == 2
    assert best(rows(0.0, -0.1))["epoch"] == 2


@pytest.mark.parametrize(
    ("values", "patience", "expected"),
    [
        ([5, 3, 3.1, 3.2, 3.05], 2, 4),  # nothing below 3 - 0.1 for two evaluations
        ([5, 4, 3, 2, 1], 2, None),  # it still falls
        ([3, 2.95, 2.92], 2, 3),  # less than a standard error in two evaluations
        ([3, 2.95, 2.85], 2, None),  # more than that
        ([3, 9, 9, 2], 3, None),  # saved by the last of the three
        ([3, 9, 9, 9, 2], 3, 4),  # a moment too late
        ([1, 1], 2, None),  # not enough to say
        ([1, 1, 1], 2, 3),
        ([2, 2], 1, 2),
        ([-0.05, -0.1, -0.12], 2, 3),  # KID may be below 0
    ],
)
def test_a_training_stops_when_patience_evaluations_bring_nothing(values, patience, expected):
    assert stop(values, patience) == expected


def test_exactly_one_standard_error_is_no_gain():
    assert saturated(rows(1.0, 0.5, error=0.5), 1)
    assert not saturated(rows(1.0, 0.4999, error=0.5), 1)


def test_noise_of_the_standard_error_neither_ends_a_falling_curve_nor_keeps_a_flat_one_going():
    random = np.random.default_rng(0)
    falling, flat = 20.0 - np.arange(20.0), np.ones(60)
    for _ in range(100):
        assert stop(falling + 0.5 * random.standard_normal(20), 5, error=0.5) is None
    stops = [stop(flat + 0.5 * random.standard_normal(60), 5, error=0.5) for _ in range(100)]
    assert None not in stops and np.median(stops) < 12
