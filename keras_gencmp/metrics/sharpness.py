"""Sharpness of images: the variance of their Laplacian (Pech-Pacheco et al. 2000)."""

from typing import NamedTuple

import numpy as np

from keras_gencmp.metrics import checks


class Sharpness(NamedTuple):
    """Mean variance of the Laplacian of real and of generated images, and generated / real."""

    real: float
    generated: float
    ratio: float


def sharpness(real: np.ndarray, generated: np.ndarray) -> Sharpness:
    """Mean sharpness of images in [0, 1] of shape (n, h, w, c), sides of 3 pixels at least.

    A ratio of 1 is as sharp as real, below 1 blurred; above 1 is noise or hard edges, not quality:
    pixel noise scores far above any photograph. Unbiased at every n. ValueError if all real images
    are flat.
    """
    means = [laplacian_variance(set_).mean() for set_ in (real, generated)]
    if means[0] == 0.0:
        raise ValueError("The real images are all flat, so no ratio to their sharpness exists.")
    return Sharpness(float(means[0]), float(means[1]), float(means[1] / means[0]))


def laplacian_variance(images: np.ndarray) -> np.ndarray:
    """Variance over pixels of the Laplacian, per image and averaged over channels, shape (n,).

    L(y, x) = I(y-1, x) + I(y+1, x) + I(y, x-1) + I(y, x+1) - 4 I(y, x), on inner pixels only, so
    that no rule for the border enters.
    """
    images = checks.images(images).astype(np.float64)
    if min(images.shape[1:3]) < 3:
        raise ValueError(f"A Laplacian needs 3 x 3 pixels at least, not {images.shape[1:3]}.")
    rows = images[:, :-2, 1:-1] + images[:, 2:, 1:-1]
    columns = images[:, 1:-1, :-2] + images[:, 1:-1, 2:]
    laplacian = rows + columns - 4.0 * images[:, 1:-1, 1:-1]
    return laplacian.var(axis=(1, 2)).mean(axis=-1)
