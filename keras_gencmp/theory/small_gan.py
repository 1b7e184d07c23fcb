"""A small GAN on a one-dimensional mixture, whose generator has a known density.

The generator is a monotone map of z ~ N(0, 1), so that the density of G(z) follows from the change
of variables (report A equation 8), and V(D*, G) from the closed form: nothing is estimated.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import keras
import numpy as np
import tensorflow as tf

from keras_gencmp.models.gan import GAN
from keras_gencmp.theory import closed_forms

STEPS, BATCH, UNITS = 3000, 256, 8
GRID = np.linspace(-8.0, 8.0, 1601)
# Values of z on which the map is evaluated: beyond them lies less than 1e-14 of N(0, 1).
LATENT = np.linspace(-7.8, 7.8, 1501)


class SmallGAN(NamedTuple):
    """A trained small GAN: V at each step in nats, and D(x) and p_g at the end on ``GRID``.

    ``batch_value`` (steps,) is V(D, G) on the mini-batch, and ``noise`` its standard error,
    ``value`` V(D, G) by quadrature, and ``best_value`` V(D*, G), all before the step's update.
    """

    batch_value: np.ndarray
    noise: np.ndarray
    value: np.ndarray
    best_value: np.ndarray
    discriminator: np.ndarray
    density: np.ndarray


class MonotoneMap(keras.layers.Layer):
    """G(z) = b + a z + sum_k h_k tanh(s_k (z - c_k)) with positive a, h and s: it only rises.

    The positive numbers are softplus of the weights. It starts at about N(0.25, 0.3²).
    """

    def build(self, shape: tuple[int | None, ...]) -> None:
        """Create the weights: shift b, slope a, and for each unit height, steepness, centre."""
        starts = {"shift": 0.25, "slope": _inverse_softplus(0.2), "height": _inverse_softplus(0.02)}
        starts["steepness"] = _inverse_softplus(1.5)
        for name, start in starts.items():
            size = () if name in ("shift", "slope") else (UNITS,)
            initializer = keras.initializers.Constant(start)
            setattr(self, name, self.add_weight(shape=size, initializer=initializer, name=name))
        self.centre = self.add_weight(shape=(UNITS,), initializer=_spread, name="centre")

    def call(self, z: Any) -> Any:
        """x (n, 1) from z (n, 1)."""
        softplus, steepness = tf.nn.softplus, tf.nn.softplus(self.steepness)
        bends = softplus(self.height) * tf.tanh(steepness * (z - self.centre))
        line = self.shift + softplus(self.slope) * z
        return line + tf.reduce_sum(bends, axis=-1, keepdims=True)

    def curve(self, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """G(z) and its derivative at z (n,), in double precision."""
        names = ("slope", "height", "steepness")
        slope, height, steepness = (_softplus(np.float64(getattr(self, name))) for name in names)
        bends = np.tanh(steepness * (z[:, None] - np.float64(self.centre)))
        x = np.float64(self.shift) + slope * z + bends @ height
        return x, slope + (1 - bends**2) @ (height * steepness)


def train(steps: int = STEPS, seed: int = 0) -> SmallGAN:
    """Train the map against two hidden layers on draws from ``closed_forms.data_density``."""
    keras.utils.set_random_seed(seed)
    model = _model(seed)
    step = tf.function(model.train_step)
    decide = tf.function(lambda x: model.discriminator(x)[:, 0])
    grid = tf.constant(GRID[:, None], "float32")
    batches = draw_data(steps * BATCH, seed).reshape(steps, BATCH, 1)
    labels, rows = tf.zeros(BATCH, tf.int32), []
    for batch in batches:
        values = evaluated(density(model.generator.layers[-1]), np.float64(decide(grid)))
        rows.append((float(step((tf.constant(batch), labels))["value"]), *values))
    batch_value, noise, value, best_value = np.array(rows).T
    decision = 1 / (1 + np.exp(-np.float64(decide(grid))))
    final = density(model.generator.layers[-1])
    return SmallGAN(batch_value, noise, value, best_value, decision, final)


def density(generator: MonotoneMap) -> np.ndarray:
    """p_g on ``GRID``."""
    return pushforward_density(LATENT, *generator.curve(LATENT), GRID)


def pushforward_density(
    z: np.ndarray, x: np.ndarray, derivative: np.ndarray, grid: np.ndarray
) -> np.ndarray:
    """The density on ``grid`` of x = G(z), z ~ N(0, 1), with G rising: p(z) / G'(z).

    It is p_g of report A equation 8, interpolated between the points x, and 0 beyond them.
    """
    return np.interp(grid, x, closed_forms.gaussian(z) / derivative, left=0.0, right=0.0)


def evaluated(p_generator: np.ndarray, logits: np.ndarray) -> tuple[float, float, float]:
    """The standard error of V on a mini-batch, V(D, G) and V(D*, G), by quadrature on ``GRID``."""
    p_data = closed_forms.data_density(GRID)
    terms = ((p_data, -np.logaddexp(0, -logits)), (p_generator, -np.logaddexp(0, logits)))
    means = [float(np.trapezoid(p * log_d, GRID)) for p, log_d in terms]
    squares = [float(np.trapezoid(p * log_d**2, GRID)) for p, log_d in terms]
    variance = sum(square - mean**2 for square, mean in zip(squares, means, strict=True))
    best = closed_forms.optimal_value(GRID, p_data, p_generator)
    return float(np.sqrt(max(variance, 0.0) / BATCH)), sum(means), best


def draw_data(count: int, seed: int) -> np.ndarray:
    """Draws (count,) float32 from the mixture (N(-1.5, 0.6²) + N(2, 0.8²)) / 2."""
    random = np.random.default_rng(seed)
    first = random.random(count) < 0.5
    return np.where(first, random.normal(-1.5, 0.6, count), random.normal(2.0, 0.8, count)).astype(
        "float32"
    )


def _model(seed: int) -> GAN:
    z = keras.Input((1,))
    generator = keras.Model(z, MonotoneMap()(z), name="generator")
    x = start = keras.Input((1,))
    for _ in range(2):
        x = keras.layers.Dense(32, activation="tanh")(x)
    discriminator = keras.Model(start, keras.layers.Dense(1)(x), name="discriminator")
    model = GAN(generator, discriminator, seed=seed)
    rates = {"generator": 2e-3, "discriminator": 4e-3}
    model.compile({name: keras.optimizers.Adam(r, beta_1=0.5) for name, r in rates.items()})
    return model


def _softplus(value: np.ndarray) -> np.ndarray:
    return np.logaddexp(0, value)


def _inverse_softplus(value: float) -> float:
    return float(np.log(np.expm1(value)))


def _spread(shape: tuple[int, ...], dtype: Any = None) -> Any:
    """Centres from -1.5 to 1.5."""
    return tf.cast(tf.linspace(-1.5, 1.5, shape[0]), dtype or "float32")
