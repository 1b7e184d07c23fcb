"""How the images of a TFDS dataset are decoded: range and colours, by a first look at them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from keras_gencmp.data.images.agreement import range_notices
from keras_gencmp.data.images.arrays import (
    Target,
    step_of_channels,
    steps_of_resizing,
)
from keras_gencmp.data.images.scaling import BYTES, Scale, scale_of
from keras_gencmp.data.options import Options
from keras_gencmp.data.sources.tfds_features import ImageFeatures
from keras_gencmp.data.summary import Reading


class Look(NamedTuple):
    """What images are like: lowest and highest value (2,), whether in colour (), and shape (3,)."""

    range: np.ndarray
    coloured: np.ndarray
    shape: np.ndarray


class Plan(NamedTuple):
    """How images are decoded."""

    features: ImageFeatures
    target: Target
    scale: Scale

    @property
    def key(self) -> tuple[object, ...]:
        """What the decoded images depend on, beside the files."""
        size, channels, options = self.target
        usual = options == Options() and self.scale == BYTES
        return (size, channels) if usual else (size, channels, options, self.scale)


def plan_of(
    look: Look, features: ImageFeatures, same_size: bool, target: Target
) -> tuple[Plan, Reading]:
    """The plan for images of 8 bits, and the account of it."""
    low, high = map(int, look.range)
    limits = target.options.limits
    scale = Scale(*limits) if limits else scale_of(np.dtype(np.uint8), low, high)
    coloured = bool(look.coloured)
    target = target._replace(channels=target.channels or (3 if coloured else 1))
    height, width, channels = map(int, look.shape)
    sizes = {(height, width)} if same_size else {(0, 0), (1, 0)}
    done = [
        step_of_channels(coloured, target.channels),
        "" if scale[:2] == BYTES[:2] else f"scaled from {scale}",
        *steps_of_resizing(sizes, target),
    ]
    size = f"{height} x {width}" if same_size else "different sizes"
    kinds = {1: "grey", 3: "RGB"}.get(channels, "")
    values = f"{low} to {high} (8 bits)"
    notices = range_notices(scale, (low, high), target.options)
    return Plan(features, target, scale), Reading(
        size,
        kinds,
        values,
        tuple(filter(None, done)),
        notices,
        min(height, width) if same_size else 0,
    )
