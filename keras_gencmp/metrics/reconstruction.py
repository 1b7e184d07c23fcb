"""How near a reconstruction is to its image: MSE, PSNR and SSIM, per image and on average.

Reconstructions are decoded from the posterior mean, not from a draw. Means over images are unbiased
at every n.
"""

import numpy as np
from scipy.ndimage import correlate1d

from keras_gencmp.metrics import checks, estimate
from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.metrics.estimate import Columns

ROWS = 5_000
# A window of 7 pixels: 11, the paper's, leaves little of a side of 28.
WINDOW = 7
# Images at once: filtering makes some ten float64 copies.
BLOCK = 256


def reconstruction(
    model_inputs: np.ndarray, reconstructions: np.ndarray, binarisation: str
) -> Columns:
    """MSE, PSNR in dB and SSIM of 5,000 images in [0, 1], (n, h, w, c), and their reconstructions.

    Undefined if an image is reproduced exactly: no mean of an infinite PSNR exists.
    """
    pair = model_inputs[:ROWS], reconstructions[:ROWS]
    decibels = psnr(*pair)
    if np.isinf(decibels).any():
        raise Undefined("an image is reproduced exactly, so its PSNR is infinite and has no mean")
    note = "" if binarisation == "none" else f"{binarisation} binarisation"
    scores = {"mse": mse(*pair), "psnr": decibels, "ssim": ssim(*pair)}
    return {name: estimate.mean(values, note=note) for name, values in scores.items()}


def mse(real: np.ndarray, reconstructed: np.ndarray) -> np.ndarray:
    """Mean squared error over the pixels of each image, shape (n,), in [0, 1]."""
    real, reconstructed = _checked(real, reconstructed)
    errors = np.square(real.astype(np.float64) - reconstructed)
    return errors.mean(axis=(1, 2, 3))


def psnr(real: np.ndarray, reconstructed: np.ndarray) -> np.ndarray:
    """Peak signal-to-noise ratio of each image in dB, -10 log10(MSE) for a peak of 1; (n,).

    Infinite where the image is reproduced exactly.
    """
    with np.errstate(divide="ignore"):
        return -10.0 * np.log10(mse(real, reconstructed))


def ssim(real: np.ndarray, reconstructed: np.ndarray) -> np.ndarray:
    """Structural similarity of each image, shape (n,), in [-1, 1] (Wang et al. 2004, equation 13).

    (2 m_x m_y + .01^2)(2 s_xy + .03^2) / ((m_x^2 + m_y^2 + .01^2)(s_x^2 + s_y^2 + .03^2)), for a
    range of 1, with moments weighted by a Gaussian of 1.5 pixels cut to 7 x 7, averaged over the
    pixels where the window fits and over channels. Symmetric. Undefined for images smaller than
    the window.
    """
    real, reconstructed = _checked(real, reconstructed)
    if min(real.shape[1:3]) < WINDOW:
        raise Undefined(f"SSIM needs {WINDOW} x {WINDOW} pixels at least, not {real.shape[1:3]}")
    starts = range(0, len(real), BLOCK)
    blocks = [_ssim(real[i : i + BLOCK], reconstructed[i : i + BLOCK]) for i in starts]
    return np.concatenate(blocks)


def _ssim(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    x, y = x.astype(np.float64), y.astype(np.float64)
    mean_x, mean_y = _window(x), _window(y)
    variances = _window(x * x + y * y) - mean_x**2 - mean_y**2
    covariance = _window(x * y) - mean_x * mean_y
    light = (2.0 * mean_x * mean_y + 1e-4) / (mean_x**2 + mean_y**2 + 1e-4)
    return (light * (2.0 * covariance + 9e-4) / (variances + 9e-4)).mean(axis=(1, 2, 3))


def _window(images: np.ndarray) -> np.ndarray:
    """Weighted means of the windows that lie within the images."""
    half = WINDOW // 2
    weights = np.exp(-0.5 * np.square(np.arange(-half, half + 1) / 1.5))
    weights /= weights.sum()
    smooth = correlate1d(correlate1d(images, weights, axis=1), weights, axis=2)
    return smooth[:, half:-half, half:-half]


def _checked(real: np.ndarray, reconstructed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    names = ("images", "reconstructions")
    real, reconstructed = checks.images(real, names[0]), checks.images(reconstructed, names[1])
    checks.same_shape(real, reconstructed, names)
    return real, reconstructed
