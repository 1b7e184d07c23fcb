"""The tutorial's training of a GAN: a plain loop around one compiled step.

One batch of fakes serves both players: the gradients of both losses are taken at the same weights,
then both move.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
import tensorflow as tf

BUFFER = 10_000


class BareLoop:
    """Generator and discriminator, each with Adam(1e-4), trained in a loop of its own."""

    def __init__(self, generator: keras.Model, discriminator: keras.Model, batch_size: int) -> None:
        self.generator, self.discriminator = generator, discriminator
        self.batch_size, self.latent = batch_size, generator.inputs[0].shape[-1]
        self.optimizers = keras.optimizers.Adam(1e-4), keras.optimizers.Adam(1e-4)
        for optimizer, network in zip(self.optimizers, self.networks, strict=True):
            optimizer.build(network.trainable_variables)
        self.step = tf.function(self.train_step)

    @property
    def networks(self) -> tuple[keras.Model, keras.Model]:
        """Generator and discriminator, in the order of their optimizers."""
        return self.generator, self.discriminator

    @property
    def variables(self) -> list[keras.Variable]:
        """All that training changes."""
        return [v for part in (*self.networks, *self.optimizers) for v in part.variables]

    def train(self, batches: Iterator[Any], steps: int) -> None:
        """That many steps, on the next batches of images in [0, 1]."""
        for _ in range(steps):
            self.step(next(batches))

    def train_step(self, images: tf.Tensor) -> None:
        """Both players' steps from one pass of the generator."""
        z = tf.random.normal([self.batch_size, self.latent])
        with tf.GradientTape() as of_generator, tf.GradientTape() as of_discriminator:
            fakes = self.generator(z, training=True)
            real_logit = self.discriminator(images, training=True)
            fake_logit = self.discriminator(fakes, training=True)
            loss = cross_entropy(1.0, real_logit) + cross_entropy(0.0, fake_logit)
            persuasion = cross_entropy(1.0, fake_logit)
        pairs = (of_generator, persuasion), (of_discriminator, loss)
        weights = [network.trainable_variables for network in self.networks]
        gradients = [t.gradient(of, w) for (t, of), w in zip(pairs, weights, strict=True)]
        for optimizer, each, moved in zip(self.optimizers, gradients, weights, strict=True):
            optimizer.apply(each, moved)


def cross_entropy(target: float, logits: tf.Tensor) -> tf.Tensor:
    """The mean binary cross-entropy of logits (n, 1) that should all say ``target``."""
    targets = tf.fill(tf.shape(logits), target)
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(targets, logits))


def shuffled(images: np.ndarray, batch_size: int) -> tf.data.Dataset:
    """Batches of images in [0, 1] without end, as the documentation's examples feed them.

    But for the autotuner: at its end every ``fit`` would wait until that wakes up, and a round is
    short (see `keras_gencmp.data.pipelines`).
    """
    scaled = images.astype("float32") / 255
    stream = tf.data.Dataset.from_tensor_slices(scaled).shuffle(BUFFER).repeat()
    options = tf.data.Options()
    options.autotune.enabled = False
    return stream.batch(batch_size, drop_remainder=True).prefetch(2).with_options(options)
