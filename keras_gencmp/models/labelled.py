"""The labelled images of a semi-supervised training: which ones, and how they are drawn."""

from typing import Any

import numpy as np
import tensorflow as tf

from keras_gencmp import noise
from keras_gencmp.errors import UserError

Tensor = Any
Labelled = tuple[Tensor, Tensor]  # images (n, h, w, c) in [0, 1] and their classes (n,)


def of_each_class(split: Any, count: int, draw: int, classes: int, mend: str) -> Labelled:
    """Images of each class of a split, equally many, ``count`` together; draws are disjoint.

    Draw 0 takes the first of each class, draw 1 as many after these. ``split`` has uint8 images and
    integer labels. UserError where that cannot be, with ``mend``.
    """
    each, rest = divmod(count, classes)
    window = slice(draw * each, (draw + 1) * each)
    rows = [np.flatnonzero(split.labels == label)[window] for label in range(classes)]
    if rest or split.labels.max() >= classes or min(map(len, rows)) < max(each, 1):
        which = f" in draw {draw} (model.label_draw)" if draw else ""
        lower = "lower model.label_draw, " if draw else ""
        raise UserError(
            f"no {count} labels, equally many of {classes} classes{which}: {lower}{mend}"
        )
    chosen = np.concatenate(rows)
    images = np.asarray(split.images[chosen], "float32") / 255
    return tf.constant(images), tf.constant(split.labels[chosen], "int32")


def drawn(labelled: Labelled | None, count: int | Tensor, seed: Tensor) -> Labelled:
    """``count`` of the labelled images with their classes, drawn with replacement."""
    if labelled is None:
        raise UserError("call prepare(split) before training: it chooses the labelled images")
    rows = noise.integers([count], seed, int(labelled[1].shape[0]))
    images, classes = (tf.gather(part, rows) for part in labelled)
    return images, classes
