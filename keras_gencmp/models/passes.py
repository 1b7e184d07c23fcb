"""Ways of passing images through networks: in blocks, and without moving their statistics."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import keras
import numpy as np
import tensorflow as tf

Tensor = Any
BATCH = 500  # images decoded at once when many are asked for: bounds the memory


def in_chunks(function: Callable[..., Tensor], first: np.ndarray, labels: Any = None) -> np.ndarray:
    """function(first, labels) over blocks of rows, joined again."""
    labels = None if labels is None else np.asarray(labels, "int32")
    blocks = range(0, len(first), BATCH)
    parts = [
        function(
            tf.constant(first[at : at + BATCH]),
            None if labels is None else tf.constant(labels[at : at + BATCH]),
        )
        for at in blocks
    ]
    return np.concatenate([np.asarray(part) for part in parts])


@contextmanager
def statistics_kept(*networks: keras.Model) -> Iterator[None]:
    """Networks used in training mode whose moving averages come out as they went in.

    The discriminator's step draws fakes with batch statistics, but only the generator's own step
    may move the generator's averages.
    """
    averages = [weight for network in networks for weight in network.non_trainable_weights]
    before = [tf.identity(weight.value) for weight in averages]
    yield
    for weight, value in zip(averages, before, strict=True):
        weight.assign(value)
