"""The evidence lower bound: its terms, and that it is below the likelihood."""

import pytest
from small_vaes import bernoulli, evaluated

from keras_gencmp.evaluation.likelihood import quadrature
from keras_gencmp.evaluation.likelihood.elbo import elbo
from keras_gencmp.evaluation.likelihood.latent_grid import grid_axis
from keras_gencmp.evaluation.likelihood.targets import likelihood_targets


def test_the_elbo_is_its_two_terms_and_below_the_likelihood(grey):
    terms = elbo(grey, evaluated(bernoulli()))
    bound, reconstruction, kl = terms.values()
    assert list(terms) == ["elbo", "elbo_reconstruction", "elbo_kl"]
    assert bound.value == pytest.approx(-reconstruction.value - kl.value)
    model, chosen = bernoulli(), likelihood_targets(evaluated(bernoulli()), grey, grey.n)
    exact = quadrature.integrate(model, chosen, grid_axis(model, chosen)).fine
    assert bound.value < exact.mean()
    assert bound.n == grey.n
