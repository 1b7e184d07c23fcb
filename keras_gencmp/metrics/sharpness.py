"""Sharpness of images: the variance of their Laplacian (Pech-Pacheco et al. 2000)."""

import numpy as np

from keras_gencmp.metrics import checks
from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.metrics.estimate import Estimate
from keras_gencmp.metrics.pixels import unit
from keras_gencmp.metrics.resampling import with_interval

BLOCK = 1_000  # images at once: the Laplacian takes several float64 copies


def sharpness(real_images: np.ndarray, images: np.ndarray, seed: int) -> Estimate:
    """Mean sharpness of images, bytes (n, h, w, c), as a share of that of real images.

    1 is as sharp as real, below 1 blurred; above 1 is noise or hard edges, not quality: pixel noise
    scores far above any photograph. Undefined if all real images are flat.
    """
    real, generated = _variances(real_images), _variances(images)
    if real.mean() == 0.0:
        raise Undefined("the real images are flat")

    def ratio(real: np.ndarray, generated: np.ndarray) -> float:
        return generated.mean() / real.mean()

    samples = [(real,), (generated,)]
    return with_interval(ratio(real, generated), ratio, samples, repeats=50, seed=seed)


def laplacian_variance(images: np.ndarray) -> np.ndarray:
    """Variance over pixels of the Laplacian, per image and averaged over channels, shape (n,).

    L(y, x) = I(y-1, x) + I(y+1, x) + I(y, x-1) + I(y, x+1) - 4 I(y, x), on inner pixels only, so
    that no rule for the border enters. Images are in [0, 1], with sides of 3 pixels at least.
    """
    images = checks.images(images).astype(np.float64)
    if min(images.shape[1:3]) < 3:
        raise Undefined(f"a Laplacian needs 3 x 3 pixels at least, not {images.shape[1:3]}")
    rows = images[:, :-2, 1:-1] + images[:, 2:, 1:-1]
    columns = images[:, 1:-1, :-2] + images[:, 1:-1, 2:]
    laplacian = rows + columns - 4.0 * images[:, 1:-1, 1:-1]
    return laplacian.var(axis=(1, 2)).mean(axis=-1)


def _variances(images: np.ndarray) -> np.ndarray:
    images = checks.byte_images(images)
    starts = range(0, len(images), BLOCK)
    return np.concatenate([laplacian_variance(unit(images[i : i + BLOCK])) for i in starts])
