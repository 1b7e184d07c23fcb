"""Inference over any number of rows: graphs that are traced once, and chunks that bound memory."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
import tensorflow as tf

Tensor = Any
BATCH = 500  # images decoded at once when many are asked for: bounds the memory


def compiled(function: Callable[..., Tensor], *inputs: tuple[Sequence[int | None], str]) -> Any:
    """The function as a graph that is traced once, for inputs of these shapes and types.

    None in a shape stands for any length: a function of rows has it in front.
    """
    # TensorFlow counts the traces of equal code together, and warns of those of several models; a
    # partial stands for itself.
    return tf.function(partial(function), input_signature=[tf.TensorSpec(*each) for each in inputs])


def in_chunks(function: Callable[..., Tensor], *arrays: np.ndarray) -> np.ndarray:
    """function(*arrays) over blocks of rows, joined again."""
    blocks = range(0, len(arrays[0]), BATCH)
    parts = [function(*(tf.constant(each[at : at + BATCH]) for each in arrays)) for at in blocks]
    return np.concatenate([np.asarray(part) for part in parts])
