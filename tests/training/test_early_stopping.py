"""The stopping rule on made-up histories, and its standard error on drawn ones."""

import numpy as np
import pytest

from keras_gencmp.metrics.kernel import mmd_of_subsets
from keras_gencmp.runs.quality import SUBSET, best
from keras_gencmp.training.early_stopping import error_of_difference, should_stop

SUBSETS = 64
FACTOR = 0.5  # from a standard deviation over subsets to a standard error
COMMON = np.linspace(-30, 30, SUBSETS)  # what makes a subset easy or hard for every evaluation


def rows(*values, error=0.1):
    """Evaluations of which any two differ in KID with this standard error.

    Each adds something to one subset of its own, so that all differences have one spread.
    """
    own = np.eye(SUBSETS) - 1 / SUBSETS
    table = []
    for epoch, value in enumerate(values, start=1):
        scores = value + COMMON + error / FACTOR * np.sqrt((SUBSETS - 1) / 2) * own[epoch]
        row = {"epoch": epoch, "kid": value, "kid_error": FACTOR * np.std(scores, ddof=1)}
        table.append(row | {f"{SUBSET}{k}": score for k, score in enumerate(scores)})
    return table


def stop(values, patience, error=0.1):
    """The number of evaluations after which a training of these ends."""
    table = rows(*values, error=error)
    known = (count for count in range(1, len(table) + 1) if should_stop(table[:count], patience))
    return next(known, None)


def test_the_best_is_the_lowest_and_the_first_of_equals():
    assert best(rows(3.0, 1.0, 2.0, 1.0))["epoch"] == 2
    assert best(rows(0.0, -0.1))["epoch"] == 2


@pytest.mark.parametrize(
    ("values", "patience", "expected"),
    [
        ([5, 3, 3.1, 3.2, 3.05], 2, 4),  # nothing below 3 - 0.1 in two evaluations
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


def test_the_error_is_that_of_the_difference_and_not_of_a_score():
    one, other = rows(3.0, 2.5, error=0.4)
    assert error_of_difference(one, other) == pytest.approx(0.4)
    assert one["kid_error"] > 8
    assert error_of_difference(one, one) == 0


@pytest.mark.parametrize(("error", "ends"), [(0.49, False), (0.51, True)])
def test_a_gain_counts_above_one_standard_error(error, ends):
    assert should_stop(rows(1.0, 0.5, error=error), 1) == ends


def test_noise_of_the_standard_error_neither_ends_a_falling_curve_nor_keeps_a_flat_one_going():
    random = np.random.default_rng(0)
    falling, flat, noise = 20.0 - np.arange(20.0), np.ones(60), 0.5 / 2**0.5
    for _ in range(30):
        assert stop(falling + noise * random.standard_normal(20), 5, error=0.5) is None
    stops = [stop(flat + noise * random.standard_normal(60), 5, error=0.5) for _ in range(30)]
    assert None not in stops and np.median(stops) < 12


def test_scores_without_any_spread_leave_the_rule_to_their_values():
    def bare(value):
        return {"kid": value, "kid_error": 0.0, f"{SUBSET}1": value, f"{SUBSET}2": value}

    assert should_stop([bare(1.0), bare(1.0)], 1)
    assert not should_stop([bare(1.0), bare(0.9)], 1)


def test_the_error_is_the_spread_of_the_difference_when_everything_is_drawn_anew():
    """Two generators with latents in common, judged by the same real rows, over and over."""
    random, found, told, alone = np.random.default_rng(0), [], [], []
    for _ in range(60):
        real, z = random.standard_normal((2, 240, 6))
        table = [measured(real, z + shift) for shift in (0.8, 0.75)]
        found.append(table[0]["kid"] - table[1]["kid"])
        told.append(error_of_difference(*table))
        alone.append(table[0]["kid_error"])
    # As the error of a KID it is right where the two differ, and otherwise rather too large.
    assert 0.8 < np.mean(told) / np.std(found, ddof=1) < 2
    assert np.mean(alone) > 5 * np.mean(told)


def measured(real, generated):
    score = mmd_of_subsets(real, generated, subsets=20, size=48, seed=0)
    row = {"kid": score.mean, "kid_error": score.standard_error}
    return row | {f"{SUBSET}{k}": value for k, value in enumerate(score.scores)}
