"""The classifiers of an augmentation study: one network, and equally many steps in every arm.

Those of the score ``cas`` (``evaluation/cas.py``) are others on purpose: they train by epochs,
always on augmented images, and average their weights, to judge one set of images. Here arms of
different sizes and without augmentation are compared, and nothing else may differ.
"""

from __future__ import annotations

from functools import cache

import keras
import numpy as np
import tensorflow as tf

from keras_gencmp.data import Split
from keras_gencmp.errors import UserError
from keras_gencmp.judge.augmentation import augmented
from keras_gencmp.judge.network import network
from keras_gencmp.metrics.pixels import unit
from keras_gencmp.models.inference import in_chunks
from keras_gencmp.study.files import ANEW

BATCH, LEARNING_RATE = 64, 2e-3


def trained(split: Split, classes: int, steps: int, seed: int, augment: bool) -> keras.Model:
    """A network of a judge, from images to logits, after so many steps on batches drawn at random.

    Adam's learning rate falls along a cosine. With ``augment`` every batch is shifted, rotated and
    resized at random. The model is good until the next one is trained: all share one compiled
    step, as tracing it takes longer than a short training.
    """
    shape = split.images.shape[1:]
    model = _compiled(shape, classes, steps)
    _start_anew(model, _classifier(shape, classes, seed))
    batches = _batches(split, steps, seed, augment)
    model.fit(batches, steps_per_epoch=steps, shuffle=False, verbose=0)
    return model


@cache
def _compiled(shape: tuple[int, int, int], classes: int, steps: int) -> keras.Model:
    model = _classifier(shape, classes, 0)
    optimizer = keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(LEARNING_RATE, steps))
    optimizer.build(model.trainable_variables)
    model.compile(optimizer, keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return model


def _classifier(shape: tuple[int, int, int], classes: int, seed: int) -> keras.Model:
    model = network(shape, classes, seed)
    return keras.Model(model.inputs, model.outputs[1])


def _start_anew(model: keras.Model, fresh: keras.Model) -> None:
    """Give a model the state of a fresh one, dropout's included, and its optimizer that of none."""
    own = [*model.weights, *_seeds(model)]
    for variable, value in zip(own, [*fresh.weights, *_seeds(fresh)], strict=True):
        variable.assign(value)
    for variable in model.optimizer.variables:
        variable.assign(keras.ops.zeros_like(variable))


def _seeds(model: keras.Model) -> list[keras.Variable]:
    """The states of the layers' random generators."""
    generators = [getattr(layer, "seed_generator", None) for layer in model.layers]
    return [generator.state for generator in generators if generator is not None]


def _batches(split: Split, steps: int, seed: int, augment: bool) -> tf.data.Dataset:
    """Batches of images drawn with replacement, as a pure function of the seed."""
    chosen = np.random.default_rng(seed).integers(len(split.labels), size=(steps, BATCH))
    images, labels = tf.constant(split.images), tf.constant(split.labels)

    def batch(step: tf.Tensor, rows: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        x = tf.cast(tf.gather(images, rows), tf.float32) / 255.0
        return augmented(x, step, seed) if augment else x, tf.gather(labels, rows)

    return tf.data.Dataset.from_tensor_slices(chosen).enumerate().map(batch).prefetch(2)


def right(model: keras.Model, split: Split) -> np.ndarray:
    """Whether each image is classified right, (images,) bool."""
    logits = in_chunks(lambda x: model(x, training=False), unit(split.images))
    return np.asarray(logits.argmax(axis=1) == split.labels)


def recalls(found: np.ndarray, labels: np.ndarray, classes: int) -> list[float]:
    """The share of the images of each class that are right; NaN without images."""
    return [
        float(found[labels == label].mean()) if (labels == label).any() else np.nan
        for label in range(classes)
    ]


def as_text(found: np.ndarray) -> str:
    """Which images are right, as a file holds it: "1" for each of them, "0" for each other."""
    return "".join("1" if each else "0" for each in found)


def from_text(text: str, images: int) -> np.ndarray:
    """What :func:`as_text` wrote, (images,) float; UserError where it is of other images."""
    if len(text) != images or set(text) - {"0", "1"}:
        raise UserError(f"a result of this study is not of {images} test images: {ANEW}")
    return np.array([each == "1" for each in text], float)
