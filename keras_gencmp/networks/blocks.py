"""Layers of networks: initial weights, nonlinearity, batch norm, dropout and weight clipping."""

from typing import Any, NamedTuple

import keras
import tensorflow as tf

from keras_gencmp import noise
from keras_gencmp.errors import UserError
from keras_gencmp.recipes.schema import Fraction, Positive

ACTIVATIONS = ("relu", "leaky_relu", "tanh", "gelu")


@keras.saving.register_keras_serializable("keras_gencmp")
class Clip(keras.constraints.Constraint):
    """A weight constraint that clamps every entry to [-limit, limit] (Arjovsky 2017, algorithm 1).

    Keras applies constraints inside ``optimizer.apply``: the clamp holds after every step.
    """

    def __init__(self, limit: float) -> None:
        if not limit > 0:
            raise UserError(f"clip must be a positive number, not {limit!r}")
        self.limit = limit

    def __call__(self, weight: Any) -> Any:
        """The weight with its entries clamped."""
        return keras.ops.clip(weight, -self.limit, self.limit)

    def get_config(self) -> dict[str, float]:
        """The limit, which is saved with a network."""
        return {"limit": self.limit}


@keras.saving.register_keras_serializable("keras_gencmp")
class Dropout(keras.layers.Dropout):
    """Dropout (Srivastava et al. 2014) that zeroes the same units with XLA and without.

    Without XLA and in float32 it zeroes what Keras's layer would zero.
    """

    def call(self, inputs: Any, training: bool = False) -> Any:
        """Inputs in training mode with a share ``rate`` of them zeroed and the rest scaled up."""
        if not training or not self.rate:
            return inputs
        # Keras reduces the 32 unsigned bits of its generator to signed ones like this, too.
        seed = tf.cast(tf.math.floormod(self.seed_generator.next(), tf.int32.max - 1), tf.int32)
        left = noise.uniform(tf.shape(inputs), seed) >= self.rate
        return tf.where(left, inputs * (1.0 / (1.0 - self.rate)), tf.zeros_like(inputs))


WIDEST = 100.0  # standard deviation of weights


def initializer(weights: str | float, mean: float = 0.0) -> keras.Initializer:
    """A new initialiser: "he" (normal), "glorot" (uniform), or N(mean, weights^2) for a number.

    Each layer needs its own, because one Keras initialiser returns the same numbers on every call.
    Raises UserError for any other word, and for a number out of range.
    """
    if not isinstance(weights, str):
        if not 0 < weights <= WIDEST:
            raise UserError(f"weights must be above 0 and at most {WIDEST:g}, not {weights!r}")
        return keras.initializers.RandomNormal(mean, weights)
    if weights == "he":
        return keras.initializers.HeNormal()
    if weights == "glorot":
        return keras.initializers.GlorotUniform()
    raise UserError(f'weights must be "he", "glorot" or a standard deviation, not {weights!r}')


class Layers(NamedTuple):
    """The settings that all layers of one network share, and the two ways of applying a layer.

    ``weights`` is described at `initializer`; ``activation`` is "relu", "leaky_relu" (slope 0.2),
    "tanh" or "gelu" (Hendrycks and Gimpel 2016). ``clip`` bounds every trainable weight;
    ``dropout`` follows each nonlinearity.
    """

    weights: str | float = "glorot"
    activation: str = "relu"
    batch_norm: bool = False
    clip: Positive | None = None
    dropout: Fraction = 0.0

    def hidden(
        self,
        kind: type[keras.layers.Layer],
        x: keras.KerasTensor,
        *sizes: Any,
        norm: bool = True,
        **options: Any,
    ) -> keras.KerasTensor:
        """A hidden layer: linear map, batch norm (where switched on), nonlinearity, dropout."""
        norm = norm and self.batch_norm
        # Batch norm subtracts the mean, so a bias in front of it would be a dead weight.
        y = kind(*sizes, use_bias=not norm, **options, **self._linear(not norm))(x)
        return self._activate(self._normalize(y) if norm else y)

    def linear(
        self,
        kind: type[keras.layers.Layer],
        x: keras.KerasTensor,
        *sizes: Any,
        **options: Any,
    ) -> keras.KerasTensor:
        """A last layer: a linear map with a bias, in float32 under every precision policy."""
        return kind(*sizes, dtype="float32", **options, **self._linear(bias=True))(x)

    def _linear(self, bias: bool) -> dict[str, Any]:
        options = {"kernel_initializer": initializer(self.weights)}
        if self.clip is not None:
            options["kernel_constraint"] = Clip(self.clip)
            options |= {"bias_constraint": Clip(self.clip)} if bias else {}
        return options

    def _normalize(self, x: keras.KerasTensor) -> keras.KerasTensor:
        clip = None if self.clip is None else Clip(self.clip)
        drawn = not isinstance(self.weights, str)
        return keras.layers.BatchNormalization(
            # Short trainings need moving averages that forget their start within tens of steps.
            momentum=0.9,
            epsilon=1e-5,
            # Radford's code draws the scales from N(1, 0.02) where the weights are N(0, 0.02).
            gamma_initializer=initializer(self.weights, mean=1.0) if drawn else "ones",
            beta_constraint=clip,
            gamma_constraint=clip,
        )(x)

    def _activate(self, x: keras.KerasTensor) -> keras.KerasTensor:
        if self.activation not in ACTIVATIONS:
            raise UserError(
                f"activation must be one of {', '.join(ACTIVATIONS)}, not {self.activation!r}"
            )
        x = keras.layers.Activation(self.activation)(x)
        return Dropout(self.dropout)(x) if self.dropout else x
