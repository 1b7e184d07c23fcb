"""The judge: the classifier whose features and class probabilities the sample metrics use."""

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

from keras_gencmp.data.resizing import PADDED_FROM, PADDED_TO, resize
from keras_gencmp.judge.network import FEATURES
from keras_gencmp.models.passes import compiled, in_chunks

RANDOM = "random"


@dataclass(frozen=True)
class Judge:
    """A fixed network that looks at images; scores under two judges cannot be compared.

    ``identity`` is its data's name and the digest of its weights. ``classes`` is empty for a judge
    of random weights, which has features but no opinion. ``facts`` says how it was made and how
    well it classifies the test split.
    """

    identity: str
    classes: tuple[str, ...]
    network: keras.Model
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def shape(self) -> tuple[int, int, int]:
        """Height, width and channels of the images that the network takes."""
        return tuple(self.network.inputs[0].shape[1:])

    def look(self, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Features (n, 128) and class probabilities (n, classes), of images in bytes or [0, 1].

        Floats are rounded to bytes first. Images of another size or colour than the judge's are
        brought to it; two pixels of background are cut off 32 pixels where the judge has 28.
        """
        pixels = shaped(quantised(images), self.shape)
        both = in_chunks(lambda block: self._joined(tf.cast(block, "float32") / 255), pixels)
        return both[:, :FEATURES], softmax(both[:, FEATURES:].astype(np.float64), axis=1)

    def features(self, images: np.ndarray) -> np.ndarray:
        """The 128 activations before the logits, float32 (n, 128), none below 0."""
        return self.look(images)[0]

    def probabilities(self, images: np.ndarray) -> np.ndarray:
        """p(y|x), (n, classes), float64."""
        return self.look(images)[1]

    @cached_property
    def _joined(self) -> Any:
        return compiled(
            lambda images: tf.concat(self.network(images, training=False), axis=1),
            ((None, *self.shape), "float32"),
        )


def quantised(images: np.ndarray) -> np.ndarray:
    """Images as bytes: floats in [0, 1] are rounded to the nearest of 256 levels."""
    images = np.asarray(images)
    return images if images.dtype == np.uint8 else np.rint(images * 255.0).astype(np.uint8)


def shaped(images: np.ndarray, shape: tuple[int, int, int]) -> np.ndarray:
    """Bytes (n, h, w, c) brought to the height, width and channels of a judge."""
    if images.shape[1:3] == (PADDED_TO, PADDED_TO) and shape[:2] == (PADDED_FROM, PADDED_FROM):
        border = (PADDED_TO - PADDED_FROM) // 2
        images = np.ascontiguousarray(images[:, border:-border, border:-border])
    return resize(images, shape[0], shape[2])


def identity(name: str, weights: list[np.ndarray]) -> str:
    """A judge's name: that of its data, and eight hexadecimal digits of SHA-256 of its weights."""
    sha = hashlib.sha256()
    for array in weights:
        sha.update(f"{array.dtype.str}{array.shape}".encode() + array.tobytes())
    return f"{name}-{sha.hexdigest()[:8]}"
