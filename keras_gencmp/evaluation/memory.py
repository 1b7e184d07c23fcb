"""Scores of memorisation: whether generated images are copies of training images."""

from __future__ import annotations

import numpy as np

from keras_gencmp.evaluation.protocol import ImageSet, Protocol
from keras_gencmp.evaluation.score import Score, around
from keras_gencmp.metrics.distances import nearest
from keras_gencmp.metrics.memorisation import copying_score

ROWS = 2_000  # generated images that are held against every training image
COPYING = -3.0  # below this C_T is copying (Meehan et al. 2020)
# A share of authentic images below this part of the real one is copying too.
AUTHENTIC = 0.5


def memorisation(protocol: Protocol, made: ImageSet) -> list[Score]:
    """AuthPct and C_T of 2,000 generated images.

    They are held against all training images, not against a subset of 10,000: a copy of an image
    outside of the subset would pass for new. The images kept from the judge are left out, since
    they stand among the held-out ones.
    """
    generated, held = made.features[:ROWS], protocol.real.features[:ROWS]
    fresh = authentic(protocol.training, generated)
    share, n = float(fresh.mean()), len(fresh)
    z_score = copying_score(protocol.training, held, generated, seed=protocol.seed)
    return [
        around("auth_pct", 100 * share, 100 * (share * (1 - share) / n) ** 0.5, n),
        around("copying", z_score, 1.0, n, note="copies" if z_score < COPYING else ""),
    ]


def authentic(train: np.ndarray, generated: np.ndarray) -> np.ndarray:
    """Whether each generated row is farther from its nearest training row than that from its own.

    The mean is AuthPct / 100 of ``metrics.memorisation.auth_pct``, from the neighbours of those
    training rows alone that are nearest to something: seconds instead of minutes at 50,000 rows.
    """
    found = nearest(generated, train)
    rows, places = np.unique(found.indices[:, 0], return_inverse=True)
    # The nearest of a training row is itself, or its double: the second nearest is its neighbour.
    own = nearest(train[rows], train, 2).distances[:, 1]
    return found.distances[:, 0] > own[places]
