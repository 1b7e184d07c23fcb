"""Likelihoods of models with other priors than N(0, I): every estimator uses the model's own."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from scipy.stats import multivariate_normal
from small_vaes import (
    PIXELS,
    VARIANCE,
    all_binary,
    bernoulli,
    evaluated,
    linear_decoder,
    linear_encoder,
    targets,
)

from keras_gencmp.evaluation.likelihood import ais, importance_sampling, quadrature
from keras_gencmp.evaluation.likelihood.elbo import elbo
from keras_gencmp.evaluation.likelihood.latent_grid import grid_axis
from keras_gencmp.losses.variational import log_normal
from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.metrics.likelihood import log_mean_exp
from keras_gencmp.models.vae import VAE
from keras_gencmp.priors.mixture import LearnedMixture

SHIFT = 3.0


class Shifted(VAE):
    """A VAE with the prior N(3, I), from outside the package."""

    def prior(self, count, seed):
        return SHIFT + super().prior(count, seed)

    def log_prior(self, z):
        return log_normal(z, SHIFT)


class NotNormalised(Shifted):
    """A VAE with a log density that is 20 nats too high everywhere."""

    def log_prior(self, z):
        return super().log_prior(z) + 20.0


class DrawsAlone(VAE):
    """A VAE that draws from N(3, I) and does not say so."""

    def prior(self, count, seed):
        return SHIFT + super().prior(count, seed)


def linear(kind=Shifted) -> tuple[VAE, multivariate_normal]:
    """x = W z + b + noise with z ~ N(3, I): the model, its posterior too wide, and p(x)."""
    random = np.random.default_rng(0)
    w, b = random.normal(size=(2, PIXELS)) * 0.5, random.normal(size=PIXELS)
    precision = np.eye(2) + w @ w.T / VARIANCE
    gain = np.linalg.solve(precision, w / VARIANCE)
    offset = np.linalg.solve(precision, np.full(2, SHIFT)) - gain @ b
    width = np.log(1.6 * np.diag(np.linalg.inv(precision)))
    parts = linear_encoder(gain.T, offset, width), linear_decoder(w, b)
    model = kind(*parts, likelihood="gaussian")
    model.pixel_variance.set_weights([np.full((1, 1), np.log(VARIANCE))])
    return model, multivariate_normal(b + SHIFT * w.sum(0), w.T @ w + VARIANCE * np.eye(PIXELS))


def mixture_vae() -> VAE:
    """The small Bernoulli decoder under a mixture of two Gaussians far from each other."""
    parts, prior = bernoulli(), LearnedMixture(2, 2, 1.0)
    means, log_variances = np.array([[-3.0, 0.0, 2.0, 2.0]]), np.array([[0.0, -1.0, 0.5, -1.0]])
    prior.parameters.set_weights([np.array([[0.0, 1.0]]), means, log_variances])
    model = VAE(parts.encoder, parts.decoder, prior=prior)
    bias = [*model.encoder.get_weights()]
    bias[-1] = np.full(2, np.log(6.0))  # a posterior that covers both
    model.encoder.set_weights(bias)
    return model


def exact(model, images):
    chosen = targets(images)
    return quadrature.integrate(model, chosen, grid_axis(model, chosen)).fine


@pytest.fixture(scope="module")
def shifted():
    """The linear model, images of it and their log p(x) in closed form."""
    model, truth = linear()
    flat = truth.rvs(60, random_state=0)
    return model, flat.reshape(-1, 2, 2, 1), truth.logpdf(flat)


def test_quadrature_of_a_shifted_linear_model_is_the_closed_form(shifted):
    model, images, truth = shifted
    assert exact(model, images) == pytest.approx(truth, abs=1e-3)


def test_importance_sampling_of_a_shifted_linear_model_is_the_closed_form(shifted):
    model, images, truth = shifted
    result = importance_sampling.importance_sampled(evaluated(model), targets(images), 4000, 0)
    assert result.mean() == pytest.approx(truth.mean(), abs=0.02)
    assert result == pytest.approx(truth, abs=0.2)


def test_annealing_of_a_shifted_linear_model_is_the_closed_form(shifted):
    model, images, truth = shifted
    log_conditional = ais.observation_model(model).log_conditional
    anneal = ais.compiled_annealing(log_conditional, model.p_z, 8)
    labels = tf.zeros(20, "int32")
    weights, _ = anneal(
        tf.constant(images[:20], "float32"),
        labels,
        tf.constant(ais.inverse_temperatures(150)),
        tf.constant([0, 0], "int64"),
    )
    assert log_mean_exp(weights).mean() == pytest.approx(truth[:20].mean(), abs=0.15)


def test_the_elbo_of_a_shifted_linear_model_is_below_its_likelihood(grey):
    model, _ = linear()
    bound, likelihood = elbo(grey, evaluated(model)), quadrature.exact_nll(grey, evaluated(model))
    assert bound["elbo"].value < -likelihood.value
    # The posterior has the right mean: under N(0, I) both would be tens of nats away.
    assert -likelihood.value - bound["elbo"].value < 1.5


def test_the_probabilities_of_all_images_sum_to_one_under_a_mixture():
    assert np.exp(exact(mixture_vae(), all_binary())).sum() == pytest.approx(1.0, abs=1e-4)


def test_quadrature_and_sampling_agree_under_a_mixture():
    model, images = mixture_vae(), all_binary()
    grid = exact(model, images)
    repeats = np.stack(
        [
            importance_sampling.importance_sampled(evaluated(model), targets(images), 4000, seed)
            for seed in range(4)
        ]
    )
    error = repeats.std(axis=0, ddof=1) / 2 + 1e-3
    assert (np.abs(repeats.mean(axis=0) - grid) < 6 * error).all()
    assert repeats.mean() == pytest.approx(grid.mean(), abs=0.02)


def test_draws_alone_have_no_likelihood(grey):
    model, _ = linear(DrawsAlone)
    for metric in (elbo, importance_sampling.nll, quadrature.exact_nll, ais.ais):
        with pytest.raises(Undefined, match="DrawsAlone draws its latents from a prior without"):
            metric(grey, evaluated(model, nll_samples=5))


def test_a_prior_that_is_not_normalised_has_no_likelihood(grey):
    model, _ = linear(NotNormalised)
    for metric in (elbo, importance_sampling.nll, quadrature.exact_nll, ais.ais):
        with pytest.raises(
            Undefined, match=r"is -\d+\.\d\d nats on average, and none can be below"
        ):
            metric(grey, evaluated(model, nll_samples=5))


def test_a_training_and_its_evaluation_agree_under_a_shifted_prior(grey):
    parts = bernoulli()
    model = Shifted(parts.encoder, parts.decoder)
    model.compile({"autoencoder": keras.optimizers.Adam(0.05)})
    x = grey.splits.train.images.astype("float32") / 255
    batch = tf.constant((x > np.random.default_rng(0).random(x.shape)).astype("float32"))
    step = tf.function(model.train_step)
    logs = [float(step((batch, tf.zeros(len(batch))))["negative_elbo"]) for _ in range(150)]
    trained = np.mean(logs[-20:])
    bound = -elbo(grey, evaluated(model))["elbo"].value
    likelihood = quadrature.exact_nll(grey, evaluated(model)).value
    assert likelihood <= bound
    assert bound == pytest.approx(trained, abs=0.15) and likelihood == pytest.approx(
        trained, abs=0.3
    )
