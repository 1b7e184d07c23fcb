"""Scores of pixels: sharpness, Parzen windows, and the modes of stacked digits."""

from __future__ import annotations

import numpy as np

from keras_gencmp.evaluation.intervals import spread
from keras_gencmp.evaluation.protocol import ImageSet, Protocol, unit
from keras_gencmp.evaluation.score import Score, around
from keras_gencmp.judge import file, lookup
from keras_gencmp.metrics.modes import stacked_modes
from keras_gencmp.metrics.parzen import parzen_log_likelihood
from keras_gencmp.metrics.sharpness import laplacian_variance

WIDTHS = 500  # test images on which the width of the Parzen windows is chosen
BLOCK = 1_000
WINDOWS = 1_000  # test images under the windows


def sharpness(protocol: Protocol, made: ImageSet) -> list[Score]:
    """Variance of the Laplacian as a share of that of real images."""
    sides = [_edges(set_.images) for set_ in (protocol.real, made)]
    if sides[0].mean() == 0.0:
        raise ValueError("the real images are flat")
    found = spread(
        lambda real, generated: generated.mean() / real.mean(),
        *((side,) for side in sides),
        halves=False,
        seed=protocol.seed,
    )
    return [Score("sharpness", *found.at(), len(made.images))]


def parzen(protocol: Protocol, made: ImageSet) -> list[Score]:
    """Log-likelihood of test images under Gaussian windows on n generated; not for ranking.

    The width is chosen on other test images: on training images, a copy of which somebody may have
    generated, the narrowest would win.
    """
    real = flat(protocol.real.images[: WINDOWS + WIDTHS])
    tested, validation = np.split(real, [len(real) * WINDOWS // (WINDOWS + WIDTHS)])
    found = parzen_log_likelihood(tested, flat(made.images), validation=validation)
    detail = {"sigma": found.sigma}
    score = around("parzen", *found[:2], len(made.images), detail=detail)
    return [score]


def modes(protocol: Protocol, made: ImageSet) -> list[Score]:
    """Modes hit by stacked digits, three to an image, judged one by one by MNIST's judge."""
    if made.images.shape[-1] != 3:
        raise ValueError("stacked digits have three channels")
    judge = file.read(lookup.shipped("mnist"))
    seen = [judge.probabilities(made.images[..., k : k + 1]) for k in range(3)]
    found = stacked_modes(np.stack([each.argmax(axis=1) for each in seen], axis=1))
    confidence = float(np.mean([each.max(axis=1).mean() for each in seen]))
    note, n = f"the judge's confidence is {confidence:.2f}", len(made.images)
    return [
        Score("modes", found.count, n=n, judge=judge.identity, note=note),
        Score("modes_kl", found.kl, n=n, judge=judge.identity, note=note),
    ]


def _edges(images: np.ndarray) -> np.ndarray:
    """The variance of the Laplacian of each image, in blocks: it takes several float64 copies."""
    starts = range(0, len(images), BLOCK)
    return np.concatenate([laplacian_variance(unit(images[i : i + BLOCK])) for i in starts])


def flat(images: np.ndarray) -> np.ndarray:
    """Images as rows of pixels in [0, 1]."""
    return unit(images).reshape(len(images), -1)
