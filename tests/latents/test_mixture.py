"""The Gaussian mixture that replaces the prior: it recovers one, and draws from it."""

import numpy as np
import pytest

from keras_gencmp.errors import UserError
from keras_gencmp.latents import mixture as sampling

CENTRES = np.array([[-4.0, 0.0], [4.0, 0.0], [0.0, 5.0]])
SHARES = np.array([0.5, 0.3, 0.2])
ROOTS = np.array([[[1.0, 0.0], [0.8, 0.3]], [[0.5, 0.0], [0.0, 0.5]], [[0.2, 0.0], [0.0, 1.0]]])


def codes(count: int = 6000) -> np.ndarray:
    random = np.random.default_rng(0)
    kind = random.choice(3, count, p=SHARES)
    return CENTRES[kind] + np.einsum("nij,nj->ni", ROOTS[kind], random.normal(size=(count, 2)))


@pytest.fixture(scope="module")
def mixture():
    return sampling.fit_mixture(codes(), components=3)


def test_a_known_mixture_is_recovered(mixture):
    order = [np.square(mixture.means_ - centre).sum(1).argmin() for centre in CENTRES]
    np.testing.assert_allclose(mixture.means_[order], CENTRES, atol=0.1)
    np.testing.assert_allclose(mixture.weights_[order], SHARES, atol=0.03)
    full = ROOTS @ ROOTS.transpose(0, 2, 1)
    np.testing.assert_allclose(mixture.covariances_[order], full, atol=0.1)


def test_the_mixture_of_a_single_code_draws_that_code():
    fitted = sampling.fit_mixture(CENTRES[:1], components=1)
    np.testing.assert_allclose(sampling.draw(fitted, 20), np.tile(CENTRES[0], (20, 1)), atol=0.02)


def test_draws_have_the_moments_of_the_mixture(mixture):
    z = sampling.draw(mixture, 50_000, seed=3)
    expected = mixture.weights_ @ mixture.means_
    apart = mixture.means_ - expected
    spread = mixture.covariances_ + np.einsum("ki,kj->kij", apart, apart)
    np.testing.assert_allclose(z.mean(0), expected, atol=0.08)
    np.testing.assert_allclose(
        np.cov(z.T), np.einsum("k,kij->ij", mixture.weights_, spread), atol=0.3
    )
    assert z.dtype == np.float32


def test_draws_repeat_with_their_seed_and_leave_the_mixture_as_it_was(mixture):
    first = sampling.draw(mixture, 8, seed=1)
    assert not np.array_equal(first, sampling.draw(mixture, 8, seed=2))
    np.testing.assert_array_equal(first, sampling.draw(mixture, 8, seed=1))


def test_fits_repeat_with_their_seed():
    fits = [sampling.fit_mixture(codes(500), components=4, seed=7) for _ in range(2)]
    np.testing.assert_array_equal(fits[0].means_, fits[1].means_)


def test_equal_codes_of_a_collapsed_posterior_are_fitted():
    mixture = sampling.fit_mixture(np.full((50, 2), 3.0), components=3)
    np.testing.assert_allclose(sampling.draw(mixture, 20), 3.0, atol=0.02)


def test_fewer_codes_than_components_are_refused():
    with pytest.raises(UserError, match="as many codes"):
        sampling.fit_mixture(np.zeros((9, 2)))
