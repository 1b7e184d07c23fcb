"""A mixture of Gaussians as a prior: its weights, means and variances are learned."""

from __future__ import annotations

import math
from typing import Annotated, Any

import keras
import tensorflow as tf

from keras_gencmp import noise
from keras_gencmp.networks.shapes import Shapes
from keras_gencmp.priors.prior import Prior
from keras_gencmp.recipes.hints import Range

Tensor = Any


class MixtureOfGaussians(Prior):
    """p(z) = sum_k w_k N(z; m_k, diag s_k^2), the mixture that :meth:`components` gives."""

    def components(self) -> tuple[Tensor, Tensor, Tensor]:
        """log w_k (K,), and m_k and log s_k^2, each (K, latent)."""
        raise NotImplementedError

    def sample(self, count: int | Tensor, seed: Tensor, xla: bool = False) -> Tensor:
        """A component for each latent by the weights, then a draw from it; (count, latent)."""
        log_weights, mean, log_variance = self.components()
        ends = tf.cumsum(tf.exp(log_weights))[:-1]
        # The component whose interval of the cumulated weights a uniform number falls into.
        uniform = noise.uniform([count, 1], noise.fold_in(seed, 1))
        chosen = tf.reduce_sum(tf.cast(uniform >= ends, "int32"), axis=1)
        epsilon = noise.normal([count, self.latent], seed, xla)
        deviation = tf.exp(0.5 * log_variance)
        return tf.gather(mean, chosen) + tf.gather(deviation, chosen) * epsilon

    def log_prob(self, z: Tensor) -> Tensor:
        """log sum_k w_k N(z; m_k, s_k^2), (..., latent) to (...)."""
        log_weights, mean, log_variance = self.components()
        densities = log_densities(tf.reshape(z, [-1, self.latent]), mean, log_variance)
        result = tf.reduce_logsumexp(densities + log_weights, axis=1)
        return tf.reshape(result, tf.shape(z)[:-1])


def log_densities(z: Tensor, mean: Tensor, log_variance: Tensor) -> Tensor:
    """log N(z_i; m_k, s_k^2) of every row and component; (n, d) and (K, d) to (n, K)."""
    # (z - m)^2 / s^2 is multiplied out: matrix products instead of an array (n, K, d).
    precision = tf.exp(-log_variance)
    squares = tf.matmul(tf.square(z), precision, transpose_b=True)
    products = tf.matmul(z, mean * precision, transpose_b=True)
    constants = tf.square(mean) * precision + log_variance + math.log(2.0 * math.pi)
    return products - 0.5 * (squares + tf.reduce_sum(constants, axis=1))


class LearnedMixture(MixtureOfGaussians):
    """A mixture whose log weights (before normalisation), means and log variances are learned.

    The means begin as draws from N(0, ``spread``^2), the weights equal, the variances at 1.
    """

    def __init__(self, latent: int, components: int, spread: float) -> None:
        super().__init__(latent)
        self.count = components
        normal = keras.initializers.RandomNormal(0.0, spread)
        sizes = {"log_weights": components, "means": components * latent}
        sizes["log_variances"] = components * latent
        starts = {"means": normal}
        one = keras.Input((1,), dtype="float32")
        arrays = [learned(one, size, name, starts.get(name)) for name, size in sizes.items()]
        self.parameters = keras.Model(one, arrays, name="prior_parameters")

    def components(self) -> tuple[Tensor, Tensor, Tensor]:
        """log w_k (K,), and m_k and log s_k^2, each (K, latent)."""
        assert self.parameters is not None
        logits, mean, log_variance = self.parameters(tf.ones([1, 1]))
        shape = [self.count, self.latent]
        moments = (tf.reshape(each, shape) for each in (mean, log_variance))
        return tf.nn.log_softmax(logits[0]), *moments


def learned(
    one: keras.KerasTensor,
    size: int,
    name: str,
    start: keras.Initializer | None = None,
    activation: str | None = None,
) -> keras.KerasTensor:
    """A learned array of ``size`` numbers as a dense layer of the input 1; zeros at the start."""
    layer = keras.layers.Dense(
        size,
        activation,
        use_bias=False,
        kernel_initializer=start or "zeros",
        dtype="float32",
        name=name,
    )
    return layer(one)


def mixture(
    shapes: Shapes,
    *,
    components: Annotated[int, Range(ge=1, le=10_000)] = 10,
    spread: Annotated[float, Range(gt=0, le=100)] = 1.0,
) -> Prior:
    """A mixture of Gaussians with learned weights, means and variances.

    ``components`` is the number of Gaussians, ``spread`` the standard deviation of their initial
    means.
    """
    return LearnedMixture(shapes.latent, components, spread)
