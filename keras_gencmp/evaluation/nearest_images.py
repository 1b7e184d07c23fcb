"""A gallery: generated images above the training images nearest to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

import numpy as np
from matplotlib.figure import Figure

from keras_gencmp.evaluation.evaluated_model import EvaluatedModel
from keras_gencmp.evaluation.loading import LoadedMetric
from keras_gencmp.evaluation.protocol import Protocol
from keras_gencmp.evaluation.results import unless_read_only
from keras_gencmp.evaluation.score import Score
from keras_gencmp.figures.grid import grid
from keras_gencmp.figures.saving import save
from keras_gencmp.figures.titles import add_title
from keras_gencmp.inspection.run_titles import run_title
from keras_gencmp.metrics.distances import nearest
from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.metrics.pixels import unit
from keras_gencmp.runs.run import Run

COLUMNS = 10
SMALL = 5_000  # training images up to which every evaluation has the gallery


def keep_picture(
    protocol: Protocol,
    evaluated: EvaluatedModel,
    run: Run,
    metrics: Sequence[LoadedMetric],
    known: Mapping[str, Score],
) -> str:
    """Write the gallery of a run where scores are new; the file for a small dataset, "" for others.

    New are scores that compare with training images and, of a small dataset, where these are often
    not defined and the gallery is the control, all that is not ``known``. Of a run that the user
    may only read none is kept: a line says so.
    """
    file, small = run.figures / "nearest.png", len(protocol.sets.training.labels) <= SMALL
    new = [each for each in metrics if not each.is_in(known)]
    compared = any("training_features" in each.parameters for each in new)
    if compared or (small and (new or not file.exists())):
        with suppress(Undefined):  # images that hold a NaN have no neighbours
            figure, step = gallery(protocol, evaluated), int(evaluated.model.clock.numpy())
            add_title(figure, run_title(run, step))
            with unless_read_only(file.parent, f"{file.name} is not kept"):
                save(figure, file)
    return str(file) if small and file.exists() else ""


def gallery(protocol: Protocol, evaluated: EvaluatedModel, pairs: int = COLUMNS) -> Figure:
    """As many generated images, each above its nearest training image in the judge's features."""
    few = replace(protocol, n=pairs)
    generated = protocol.image_set(evaluated.images(few))
    neighbours = nearest(generated.features, protocol.copied_from).indices[:, 0]
    rows = np.concatenate([generated.images, protocol.splits.train.images[neighbours]])
    return grid(unit(rows), columns=pairs, row_labels=("generated", "nearest in training"))
