"""The VAE against a linear-Gaussian model, whose log p(x) and posterior have closed forms."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from scipy import stats
from small import built, narrow
from watched import gradients

from keras_gencmp.errors import UserError
from keras_gencmp.losses import variational as terms
from keras_gencmp.models.vae import VAE
from keras_gencmp.recipes import recipe

# x = W z + b + sd * noise, with orthogonal columns in W, so that the posterior is diagonal.
WEIGHTS = np.array([[1.0, 0.5], [1.0, -0.5], [1.0, 0.5], [1.0, -0.5]], "float32")
OFFSET = np.array([0.1, 0.2, 0.3, 0.4], "float32")
VARIANCE = 0.3
PRECISION = 1 + (WEIGHTS**2).sum(0) / VARIANCE
X = np.array([[0.9, 0.1, 0.8, 0.4]], "float32")
POSTERIOR_MEAN = ((X - OFFSET) @ WEIGHTS / VARIANCE / PRECISION)[0]
LOG_P = stats.multivariate_normal.logpdf(X[0], OFFSET, WEIGHTS @ WEIGHTS.T + VARIANCE * np.eye(4))


def linear_vae(shift: float = 0.0, stretch: float = 1.0, **options) -> VAE:
    """The model above, its q(z|x) moved by ``shift`` and its variance multiplied by ``stretch``."""
    x, z = keras.Input((2, 2, 1)), keras.Input((2,))
    flat = keras.layers.Flatten()(x)
    heads = [keras.layers.Dense(2)(flat) for _ in range(2)]
    pixels = keras.layers.Dense(4)(z)
    encoder = keras.Model(x, heads)
    decoder = keras.Model(z, keras.layers.Reshape((2, 2, 1))(pixels))
    model = VAE(encoder, decoder, likelihood="gaussian", **options)
    slope = WEIGHTS / VARIANCE / PRECISION
    encoder.set_weights(
        [slope, shift - OFFSET @ slope, 0 * slope, np.log(stretch / PRECISION).astype("float32")]
    )
    decoder.set_weights([WEIGHTS.T, OFFSET])
    model.pixel_variance.set_weights([np.array([[np.log(VARIANCE)]])])
    model.compile({"autoencoder": keras.optimizers.SGD(0.1)})
    return model


def batch(copies: int = 1):
    return np.repeat(X, copies, 0).reshape(-1, 2, 2, 1), np.zeros(copies, "int32")


def gap(shift: float, stretch: float) -> float:
    """KL(q(z|x) || p(z|x)), by which the ELBO misses log p(x)."""
    return float(0.5 * (stretch - 1 - np.log(stretch) + PRECISION * shift**2).sum())


def bounds(model: VAE, copies: int = 20_000) -> np.ndarray:
    """The ELBO of single draws, or the importance-weighted bound, for copies of one image."""
    z, loss, moments = posterior_sample(model, copies, model.samples)
    if model.importance_weighted:
        log_weights = terms.log_importance_weights(loss, z, *moments)
        return terms.importance_weighted_bound(log_weights).numpy()
    return -(tf.reduce_mean(loss, axis=0) + terms.gaussian_kl(*moments)).numpy()


def posterior_sample(model: VAE, copies: int, count: int):
    """z (count, copies, 2) ~ q(z|x) for copies of one image, -log p(x|z), and the moments of q."""
    images, labels = batch(copies)
    moments = model.posterior(images, labels)
    z = model.reparameterise(*moments, tf.constant([3, 4], "int64"), count)
    return z, model.reconstruction_loss(images, model.logits(z, labels)), moments


def test_every_importance_weight_is_p_of_x_at_the_exact_posterior():
    z, loss, moments = posterior_sample(linear_vae(), 3, 50)
    assert z.shape == (50, 3, 2)
    log_weights = terms.log_importance_weights(loss, z, *moments)
    np.testing.assert_allclose(log_weights, np.full((50, 3), LOG_P), rtol=1e-4)


@pytest.mark.parametrize(("shift", "stretch"), [(0.0, 1.0), (0.2, 1.0), (0.0, 2.0), (-0.1, 0.5)])
def test_the_elbo_misses_log_p_by_the_divergence_from_the_posterior(shift, stretch):
    elbo = bounds(linear_vae(shift, stretch))
    error = elbo.std() / np.sqrt(len(elbo))
    assert abs(elbo.mean() - (LOG_P - gap(shift, stretch))) < 4 * error
    assert elbo.mean() < LOG_P + 4 * error


def test_the_importance_weighted_bound_rises_to_log_p_with_the_number_of_samples():
    models = [linear_vae(0.3, 2.0, samples=k, importance_weighted=True) for k in (1, 5, 100)]
    means = [bounds(model, 4_000).mean() for model in models]
    assert LOG_P - gap(0.3, 2.0) == pytest.approx(means[0], abs=0.1)
    assert means[0] + 0.1 < means[1] < means[2] - 0.1
    assert means[2] == pytest.approx(LOG_P, abs=0.02)


def test_the_objective_is_the_bound_that_the_weights_give(monkeypatch):
    model, (images, labels) = linear_vae(0.3, 2.0, samples=6, importance_weighted=True), batch(3)
    with tf.GradientTape() as tape:
        mean, log_variance = model.encoder(images)
        noise = tf.random.stateless_normal([6, 3, 2], model.noise_seed(0))
        z = mean + tf.exp(log_variance / 2) * noise
        pixels = tf.reshape(model.decoder(tf.reshape(z, [18, 2])), [6, 3, 4])
        square = tf.square(np.repeat(X, 3, 0) - pixels) / VARIANCE + np.log(2 * np.pi * VARIANCE)
        prior = tf.square(z) + np.log(2 * np.pi)
        posterior = tf.square(noise) + log_variance + np.log(2 * np.pi)
        log_w = 0.5 * tf.reduce_sum(posterior - prior, -1) - 0.5 * tf.reduce_sum(square, -1)
        loss = -tf.reduce_mean(tf.reduce_logsumexp(log_w, 0) - np.log(6))
    variables = [*model.encoder.trainable_variables, *model.decoder.trainable_variables]
    expected = tape.gradient(loss, [variable.value for variable in variables])
    descended = gradients(model, batch(3), monkeypatch)["autoencoder"]
    np.testing.assert_allclose(
        model.objectives(images, labels, training=True)["autoencoder"], loss, rtol=1e-5
    )
    for ours, theirs in zip(descended[:-1], expected, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-3, atol=1e-5)


def test_samples_are_averaged_over():
    many, one = linear_vae(0.3, samples=400), linear_vae(0.3)
    spread = [np.std(bounds(model, 300)) for model in (one, many)]
    assert spread[1] == pytest.approx(spread[0] / 20, rel=0.2)


def test_beta_multiplies_the_kl_summed_over_latents_and_leaves_the_reports():
    one, three = linear_vae(0.5), linear_vae(0.5, beta=3.0)
    losses = [float(m.objectives(*batch(4), training=True)["autoencoder"]) for m in (one, three)]
    reports = [model.recorded_metrics() for model in (one, three)]
    kl = 0.5 * (1 / PRECISION + (POSTERIOR_MEAN + 0.5) ** 2 - 1 + np.log(PRECISION)).sum()
    assert float(reports[0]["kl"]) == pytest.approx(kl, rel=1e-4)
    assert losses[1] - losses[0] == pytest.approx(2 * kl, rel=1e-4)
    for name in one.metric_names:
        assert float(reports[0][name]) == pytest.approx(float(reports[1][name]), rel=1e-5)
    assert losses[0] == pytest.approx(float(reports[0]["negative_elbo"]), rel=1e-5)


def test_doubling_the_side_multiplies_the_reconstruction_by_four():
    plan = narrow(recipe.load("vae"))
    nats = []
    for side in (32, 64):
        model = built(plan, data__image_size=side)
        model.decoder.set_weights([0 * weight for weight in model.decoder.get_weights()])
        model.objectives(tf.ones([2, side, side, 1]), tf.zeros([2]), training=True)
        nats.append(float(model.recorded_metrics()["reconstruction"]))
    np.testing.assert_allclose(nats, [32 * 32 * np.log(2), 64 * 64 * np.log(2)], rtol=1e-5)


@pytest.mark.parametrize(("clock", "share"), [(0, 0.0), (5, 0.5), (10, 1.0), (99, 1.0)])
def test_the_kl_weight_warms_up_to_beta(clock, share):
    model = linear_vae(beta=4.0, warm_up=10)
    model.clock.assign(clock)
    assert float(model.kl_weight()) == pytest.approx(4.0 * share)
    assert float(linear_vae(beta=4.0).kl_weight()) == 4.0


def test_the_learned_variance_is_at_rest_at_the_mean_squared_error(monkeypatch):
    model = linear_vae()
    seed = model.stream_seed(0, training=True)
    z = model.reparameterise(*model.posterior(*batch(50)), seed)
    error = np.square(model.logits(z, batch(50)[1])[0] - batch(50)[0]).mean()
    at_rest = []
    for variance in (error, 2 * error):
        model.pixel_variance.set_weights([np.array([[np.log(variance)]])])
        at_rest.append(gradients(model, batch(50), monkeypatch)["autoencoder"][-1].item())
    # d/ds of 4 pixels' (error e^-s + s) / 2 is 2 (1 - error / variance).
    np.testing.assert_allclose(at_rest, [0.0, 1.0], atol=1e-4)


def test_means_of_gaussian_pixels_are_cut_off_at_black_and_white():
    images = linear_vae().decode(tf.constant([[9.0, 0.0], [-9.0, 0.0]]))
    np.testing.assert_array_equal(images, [np.ones((2, 2, 1)), np.zeros((2, 2, 1))])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"model__likelihood": "poisson"}, "bernoulli or gaussian"),
        ({"model__importance_weighted": True, "model__beta": 2.0}, "beta 1 and no warm-up"),
    ],
)
def test_options_that_mean_nothing_are_refused(options, words):
    with pytest.raises(UserError, match=words):
        built(narrow(recipe.load("vae")), **options)


def test_draws_of_pixels_are_bernoulli_variables_with_the_pixel_means():
    vae = built(narrow(recipe.load("vae")))
    means = np.full((400, 5, 5, 1), 0.3) * np.linspace(0, 1, 5)[None, None, :, None]
    draws = vae.draw_pixels(means, seed=2)
    assert set(np.unique(draws)) == {0, 1} and draws.dtype == np.float32
    # 2,000 draws a column have a standard error of 0.01 at most.
    np.testing.assert_allclose(draws.mean((0, 1, 3)), means[0, 0, :, 0], atol=0.045)
    np.testing.assert_array_equal(draws, vae.draw_pixels(means, seed=2))
    assert not np.array_equal(draws, vae.draw_pixels(means, seed=3))


@pytest.mark.parametrize("name", ["gaussian-vae", "vae-gan", "dcgan"])
def test_other_models_have_no_pixels_to_draw(name):
    with pytest.raises(UserError, match="no Bernoulli likelihood"):
        built(narrow(recipe.load(name))).draw_pixels(np.zeros((1, 2, 2, 1)))
