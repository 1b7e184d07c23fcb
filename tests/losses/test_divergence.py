"""The maximum mean discrepancy: unbiased, and zero only where the distributions are the same."""

import numpy as np
import pytest
import tensorflow as tf

from keras_gencmp.losses.divergence import mmd


@tf.function
def estimate_all(draws, shift, stretch):
    return tf.map_fn(lambda pair: mmd(shift + stretch * pair[0], pair[1]), draws)


def estimates(shift: float, stretch: float = 1.0, seeds: int = 400) -> np.ndarray:
    draws = np.random.default_rng(0).normal(size=(seeds, 2, 6, 3)).astype("float32")
    return estimate_all(draws, shift, stretch).numpy()


def test_it_is_unbiased_where_both_samples_have_one_distribution():
    values = estimates(0.0)
    assert abs(values.mean()) < 3 * values.std() / np.sqrt(len(values))
    assert values.min() < 0


@pytest.mark.parametrize(("shift", "stretch"), [(1.0, 1.0), (0.0, 3.0)])
def test_it_is_positive_where_they_differ(shift, stretch):
    values = estimates(shift, stretch)
    assert values.mean() > 10 * values.std() / np.sqrt(len(values))


def test_its_mean_is_the_closed_form_of_two_gaussians():
    # E k(a, b) for a - b ~ N(m, 2 I) in d dimensions with exp(-r^2 / c): (c / (c + 4))^(d / 2)
    # exp(-|m|^2 / (c + 4)), with c = 2 d.
    near = (6 / 10) ** 1.5
    values = estimates(1.0, seeds=1000)
    expected = 2 * near * (1 - np.exp(-3 / 10))
    assert abs(values.mean() - expected) < 3 * values.std() / np.sqrt(len(values))


def test_it_is_the_sum_over_pairs_with_every_pair_across():
    random = np.random.default_rng(1)
    x, y = (
        random.normal(size=(4, 2)).astype("float32"),
        random.normal(size=(5, 2)).astype("float32"),
    )
    within = [
        np.mean(
            [np.exp(-((a - b) ** 2).sum() / 4) for i, a in enumerate(s) for b in np.delete(s, i, 0)]
        )
        for s in (x, y)
    ]
    across = np.mean([np.exp(-((a - b) ** 2).sum() / 4) for a in x for b in y])
    np.testing.assert_allclose(mmd(x, y), sum(within) - 2 * across, atol=1e-5)
