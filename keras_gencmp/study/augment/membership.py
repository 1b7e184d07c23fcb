"""Membership inference: whether samples tell training images from others of their distribution."""

from __future__ import annotations

import math

import numpy as np
from scipy.stats import rankdata

from keras_gencmp.judge.judge import Judge
from keras_gencmp.metrics.distances import nearest
from keras_gencmp.metrics.estimate import Estimate, interval


def membership_auc(
    judge: Judge, samples: np.ndarray, training: np.ndarray, others: np.ndarray
) -> Estimate:
    """The area under the ROC curve of the attack that takes images near a sample for members.

    An image's score is minus its distance to the nearest sample in the judge's features (Hilprecht
    et al. 2019; Chen et al. 2020). 0.5: the samples give nothing away; 1: training images are told
    from others for sure. The judge knows both kinds of images, so that it favours neither.
    """
    features = judge.features(samples)
    distances = [
        nearest(judge.features(images), features).distances[:, 0] for images in (training, others)
    ]
    return auc(-distances[0], -distances[1])


def auc(members: np.ndarray, others: np.ndarray) -> Estimate:
    """P(a member's score is above another's) with the interval of Hanley and McNeil (1982)."""
    n, m = len(members), len(others)
    ranks = rankdata(np.concatenate([members, others]))
    area = float((ranks[:n].sum() - n * (n + 1) / 2) / (n * m))
    q1, q2 = area / (2 - area), 2 * area**2 / (1 + area)
    spread = area * (1 - area) + (n - 1) * (q1 - area**2) + (m - 1) * (q2 - area**2)
    return interval(area, math.sqrt(max(spread, 0.0) / (n * m)), n=n)
