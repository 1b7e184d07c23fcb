"""Modes of stacked MNIST, three digits as the channels of one image (Metz et al. 2017)."""

from typing import NamedTuple

import numpy as np
from scipy.special import entr

from keras_gencmp.metrics import checks


class Modes(NamedTuple):
    """The number of modes hit by one image or more, and KL(generated || uniform) in nats."""

    count: int
    kl: float


def stacked_modes(labels: np.ndarray, *, classes: int = 10) -> Modes:
    """Modes and KL from the judged digit of each channel, integers (n, channels) below ``classes``.

    There are classes ** channels modes, 1000 for three digits; KL = log(modes) - entropy. Published
    for n = 26,000, where a perfect model hits all and has KL of about (modes - 1) / (2 n) = 0.019.
    Noise hits modes too: print the judge's confidence beside them.
    """
    labels = np.asarray(labels)
    if labels.ndim != 2 or labels.size == 0:
        raise ValueError(f"The labels must have shape (n, channels), not {labels.shape}.")
    channels = [checks.labels(column, classes=classes) for column in labels.T]
    total = classes ** len(channels)
    modes = np.ravel_multi_index(channels, (classes,) * len(channels))
    counts = np.bincount(modes, minlength=total)
    entropy = entr(counts / counts.sum()).sum()
    return Modes(int((counts > 0).sum()), max(0.0, float(np.log(total) - entropy)))
