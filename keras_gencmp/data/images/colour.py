"""Colour and transparency of images: whether there is any, and what shows through."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from PIL import Image

SPREAD = 16  # between the channels of a pixel above which it has a colour; scans differ by less
COLOURED = 0.001  # the share of such pixels in an image in colour
SAMPLED = 256  # images that are looked at
LUMA = np.array([0.299, 0.587, 0.114])  # ITU-R BT.601
BLOCK = 1000


def sample(count: int, most: int = SAMPLED) -> np.ndarray:
    """At most ``most`` indices, evenly spread over ``count``."""
    return np.unique(np.linspace(0, count - 1, min(count, most)).round().astype(int))


def in_colour(images: np.ndarray) -> bool:
    """Whether some image of uint8 (n, h, w, 1 or more) has pixels whose channels differ."""
    if images.shape[-1] < 3:
        return False
    rgb = images[..., :3].astype(np.int16)
    if images.shape[-1] == 4:
        rgb = np.where(images[..., 3:] > 0, rgb, 0)
    coloured = rgb.max(axis=-1) - rgb.min(axis=-1) > SPREAD
    return bool((coloured.mean(axis=(1, 2)) > COLOURED).any())


class Ink(NamedTuple):
    """What is drawn on a transparent image: brightness and opacity, each summed over its pixels."""

    brightness: float
    opacity: float
    transparent: bool


def ink(image: np.ndarray) -> Ink:
    """The ink of an image uint8 (h, w, 4)."""
    alpha = image[..., 3] / 255.0
    brightness = float(((image[..., :3] @ LUMA) * alpha).sum())
    return Ink(brightness, float(alpha.sum()), bool(alpha.min() < 1))


def background_for(inks: Iterable[Ink]) -> str | None:
    """The background that ink on transparency stands out from: "white" for dark ink, or "black".

    None where nothing is transparent.
    """
    seen = list(inks)
    if not any(each.transparent for each in seen):
        return None
    brightness = sum(each.brightness for each in seen)
    return "black" if brightness > 127.5 * sum(each.opacity for each in seen) else "white"


def flatten(images: np.ndarray, background: str) -> np.ndarray:
    """Images uint8 (n, h, w, 4) on an opaque background, as (n, h, w, 3)."""
    flat = np.empty((*images.shape[:3], 3), np.uint8)
    for first in range(0, len(images), BLOCK):
        block = np.ascontiguousarray(images[first : first + BLOCK])
        stack = Image.fromarray(block.reshape(-1, *block.shape[2:]))
        below = Image.new("RGBA", stack.size, background)
        merged = np.asarray(Image.alpha_composite(below, stack).convert("RGB"))
        flat[first : first + BLOCK] = merged.reshape(*block.shape[:3], 3)
    return flat
