"""Terms of the evidence lower bound against closed forms, SciPy and Monte Carlo."""

import numpy as np
import pytest
from scipy import stats

from keras_gencmp.losses import variational as terms

RANDOM = np.random.default_rng(0)
MEAN, LOG_VARIANCE = RANDOM.normal(size=(2, 3, 4)).astype("float32")
SD = np.exp(0.5 * LOG_VARIANCE)


def test_bernoulli_nll_is_minus_the_log_probability_of_binary_images():
    images = RANDOM.integers(0, 2, (3, 5, 5, 1)).astype("float32")
    logits = RANDOM.normal(size=images.shape).astype("float32")
    expected = -stats.bernoulli.logpmf(images, 1 / (1 + np.exp(-logits))).sum((1, 2, 3))
    np.testing.assert_allclose(terms.bernoulli_nll(images, logits), expected, rtol=1e-5)


def test_gaussian_nll_is_minus_the_log_density():
    images, mean, log_variance = RANDOM.normal(size=(3, 2, 5, 5, 1)).astype("float32")
    expected = -stats.norm.logpdf(images, mean, np.exp(0.5 * log_variance)).sum((1, 2, 3))
    np.testing.assert_allclose(terms.gaussian_nll(images, mean, log_variance), expected, rtol=1e-5)


def test_doubling_the_side_of_an_image_multiplies_its_reconstruction_loss_by_four():
    small = np.full((1, 14, 14, 1), 0.3, "float32")
    large = np.full((1, 28, 28, 1), 0.3, "float32")
    ratio = terms.bernoulli_nll(large, large)[0] / terms.bernoulli_nll(small, small)[0]
    np.testing.assert_allclose(ratio, 4.0, rtol=1e-6)


def test_the_kl_equals_its_monte_carlo_estimate():
    z = MEAN + SD * RANDOM.normal(size=(200_000, 3, 4))
    draws = (stats.norm.logpdf(z, MEAN, SD) - stats.norm.logpdf(z)).sum(-1)
    error = draws.std(0) / np.sqrt(len(draws))
    assert (np.abs(terms.gaussian_kl(MEAN, LOG_VARIANCE) - draws.mean(0)) < 4 * error).all()


def test_the_kl_is_zero_only_at_the_prior():
    assert float(terms.gaussian_kl(np.zeros((1, 2)), np.zeros((1, 2)))[0]) == 0.0
    assert (terms.gaussian_kl(MEAN, LOG_VARIANCE).numpy() > 0).all()


def test_log_normal_is_the_log_density():
    z = RANDOM.normal(size=MEAN.shape).astype("float32")
    expected = stats.norm.logpdf(z, MEAN, SD).sum(-1)
    np.testing.assert_allclose(terms.log_normal(z, MEAN, LOG_VARIANCE), expected, rtol=1e-5)
    np.testing.assert_allclose(terms.log_normal(z), stats.norm.logpdf(z).sum(-1), rtol=1e-5)


def test_importance_weights_are_the_joint_density_over_the_posteriors():
    z = RANDOM.normal(size=(5, *MEAN.shape)).astype("float32")
    loss = RANDOM.uniform(1, 3, (5, 3)).astype("float32")  # -log p(x|z)
    prior, posterior = stats.norm.logpdf(z).sum(-1), stats.norm.logpdf(z, MEAN, SD).sum(-1)
    result = terms.log_importance_weights(loss, z, MEAN, LOG_VARIANCE)
    np.testing.assert_allclose(result, -loss + prior - posterior, rtol=1e-4)


@pytest.mark.parametrize("count", [1, 7])
def test_the_importance_weighted_bound_is_the_log_of_the_mean_weight(count):
    weights = RANDOM.uniform(0.1, 2.0, (count, 4)).astype("float32")
    bound = terms.importance_weighted_bound(np.log(weights))
    np.testing.assert_allclose(bound, np.log(weights.mean(0)), rtol=1e-5)
