"""Images as bytes, uint8 (n, height, width, channels), in the forms that metrics compute with."""

import numpy as np


def unit(images: np.ndarray) -> np.ndarray:
    """Bytes as float32 in [0, 1]."""
    return images.astype("float32") / 255


def flat(images: np.ndarray) -> np.ndarray:
    """Bytes as rows of pixels in [0, 1], float32 (n, pixels)."""
    return unit(images).reshape(len(images), -1)
