"""The classifiers of an augmentation study: one network, and equally many steps in every arm."""

from __future__ import annotations

import keras
import numpy as np
import tensorflow as tf

from keras_gencmp.data import Split
from keras_gencmp.judge.augmentation import augmented
from keras_gencmp.judge.network import network
from keras_gencmp.metrics.pixels import unit
from keras_gencmp.models.inference import in_chunks

BATCH, LEARNING_RATE = 64, 2e-3


def trained(split: Split, classes: int, steps: int, seed: int, augment: bool) -> keras.Model:
    """A network of a judge, from images to logits, after so many steps on batches drawn at random.

    Adam's learning rate falls along a cosine. With ``augment`` every batch is shifted, rotated and
    resized at random.
    """
    model = network(split.images.shape[1:], classes, seed)
    model = keras.Model(model.inputs, model.outputs[1])
    model.compile(
        keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(LEARNING_RATE, steps)),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    model.fit(_batches(split, steps, seed, augment), steps_per_epoch=steps, verbose=0)
    return model


def _batches(split: Split, steps: int, seed: int, augment: bool) -> tf.data.Dataset:
    """Batches of images drawn with replacement, as a pure function of the seed."""
    chosen = np.random.default_rng(seed).integers(len(split.labels), size=(steps, BATCH))
    images, labels = tf.constant(split.images), tf.constant(split.labels)

    def batch(step: tf.Tensor, rows: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        x = tf.cast(tf.gather(images, rows), tf.float32) / 255.0
        return augmented(x, step, seed) if augment else x, tf.gather(labels, rows)

    return tf.data.Dataset.from_tensor_slices(chosen).enumerate().map(batch).prefetch(2)


def recalls(model: keras.Model, split: Split, classes: int) -> list[float]:
    """The share of the test images of each class that is classified right; NaN without images."""
    logits = in_chunks(lambda x: model(x, training=False), unit(split.images))
    right = logits.argmax(axis=1) == split.labels
    return [
        float(right[split.labels == label].mean()) if (split.labels == label).any() else np.nan
        for label in range(classes)
    ]
