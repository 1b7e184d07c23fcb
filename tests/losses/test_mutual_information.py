"""Bounds of mutual information against SciPy's entropies and log densities."""

import numpy as np
from scipy import stats
from scipy.special import log_softmax, softmax

from keras_gencmp.losses.mutual_information import (
    categorical_information,
    pair_information,
    uniform_information,
)

RANDOM = np.random.default_rng(0)
CATEGORIES = np.eye(10, dtype="float32")[RANDOM.integers(0, 10, 50)]
LOGITS = 5 * RANDOM.normal(size=(50, 10)).astype("float32")


def test_the_categorical_bound_is_the_entropy_less_the_cross_entropy():
    entropy = stats.entropy(np.full(10, 0.1))
    expected = entropy + (CATEGORIES * log_softmax(LOGITS, axis=1)).sum(1)
    np.testing.assert_allclose(categorical_information(CATEGORIES, LOGITS), expected, rtol=1e-4)


def test_the_categorical_bound_is_zero_without_knowledge_and_ln_k_with_all():
    np.testing.assert_allclose(categorical_information(CATEGORIES, 0 * LOGITS), 0, atol=1e-6)
    known = categorical_information(CATEGORIES, 50 * CATEGORIES)
    np.testing.assert_allclose(known, np.log(10), rtol=1e-6)
    assert (categorical_information(CATEGORIES, LOGITS).numpy() <= np.log(10) + 1e-6).all()


def test_the_bound_of_uniform_codes_is_their_entropy_plus_the_log_density():
    codes, means = RANDOM.uniform(-1, 1, (2, 50, 3)).astype("float32")
    entropy = 3 * stats.uniform(-1, 2).entropy()
    expected = entropy + stats.norm.logpdf(codes, means).sum(1)
    np.testing.assert_allclose(uniform_information(codes, means), expected, rtol=1e-5)
    assert (uniform_information(codes, codes).numpy() < 0).all()


def test_the_information_of_pairs_is_that_of_their_joint_distribution():
    one, other = LOGITS, RANDOM.normal(size=LOGITS.shape).astype("float32") + 0.5 * LOGITS
    joint = np.mean(
        softmax(one.astype("float64"), 1)[:, :, None]
        * softmax(other.astype("float64"), 1)[:, None],
        axis=0,
    )
    joint = (joint + joint.T) / 2
    margins = stats.entropy(joint.sum(0)) + stats.entropy(joint.sum(1))
    expected = margins - stats.entropy(joint.ravel())
    np.testing.assert_allclose(pair_information(one, other), expected, rtol=1e-4)


def test_the_information_of_pairs_goes_from_zero_to_ln_k():
    sure = 100 * np.eye(10, dtype="float32")
    np.testing.assert_allclose(pair_information(sure, sure), np.log(10), rtol=1e-5)
    np.testing.assert_allclose(pair_information(sure, 0 * sure), 0, atol=1e-6)
    np.testing.assert_allclose(pair_information(sure[:1], sure[:1]), 0, atol=1e-6)
