"""The VAE of two stochastic layers against a linear-Gaussian model in closed form."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from scipy.stats import multivariate_normal
from small import built, narrow
from small_vaes import PIXELS, evaluated, gaussian, linear_decoder, targets

from keras_gencmp.errors import UserError
from keras_gencmp.evaluation.likelihood.importance_sampling import importance_sampled
from keras_gencmp.evaluation.likelihood.latent_grid import has_grid
from keras_gencmp.models.hierarchical_vae import HierarchicalVAE
from keras_gencmp.recipes import recipe

VARIANCE = 0.09


def affine(weights, bias, log_variance, *shapes) -> keras.Model:
    """Inputs of these shapes -> [x' weights + bias, log_variance] of all of them in one row."""
    inputs = [keras.Input(shape) for shape in shapes]
    flat = [keras.layers.Flatten()(each) for each in inputs]
    row = keras.layers.Concatenate()(flat) if len(flat) > 1 else flat[0]
    mean, spread = keras.layers.Dense(len(bias)), keras.layers.Dense(len(bias))
    model = keras.Model(inputs if len(inputs) > 1 else inputs[0], [mean(row), spread(row)])
    mean.set_weights([weights, np.asarray(bias)])
    spread.set_weights([np.zeros_like(weights), np.asarray(log_variance)])
    return model


def linear() -> tuple[HierarchicalVAE, multivariate_normal]:
    """x = W [z1, z2] + b + noise, z1 = A z2 + c + noise, z2 ~ N(0, 1); posteriors wide enough."""
    random = np.random.default_rng(0)
    w, b = random.normal(size=(2, PIXELS)) * 0.5, random.normal(size=PIXELS)
    a, c, s1 = np.array([[0.8]]), np.array([0.3]), 0.25
    identity = keras.Model(x := keras.Input((2, 2, 1)), keras.layers.Flatten()(x))
    # The joint covariance of [z1, z2, x] gives both posteriors.
    prior = np.array([[0.8**2 + s1, 0.8], [0.8, 1.0]])
    mean = np.array([0.3, 0.0])
    marginal = w.T @ prior @ w + VARIANCE * np.eye(PIXELS)
    cross = prior @ w  # of z and x
    gain = np.linalg.solve(marginal, cross.T)
    rest = prior - gain.T @ cross.T
    q2_bias = mean[1] - (b + mean @ w) @ gain[:, 1]
    encoder = affine(gain[:, 1:], [q2_bias], [np.log(1.5 * rest[1, 1])], (2, 2, 1))
    # q(z1|x, z2) of [x, z2]: regress z1 on both.
    joint = np.block([[marginal, cross[1:].T], [cross[1:], prior[1:, 1:]]])
    onto = np.concatenate([cross[0], [prior[0, 1]]])
    both = np.linalg.solve(joint, onto)
    left = prior[0, 0] - onto @ both
    bias = mean[0] - np.concatenate([b + mean @ w, [0.0]]) @ both
    local_encoder = affine(both[:, None], [bias], [np.log(1.5 * left)], (PIXELS,), (1,))
    local_prior = affine(a, c, [np.log(s1)], (1,))
    model = HierarchicalVAE(
        encoder, identity, local_encoder, local_prior, linear_decoder(w, b), likelihood="gaussian"
    )
    model.pixel_variance.set_weights([np.full((1, 1), np.log(VARIANCE))])
    return model, multivariate_normal(b + mean @ w, marginal)


def test_importance_sampling_over_both_layers_is_the_closed_form():
    model, truth = linear()
    flat = truth.rvs(60, random_state=0)
    result = importance_sampled(evaluated(model), targets(flat.reshape(-1, 2, 2, 1)), 4_000, 0)
    assert result.mean() == pytest.approx(truth.logpdf(flat).mean(), abs=0.02)
    assert result == pytest.approx(truth.logpdf(flat), abs=0.2)


def test_the_elbo_of_evaluation_and_training_is_below_the_likelihood():
    model, truth = linear()
    flat = np.repeat(truth.rvs(2, random_state=1), 2_000, axis=0)
    x, y = tf.constant(flat.reshape(-1, 2, 2, 1), "float32"), tf.zeros(len(flat), "int32")
    loss, kl = model.elbo_terms(x, y, tf.constant([0, 0], "int64"))
    bound = -float(tf.reduce_mean(loss + kl))
    model.objectives(x, y, training=True)
    trained = -float(model.recorded_metrics()["negative_elbo"])
    likelihood = truth.logpdf(flat).mean()
    assert bound == pytest.approx(trained, abs=0.05)
    # Each posterior has the right mean and 1.5 times the variance: (1.5 - 1 - log 1.5) / 2 nats.
    assert likelihood - bound == pytest.approx(0.5 - np.log(1.5), abs=0.25)
    assert bound < likelihood


def test_draws_of_the_prior_have_its_moments_and_density():
    model, _ = linear()
    draws = np.asarray(model.prior(40_000, tf.constant([1, 0], "int64")))
    covariance = np.array([[0.89, 0.8], [0.8, 1.0]])
    np.testing.assert_allclose(draws.mean(0), [0.3, 0.0], atol=0.02)
    np.testing.assert_allclose(np.cov(draws.T), covariance, atol=0.03)
    truth = multivariate_normal([0.3, 0.0], covariance)
    assert model.log_prior(draws[:9]).numpy() == pytest.approx(truth.logpdf(draws[:9]), abs=1e-4)


def test_the_tighter_bound_is_between_the_elbo_and_the_likelihood():
    model, truth = linear()
    flat = np.repeat(truth.rvs(1, random_state=2)[None], 4_000, axis=0)
    x, y = tf.constant(flat.reshape(-1, 2, 2, 1), "float32"), tf.zeros(len(flat), "int32")
    one, many = (-float(model.bound(x, y, True, 20, weighted)[0]) for weighted in (False, True))
    assert one + 0.02 < many < truth.logpdf(flat[0]) + 0.02


def test_two_layers_have_no_grid_of_latents():
    assert not has_grid(linear()[0]) and has_grid(gaussian()[0])


def test_codes_are_of_both_layers():
    model, truth = linear()
    x = truth.rvs(3, random_state=0).reshape(-1, 2, 2, 1).astype("float32")
    codes = model.encode(x)
    assert codes.shape == (3, 2)
    upper = np.asarray(model.posterior(tf.constant(x))[0])
    np.testing.assert_allclose(codes[:, 1:], upper, atol=1e-6)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"latent": 7}, "need an even latent length, not 7"),
        ({"networks.encoder.activation": "sine"}, "activation must be one of relu"),
    ],
)
def test_what_cannot_be_is_refused(changes, words):
    with pytest.raises(UserError, match=words):
        built(recipe.override(narrow(recipe.load("hvae")), changes))
