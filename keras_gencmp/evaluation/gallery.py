"""A gallery: generated images above the training images nearest to them, for the eye."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from keras_gencmp.evaluation.scene import Scene, unit
from keras_gencmp.evaluation.subject import Subject
from keras_gencmp.figures.grid import grid
from keras_gencmp.metrics.memorisation import training_neighbours

COLUMNS = 10


def gallery(scene: Scene, subject: Subject, pairs: int = COLUMNS) -> Figure:
    """As many generated images, each above its nearest training image in the judge's features."""
    few = Scene(scene.splits, pairs, scene.seed)
    made = scene.observe(*subject.images(few))
    found = training_neighbours(scene.training, made.features).indices[:, 0]
    rows = np.concatenate([made.images, scene.parts.fitting.images[found]])
    return grid(unit(rows), columns=pairs, row_labels=("generated", "nearest in training"))
