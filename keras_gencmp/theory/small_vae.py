"""log p(x) of a small trained VAE, by plain Monte Carlo and by importance sampling.

Report C, question 1.4: of the draws from the prior few explain an image, and the fewer the more
latent dimensions there are; draws from the encoder's q(z|x) do.
"""

from __future__ import annotations

from typing import NamedTuple

import keras
import numpy as np

from keras_gencmp.data.sources.digits import read
from keras_gencmp.models.vae import VAE
from keras_gencmp.theory import small_images
from keras_gencmp.theory.linear_gaussian import estimate

DIMENSIONS, SAMPLES = (2, 20), (1, 10, 100, 1000, 10_000)
SIDE, STEPS, BATCH, WIDTH, IMAGES = 28, 1500, 100, 128, 6
REFERENCE = 10_000  # samples of the importance sampling that stands for log p(x)


class VAEEstimates(NamedTuple):
    """Estimates of log p(x) minus the reference, in nats, as the number of samples grows.

    ``plain`` and ``importance`` map the latent dimension of a VAE to errors of the shape (samples,
    images), where ``samples`` says how many draws each row takes.
    """

    samples: tuple[int, ...]
    plain: dict[int, np.ndarray]
    importance: dict[int, np.ndarray]


def compare(steps: int = STEPS, images: int = IMAGES, seed: int = 0) -> VAEEstimates:
    """Train a VAE of 2 and one of 20 latent dimensions, and estimate log p(x) of held-out images.

    The images are the bundled digits of 28 x 28 pixels, black and white.
    """
    splits = read("", SIDE, 1, None)
    training, test = (np.float32(each.images > 127) for each in (splits.train, splits.test))
    held_out = test[:images]
    plain, importance = {}, {}
    for latent in DIMENSIONS:
        model = trained(latent, training, steps, seed)
        random = np.random.default_rng(seed)
        errors = np.array([_errors(model, image, random) for image in held_out])
        plain[latent], importance[latent] = errors[:, 0].T, errors[:, 1].T
    return VAEEstimates(SAMPLES, plain, importance)


def trained(latent: int, images: np.ndarray, steps: int, seed: int) -> VAE:
    """A VAE of one hidden layer on each side, with Bernoulli pixels."""
    keras.utils.set_random_seed(seed)
    dense = keras.layers.Dense
    x, z = keras.Input((SIDE, SIDE, 1)), keras.Input((latent,))
    hidden = dense(WIDTH, activation="relu")(keras.layers.Flatten()(x))
    encoder = keras.Model(x, [dense(latent)(hidden), dense(latent)(hidden)], name="encoder")
    pixels = dense(SIDE**2)(dense(WIDTH, activation="relu")(z))
    decoder = keras.Model(z, keras.layers.Reshape((SIDE, SIDE, 1))(pixels), name="decoder")
    model = VAE(encoder, decoder, seed=seed)
    model.compile({"autoencoder": keras.optimizers.Adam(2e-3)})
    small_images.fitting(model, images, BATCH, seed)(steps)
    return model


def prior_weights(
    model: VAE, image: np.ndarray, count: int, random: np.random.Generator
) -> np.ndarray:
    """log p(x | z) of draws z from the prior: the terms of plain Monte Carlo (report C eq. 1)."""
    return _log_likelihood(model, image, random.standard_normal((count, model.latent)))


def importance_weights(
    model: VAE, image: np.ndarray, count: int, random: np.random.Generator
) -> np.ndarray:
    """log p(x, z) - log q(z|x) of draws z from the encoder's q(z|x)."""
    mean, log_variance = (np.float64(each)[0] for each in model.encoder(image[None]))
    noise = random.standard_normal((count, model.latent))
    z = mean + np.exp(log_variance / 2) * noise
    # log p(z) - log q(z|x): the constants of both Gaussians cancel.
    ratio = (noise**2 + log_variance - z**2).sum(axis=1) / 2
    return _log_likelihood(model, image, z) + ratio


def _log_likelihood(model: VAE, image: np.ndarray, z: np.ndarray) -> np.ndarray:
    """log p(x | z) of one image for each row of z, in nats."""
    logits = np.asarray(model.decoder(z.astype(np.float32)))
    terms = image * logits - np.logaddexp(np.float32(0), logits)
    return terms.sum(axis=(1, 2, 3), dtype=np.float64)


def _errors(model: VAE, image: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Estimates minus the reference (2, samples): plain Monte Carlo, then importance sampling."""
    reference = estimate(importance_weights(model, image, REFERENCE, random))
    ways = (prior_weights, importance_weights)
    return np.array(
        [
            [estimate(weights(model, image, count, random)) - reference for count in SAMPLES]
            for weights in ways
        ]
    )
