"""The GAN of the Keras examples: a model with a train_step of its own, trained by ``fit``.

The discriminator's step sees fakes and real images in one batch, with a little noise on the labels;
then the generator's step draws new latents and passes them through both networks.
"""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf


class TwoPasses(keras.Model):
    """Generator and discriminator, each with Adam(1e-4) and fakes of its own."""

    def __init__(self, generator: keras.Model, discriminator: keras.Model) -> None:
        super().__init__()
        self.generator, self.discriminator = generator, discriminator
        self.latent = generator.inputs[0].shape[-1]
        self.entropy = keras.losses.BinaryCrossentropy(from_logits=True)
        self.of_generator, self.of_discriminator = (keras.optimizers.Adam(1e-4) for _ in range(2))
        self.tracked = [keras.metrics.Mean(name=name) for name in ("d_loss", "g_loss")]
        self.compile()

    @property
    def metrics(self) -> list[keras.metrics.Metric]:
        """The running means of both losses."""
        return self.tracked

    def train_step(self, images: tf.Tensor) -> dict[str, Any]:
        """One step of the discriminator, then one of the generator."""
        count = tf.shape(images)[0]
        losses = self.discriminator_loss(images, count), self.generator_loss(count)
        for metric, loss in zip(self.tracked, losses, strict=True):
            metric.update_state(loss)
        return {metric.name: metric.result() for metric in self.tracked}

    def discriminator_loss(self, images: tf.Tensor, count: tf.Tensor) -> tf.Tensor:
        """The discriminator's step on fakes (1) and real images (0) together."""
        fakes = self.generator(self.latents(count), training=True)
        labels = tf.concat([tf.ones((count, 1)), tf.zeros((count, 1))], axis=0)
        labels += 0.05 * tf.random.uniform(tf.shape(labels))
        with tf.GradientTape() as tape:
            logits = self.discriminator(tf.concat([fakes, images], axis=0), training=True)
            loss = self.entropy(labels, logits)
        weights = self.discriminator.trainable_variables
        self.of_discriminator.apply(tape.gradient(loss, weights), weights)
        return loss

    def generator_loss(self, count: tf.Tensor) -> tf.Tensor:
        """The generator's step, towards logits of real images."""
        with tf.GradientTape() as tape:
            fakes = self.generator(self.latents(count), training=True)
            logits = self.discriminator(fakes, training=True)
            loss = self.entropy(tf.zeros((count, 1)), logits)
        weights = self.generator.trainable_variables
        self.of_generator.apply(tape.gradient(loss, weights), weights)
        return loss

    def latents(self, count: tf.Tensor) -> tf.Tensor:
        """Fresh z ~ N(0, I)."""
        return tf.random.normal([count, self.latent])
