"""Binarisation of grey images, for likelihoods of binary pixels."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from keras_gencmp.errors import UserError

# From images uint8 (b, h, w, c) and the position of the first in the stream to pixels 0 and 255.
Binarise = Callable[[np.ndarray, int], np.ndarray]

STREAMS = {"training": 0, "evaluation": 1}
# One step of the Philox counter yields four words of 64 bits, hence eight float32 numbers.
DRAWS_PER_COUNT = 8


def binariser(kind: str, seed: int, stream: str) -> Binarise:
    """The binarisation called ``kind``, a function of images and their position in ``stream``.

    ``none`` leaves the images, ``threshold`` is x > 0.5, and ``dynamic`` draws every pixel anew
    from a Bernoulli distribution with the mean x (Salakhutdinov and Murray, 2008). UserError for
    another name.
    """
    if kind == "none":
        return lambda images, position: images
    if kind == "threshold":
        return lambda images, position: _black_and_white(images > 127)
    if kind != "dynamic":
        raise UserError(f"unknown binarisation {kind!r}: choose from none, threshold, dynamic")

    def dynamic(images: np.ndarray, position: int) -> np.ndarray:
        draws = uniforms(images.shape, position, seed, STREAMS[stream])
        return _black_and_white(255 * draws < images)

    return dynamic


def as_trained(images: np.ndarray, kind: str, seed: int) -> np.ndarray:
    """Images as a model was trained on them, the same ones at every call.

    Dynamic binarisation draws the noise of evaluation, which is none that was trained on.
    """
    return binariser(kind, seed, "evaluation")(images, 0)


def uniforms(shape: tuple[int, ...], position: int, seed: int, stream: int) -> np.ndarray:
    """Uniform float32 numbers in [0, 1) of ``shape``, (images, ...), from ``position`` on.

    Image k of a stream owns a range of the counter of Philox, keyed by seed and stream: its
    numbers do not depend on how the stream is cut into batches (Salmon et al., 2011).
    """
    count, pixels = shape[0], int(np.prod(shape[1:]))
    counts_per_image = -(-pixels // DRAWS_PER_COUNT)
    philox = np.random.Philox(
        key=np.array([seed, stream], np.uint64), counter=position * counts_per_image
    )
    drawn = (count, counts_per_image * DRAWS_PER_COUNT)
    return np.random.Generator(philox).random(drawn, np.float32)[:, :pixels].reshape(shape)


def _black_and_white(pixels: np.ndarray) -> np.ndarray:
    """True as 255 and False as 0."""
    return np.multiply(pixels, 255, dtype=np.uint8)
