"""Mode collapse on purpose: a small GAN on a ring of eight Gaussians, and the alarm that sees it.

The discriminator learns much more slowly than the generator, which therefore always finds one
place that is taken for data, and leaves it for the next when it is found out (Goodfellow 2016,
arXiv:1701.00160, section 5.1.1; the ring is that of Metz et al. 2017, arXiv:1611.02163). Beside it
stands the same GAN with a discriminator that keeps up.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import keras
import numpy as np
import tensorflow as tf

from keras_gencmp.models.gan import GAN
from keras_gencmp.runs.history import Row
from keras_gencmp.runs.quality import COUNT

MODES, RADIUS, SPREAD = 8, 2.0, 0.08
LATENT, UNITS, BATCH = 8, 64, 128
STEPS, EVALUATIONS = 1500, 10
DRAWN = 800  # samples of an evaluation
# Learning rates of the generator and of the discriminator.
RATES = {"slow discriminator": (2e-3, 1e-4), "discriminator that keeps up": (1e-3, 1e-3)}
CENTRES = RADIUS * np.stack(
    [f(2 * np.pi * np.arange(MODES) / MODES) for f in (np.cos, np.sin)], axis=1
)


class Watched(NamedTuple):
    """A training that was watched: the steps of its evaluations, samples, and a row of each.

    ``samples`` is (evaluations, n, 2); a row holds the entropy of the modes in nats, that of the
    data, and the samples of each mode, as the quality of a run does.
    """

    steps: tuple[int, ...]
    samples: np.ndarray
    rows: list[Row]


def train(rates: tuple[float, float], steps: int = STEPS, seed: int = 0) -> Watched:
    """Train a GAN on the ring with these learning rates, and look at it ten times."""
    keras.utils.set_random_seed(seed)
    model, random = _model(rates, seed), np.random.default_rng(seed)
    step: Callable[..., Any] = tf.function(model.train_step)
    noise = np.random.default_rng(1).standard_normal((DRAWN, LATENT)).astype("float32")
    labels, at, samples = tf.zeros(BATCH, tf.int32), [], []
    for number in range(1, steps + 1):
        step((tf.constant(ring(BATCH, random)), labels))
        if number * EVALUATIONS % steps < EVALUATIONS:
            at.append(number)
            samples.append(np.asarray(model.generator(noise)))
    rows = [evaluated(each, number) for number, each in enumerate(samples, start=1)]
    return Watched(tuple(at), np.stack(samples), rows)


def ring(count: int, random: np.random.Generator) -> np.ndarray:
    """Draws (count, 2) float32 from the mixture of Gaussians on the ring."""
    mode = random.integers(MODES, size=count)
    return (CENTRES[mode] + SPREAD * random.standard_normal((count, 2))).astype("float32")


def evaluated(samples: np.ndarray, epoch: int) -> Row:
    """The quality of samples (n, 2) in the columns that the alarms of a training read.

    A sample belongs to the mode whose centre is nearest, as an image to its most probable class.
    """
    nearest = np.linalg.norm(samples[:, None] - CENTRES, axis=-1).argmin(axis=1)
    counts = np.bincount(nearest, minlength=MODES)
    shares = counts[counts > 0] / len(samples)
    row: Row = {
        "epoch": float(epoch),
        "class_entropy": max(0.0, float(-(shares * np.log(shares)).sum())),
        "real_class_entropy": float(np.log(MODES)),
        "classes_drawn": float((counts > 0).sum()),
    }
    return row | {f"{COUNT}{mode + 1}": float(count) for mode, count in enumerate(counts)}


def _model(rates: tuple[float, float], seed: int) -> GAN:
    z = keras.Input((LATENT,))
    generator = keras.Model(z, keras.layers.Dense(2)(_hidden(z)), name="generator")
    x = keras.Input((2,))
    discriminator = keras.Model(x, keras.layers.Dense(1)(_hidden(x)), name="discriminator")
    model = GAN(generator, discriminator, seed=seed)
    roles = zip(("generator", "discriminator"), rates, strict=True)
    model.compile({role: keras.optimizers.Adam(rate, beta_1=0.5) for role, rate in roles})
    return model


def _hidden(x: Any) -> Any:
    for _ in range(2):
        x = keras.layers.Dense(UNITS, activation="relu")(x)
    return x
