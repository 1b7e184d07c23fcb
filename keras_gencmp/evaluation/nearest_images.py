"""A gallery: generated images above the training images nearest to them, for the eye."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from keras_gencmp.evaluation.evaluated_model import EvaluatedModel
from keras_gencmp.evaluation.protocol import Protocol, unit
from keras_gencmp.figures.grid import grid
from keras_gencmp.metrics.memorisation import training_neighbours

COLUMNS = 10


def gallery(protocol: Protocol, evaluated: EvaluatedModel, pairs: int = COLUMNS) -> Figure:
    """As many generated images, each above its nearest training image in the judge's features."""
    few = Protocol(protocol.splits, pairs, protocol.seed)
    made = protocol.observe(*evaluated.images(few))
    found = training_neighbours(protocol.training, made.features).indices[:, 0]
    rows = np.concatenate([made.images, protocol.parts.fitting.images[found]])
    return grid(unit(rows), columns=pairs, row_labels=("generated", "nearest in training"))
