"""A SavedModel as a model: what its endpoints offer, under the names that a run's model has."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from keras_gencmp.errors import UserError
from keras_gencmp.exports import saved_model
from keras_gencmp.models.inference import in_chunks


class LoadedModel:
    """The endpoints of an export: sampling, decoding and, with an encoder, codes of images.

    Images are float32 (n, h, w, c) in [0, 1]; labels are class numbers (n,), or None.
    """

    def __init__(self, path: Path) -> None:
        self.path, self.endpoints = path, saved_model.load(path)
        inputs = self._inputs("decode")
        self.latent = int(inputs["z"].shape[-1])
        self.conditional = "labels" in inputs
        self.has_encoder = hasattr(self.endpoints, "encode")

    @property
    def image_shape(self) -> tuple[int, int, int]:
        """Height, width and channels of the images."""
        z = tf.zeros((1, self.latent))
        labels = [tf.zeros((1,), tf.int32)] if self.conditional else []
        height, width, channels = self.endpoints.decode(z, *labels).shape[1:]
        return int(height), int(width), int(channels)

    def sample(self, count: int, seed: int = 0) -> np.ndarray:
        """Images (count, h, w, c) from the prior, as :func:`saved_model.drawn` draws them."""
        return saved_model.drawn(self.endpoints, self.path, count, seed)

    def decode_many(self, z: Any, labels: Any = None) -> np.ndarray:
        """Images of latents (n, latent)."""
        return self._call("decode", z, labels)

    def encode(self, images: np.ndarray, labels: Any = None) -> np.ndarray:
        """Posterior means (n, latent) of images."""
        self.require_encoder()
        return self._call("encode", images, labels)

    def reconstruct(self, images: np.ndarray, labels: Any = None) -> np.ndarray:
        """Images decoded from the posterior means of images."""
        self.require_encoder()
        return self._call("reconstruct", images, labels)

    def require_encoder(self) -> None:
        """UserError for an export of a model without an encoder."""
        if not self.has_encoder:
            raise UserError(f"{self.path} has no encoder: export a model with one, such as vae")

    def _call(self, name: str, rows: Any, labels: Any) -> np.ndarray:
        arrays = [np.asarray(rows, "float32")]
        if self.conditional:
            if labels is None:
                raise UserError(f"{self.path} needs the class of each image: give --labels FILE")
            arrays.append(np.asarray(labels, "int32"))
        return in_chunks(getattr(self.endpoints, name), *arrays)

    def _inputs(self, name: str) -> dict[str, Any]:
        if name not in self.endpoints.signatures:
            raise UserError(
                f"{self.path} has no endpoint named {name}: name a folder written by gencmp export"
            )
        return dict(self.endpoints.signatures[name].structured_input_signature[1])
