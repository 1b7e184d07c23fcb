"""Images on which the theory's small VAEs are trained: the bundled digits, and steps on them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf

from keras_gencmp.models.vae import VAE

SIDE, INK = 8, 16  # pixels along a side, and the greatest count of inked points in a pixel


def digits() -> np.ndarray:
    """1,797 digits of 8 x 8 pixels in [0, 1], float32 (n, 8, 8, 1)."""
    from sklearn.datasets import load_digits

    return (load_digits().images[..., None] / INK).astype(np.float32)


def fitting(model: VAE, images: np.ndarray, batch: int, seed: int) -> Callable[[int], None]:
    """A function that trains a compiled VAE for so many steps more, on random batches of images."""
    step: Any = tf.function(model.train_step)  # traced once
    labels, random = tf.zeros(batch, tf.int32), np.random.default_rng(seed)

    def fit(steps: int) -> None:
        for _ in range(steps):
            chosen = random.integers(0, len(images), batch)
            step((tf.constant(images[chosen]), labels))

    return fit
