"""A gallery: generated images above the training images nearest to them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from matplotlib.figure import Figure

from keras_gencmp.evaluation.evaluated_model import EvaluatedModel
from keras_gencmp.evaluation.protocol import Protocol
from keras_gencmp.figures.grid import grid
from keras_gencmp.metrics.distances import nearest
from keras_gencmp.metrics.pixels import unit

COLUMNS = 10


def gallery(protocol: Protocol, evaluated: EvaluatedModel, pairs: int = COLUMNS) -> Figure:
    """As many generated images, each above its nearest training image in the judge's features."""
    few = replace(protocol, n=pairs)
    generated = protocol.image_set(evaluated.images(few))
    neighbours = nearest(generated.features, protocol.training).indices[:, 0]
    rows = np.concatenate([generated.images, protocol.sets.training.images[neighbours]])
    return grid(unit(rows), columns=pairs, row_labels=("generated", "nearest in training"))
