"""The judge: a fixed feature extractor and classifier, through which the scores compare images."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from scipy.special import softmax

from keras_gencmp.data.images.resizing import PADDED_FROM, PADDED_TO, resize
from keras_gencmp.judge.network import FEATURES
from keras_gencmp.judge.progress import progress
from keras_gencmp.judge.seen import is_among, no_digests
from keras_gencmp.models.inference import compiled, in_chunks

Tensor = Any


@dataclass(frozen=True)
class Judge:
    """A feature extractor and classifier with fixed weights.

    ``identity`` names its data and its weights: only scores of one identity can be compared.
    ``classes`` are the names of its classes; a judge of random weights, which extracts features but
    classifies nothing, has none. ``facts`` say what it was fitted to and how accurate it is.
    ``digests`` are those of the images that it was fitted on, uint8 (m, 6), where they are known.
    """

    identity: str
    classes: tuple[str, ...]
    network: keras.Model
    facts: Mapping[str, Any] = field(default_factory=dict)
    digests: np.ndarray = field(default_factory=no_digests, repr=False, compare=False)

    @property
    def image_shape(self) -> tuple[int, int, int]:
        """Height, width and channels of the images that the network takes."""
        return tuple(self.network.inputs[0].shape[1:])

    def features_and_probabilities(self, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Features (n, 128) float32 and class probabilities (n, classes) float64 of images.

        Images (n, h, w, c) are bytes, or floats in [0, 1], which are rounded to bytes first. Images
        of another size or number of channels are converted to the network's: see :func:`converted`.
        """
        pixels = converted(quantised(images), self.image_shape)
        with progress(f"features of {len(pixels):,} images", len(pixels)) as phase:

            def outputs(block: Tensor) -> Tensor:
                both = self._outputs(tf.cast(block, "float32") / 255)
                phase.advance(len(block))
                phase.log()
                return both

            features_and_logits = in_chunks(outputs, pixels)
        features, logits = np.split(features_and_logits, [FEATURES], axis=1)
        return features, softmax(logits.astype(np.float64), axis=1)

    def has_seen(self, images: np.ndarray) -> np.ndarray:
        """Whether it was fitted on each image, bool (n,), of bytes (n, h, w, c).

        Images of another size are compared as they are converted, so that padded images and
        repeated channels are known; what was resampled is not.
        """
        return is_among(converted(images, self.image_shape), self.digests)

    def features(self, images: np.ndarray) -> np.ndarray:
        """The activations before the logits, float32 (n, 128), which are 0 or more."""
        return self.features_and_probabilities(images)[0]

    def probabilities(self, images: np.ndarray) -> np.ndarray:
        """p(y|x) of each class, float64 (n, classes)."""
        return self.features_and_probabilities(images)[1]

    @cached_property
    def _outputs(self) -> Any:
        """The compiled network: features and logits side by side, (n, 128 + classes)."""
        return compiled(
            lambda images: tf.concat(self.network(images, training=False), axis=1),
            ((None, *self.image_shape), "float32"),
        )


def quantised(images: np.ndarray) -> np.ndarray:
    """Images as bytes: floats in [0, 1] are rounded to the nearest of 256 levels."""
    images = np.asarray(images)
    return images if images.dtype == np.uint8 else np.rint(images * 255.0).astype(np.uint8)


def converted(images: np.ndarray, shape: tuple[int, int, int]) -> np.ndarray:
    """Bytes (n, h, w, c) converted to the height, width and channels of a judge.

    32 x 32 images are cropped for a judge of 28 x 28, since they were padded by two pixels of
    background; all others are resampled.
    """
    if images.shape[1:3] == (PADDED_TO, PADDED_TO) and shape[:2] == (PADDED_FROM, PADDED_FROM):
        border = (PADDED_TO - PADDED_FROM) // 2
        images = np.ascontiguousarray(images[:, border:-border, border:-border])
    return resize(images, shape[0], shape[2])


def identity(name: str, weights: list[np.ndarray]) -> str:
    """The data's name and the first eight hexadecimal digits of SHA-256 of the weights."""
    sha = hashlib.sha256()
    for array in weights:
        sha.update(f"{array.dtype.str}{array.shape}".encode() + array.tobytes())
    return f"{name}-{sha.hexdigest()[:8]}"
