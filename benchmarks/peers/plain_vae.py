"""The VAE of the Keras documentation: a model with a train_step of its own, trained by ``fit``.

Encoder: convolutions of 32 and 64 channels, kernels of 3, strides of 2, a dense layer of 16, a 2-d
latent. Decoder: dense to 7 x 7 x 64, transposed convolutions of 64, 32 and 1 channels, a sigmoid.
The loss is the binary cross-entropy summed over pixels plus the KL term; Adam(1e-3), batch 128.
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras import layers

BATCH = 128


class PlainVAE(keras.Model):
    """Encoder and decoder with Adam(1e-3) on the negative ELBO in nats."""

    def __init__(self, width: int = 32) -> None:
        super().__init__()
        self.encoder, self.decoder = encoder(width), decoder(width)
        self.tracked = [keras.metrics.Mean(name=name) for name in ("loss", "reconstruction", "kl")]
        self.compile(optimizer=keras.optimizers.Adam(1e-3))
        self.optimizer.build(self.trainable_variables)

    @property
    def metrics(self) -> list[keras.metrics.Metric]:
        """The running means of the loss and its two terms."""
        return self.tracked

    def train_step(self, images: tf.Tensor) -> dict[str, Any]:
        """One step down the loss."""
        with tf.GradientTape() as tape:
            mean, log_variance = self.encoder(images, training=True)
            z = mean + tf.exp(0.5 * log_variance) * tf.random.normal(tf.shape(mean))
            entropy = keras.losses.binary_crossentropy(images, self.decoder(z, training=True))
            reconstruction = tf.reduce_mean(tf.reduce_sum(entropy, axis=(1, 2)))
            kl = -0.5 * (1.0 + log_variance - tf.square(mean) - tf.exp(log_variance))
            kl = tf.reduce_mean(tf.reduce_sum(kl, axis=1))
            loss = reconstruction + kl
        self.optimizer.apply(tape.gradient(loss, self.trainable_weights), self.trainable_weights)
        for metric, value in zip(self.tracked, (loss, reconstruction, kl), strict=True):
            metric.update_state(value)
        return {metric.name: metric.result() for metric in self.tracked}

    def infer(self, images: np.ndarray) -> tuple[tf.Tensor, tf.Tensor]:
        """Mean and log variance of q(z|x)."""
        return self.encoder(images, training=False)

    def decode(self, z: tf.Tensor) -> tf.Tensor:
        """The probability of each pixel."""
        return self.decoder(z, training=False)


def encoder(width: int) -> keras.Model:
    image = x = keras.Input((28, 28, 1))
    for channels in (width, 2 * width):
        x = layers.Conv2D(channels, 3, 2, padding="same", activation="relu")(x)
    x = layers.Dense(16, activation="relu")(layers.Flatten()(x))
    return keras.Model(image, [layers.Dense(2)(x), layers.Dense(2)(x)])


def decoder(width: int) -> keras.Model:
    z = keras.Input((2,))
    x = layers.Dense(7 * 7 * 2 * width, activation="relu")(z)
    x = layers.Reshape((7, 7, 2 * width))(x)
    for channels in (2 * width, width):
        x = layers.Conv2DTranspose(channels, 3, 2, padding="same", activation="relu")(x)
    return keras.Model(z, layers.Conv2DTranspose(1, 3, padding="same", activation="sigmoid")(x))
