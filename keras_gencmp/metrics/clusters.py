"""How well a discrete code names the classes (InfoGAN; Chen et al. 2016, section 7.2)."""

from typing import NamedTuple

import numpy as np
from scipy.optimize import linear_sum_assignment

from keras_gencmp.metrics import checks


class ClusterError(NamedTuple):
    """The share of images misnamed, in [0, 1], and the class of each code (-1 for none)."""

    error: float
    classes: tuple[int, ...]


def cluster_error(labels: np.ndarray, codes: np.ndarray) -> ClusterError:
    """Error of the best one-to-one map from code to class, for labels (n,) and inferred codes (n,).

    1 - max over maps of mean 1[map(code) = label]. A map of many codes to one class would flatter:
    a code left without a class counts as error. Optimistic by the choice of the map, which matters
    only for n below some hundred. The published error of InfoGAN is 0.05 on MNIST.
    """
    labels = checks.labels(labels)
    codes = checks.labels(codes, "codes", rows=len(labels))
    table = np.zeros((codes.max() + 1, labels.max() + 1), dtype=np.int64)
    np.add.at(table, (codes, labels), 1)
    rows, columns = linear_sum_assignment(table, maximize=True)
    mapping = np.full(len(table), -1)
    mapping[rows] = columns
    return ClusterError(
        float(1.0 - table[rows, columns].sum() / len(labels)), tuple(mapping.tolist())
    )
