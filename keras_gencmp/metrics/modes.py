"""Modes of stacked MNIST, three digits as the channels of one image (Metz et al. 2017)."""

from typing import NamedTuple

import numpy as np
from scipy.special import entr

from keras_gencmp.metrics import checks
from keras_gencmp.metrics.estimate import Columns, Estimate


class Modes(NamedTuple):
    """The number of modes hit by one image or more, and KL(generated || uniform) in nats."""

    count: int
    kl: float


def modes(channel_probabilities: np.ndarray) -> Columns:
    """Modes hit by stacked digits, and their KL to the uniform distribution in nats.

    ``channel_probabilities`` (n, channels, 10) are those of the digits, each channel classified by
    itself. Noise hits modes too: the note states the mean confidence.
    """
    probabilities = checks.array(channel_probabilities, "probabilities", "n, channels, digits")
    hit = stacked_modes(probabilities.argmax(axis=2), classes=probabilities.shape[2])
    confidence = np.mean(probabilities.max(axis=2).mean(axis=0))
    note = f"the judge's confidence is {confidence:.2f}"
    return {"modes": Estimate(hit.count, note=note), "modes_kl": Estimate(hit.kl, note=note)}


def stacked_modes(labels: np.ndarray, *, classes: int = 10) -> Modes:
    """Modes and KL from the digit of each channel, integers (n, channels) below ``classes``.

    There are classes ** channels modes, 1000 for three digits; KL = log(modes) - entropy. Published
    for n = 26,000, where a perfect model hits all and has KL of about (modes - 1) / (2 n) = 0.019.
    """
    labels = np.asarray(labels)
    if labels.ndim != 2 or labels.size == 0:
        raise ValueError(f"the labels must have shape (n, channels), not {labels.shape}")
    channels = [checks.labels(column, classes=classes) for column in labels.T]
    total = classes ** len(channels)
    indices = np.ravel_multi_index(channels, (classes,) * len(channels))
    counts = np.bincount(indices, minlength=total)
    entropy = entr(counts / counts.sum()).sum()
    return Modes(int((counts > 0).sum()), max(0.0, float(np.log(total) - entropy)))
