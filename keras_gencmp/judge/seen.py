"""Digests of the images that a judge was fitted on, by which an image that it has seen is known.

An image's digest is the first 48 bits of SHA-256 of its bytes, in the size and channels of the
judge. Of 10,000 new images one passes for one of 50,000 known ones with a chance of 2e-6, and the
digests of MNIST's 50,000 images take 0.3 MB of the judge's file.
"""

from __future__ import annotations

import hashlib

import numpy as np

from keras_gencmp.data.images.resizing import PADDED_FROM, PADDED_TO

BYTES = 6  # of a digest


def no_digests() -> np.ndarray:
    """No digest, uint8 (0, 6)."""
    return np.empty((0, BYTES), np.uint8)


def digests(images: np.ndarray) -> np.ndarray:
    """The digest of each image, uint8 (n, 6), of images uint8 (n, h, w, c)."""
    shas = (hashlib.sha256(np.ascontiguousarray(image)).digest()[:BYTES] for image in images)
    return np.frombuffer(b"".join(shas), np.uint8).reshape(len(images), BYTES)


def is_among(images: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Whether each image, uint8 (n, h, w, c), has one of the ``known`` digests, bool (n,)."""
    if not len(known):
        return np.zeros(len(images), dtype=bool)
    return np.isin(as_numbers(digests(images)), as_numbers(known))


def as_numbers(rows: np.ndarray) -> np.ndarray:
    """Digests uint8 (n, 6) as integers uint64 (n,), the first byte the most significant."""
    padded = np.zeros((len(rows), 8), np.uint8)
    padded[:, -BYTES:] = rows
    return padded.view(">u8")[:, 0].astype(np.uint64)


def comes_back(shape: tuple[int, ...], own: tuple[int, ...]) -> bool:
    """Whether images of a judge's ``own`` shape, brought to ``shape``, come back bit for bit.

    Padding and repeated channels are undone without loss, and resampling is not.
    """
    side, to = own[0], shape[0]
    return own[2] <= shape[2] and (side == to or (side, to) == (PADDED_FROM, PADDED_TO))
