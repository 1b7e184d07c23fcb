"""A small GAN on a one-dimensional mixture, for which the optimum has a closed form."""

from __future__ import annotations

from typing import NamedTuple

import keras
import numpy as np
import tensorflow as tf
from scipy.stats import gaussian_kde

from keras_gencmp.models.gan import GAN

STEPS, BATCH, SAMPLES = 4000, 256, 5000
GRID = np.linspace(-5.0, 5.0, 1001)


class SmallGAN(NamedTuple):
    """A trained small GAN: V(D, G) in nats (steps,), and on ``GRID`` D(x) and the density of G(z).

    The density is a kernel estimate of 5,000 samples.
    """

    value: np.ndarray
    discriminator: np.ndarray
    density: np.ndarray


def train(steps: int = STEPS, seed: int = 0) -> SmallGAN:
    """Train a GAN of two hidden layers on draws from ``closed_forms.data_density``."""
    keras.utils.set_random_seed(seed)
    model = GAN(_network(4, 1, "generator"), _network(1, 1, "discriminator"), seed=seed)
    rates = {"generator": 5e-4, "discriminator": 1e-3}
    model.compile({name: keras.optimizers.Adam(r, beta_1=0.5) for name, r in rates.items()})
    step = tf.function(model.train_step)
    batches = draw_data(steps * BATCH, seed).reshape(steps, BATCH, 1)
    labels = tf.zeros(BATCH, tf.int32)
    value = [float(step((tf.constant(batch), labels))["value"]) for batch in batches]
    fakes = model.generator(model.prior(SAMPLES, [seed, 1]), training=False).numpy()[:, 0]
    decision = tf.sigmoid(model.discriminator(GRID[:, None].astype("float32")))[:, 0].numpy()
    return SmallGAN(np.array(value), decision, gaussian_kde(fakes)(GRID))


def draw_data(count: int, seed: int) -> np.ndarray:
    """Draws (count,) float32 from the mixture (N(-1.5, 0.6²) + N(2, 0.8²)) / 2."""
    random = np.random.default_rng(seed)
    first = random.random(count) < 0.5
    return np.where(first, random.normal(-1.5, 0.6, count), random.normal(2.0, 0.8, count)).astype(
        "float32"
    )


def _network(inputs: int, outputs: int, name: str) -> keras.Model:
    x = start = keras.Input((inputs,))
    for _ in range(2):
        x = keras.layers.Dense(32, activation="tanh")(x)
    return keras.Model(start, keras.layers.Dense(outputs)(x), name=name)
