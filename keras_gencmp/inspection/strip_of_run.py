"""The strip of a trained run: samples, latent plane, losses, and its KL divergence or scores."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from keras_gencmp.figures.curves import Series
from keras_gencmp.figures.strips import Strip
from keras_gencmp.inspection import run_curves
from keras_gencmp.inspection.curves_of_runs import Curve, curves_of
from keras_gencmp.inspection.latent_figures import plane
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.runs.run import Run

SAMPLES, SIDE = 36, 12


def strip(run: Run, model: GenerativeModel, name: str) -> Strip:
    """What a lesson shows of a run; samples are of the same seed for every run."""
    curves = [each for each in curves_of(run) if not each.name.startswith(run_curves.VALIDATION)]
    losses = [
        each for each in curves if each.name.endswith("_loss") or each.name == "negative_elbo"
    ]
    kl = [each for each in curves if each.name.startswith("kl")]
    scores = [each for each in curves if each.name.endswith("_score")]
    second_name = "KL (nats)" if kl else f"scores ({scores[0].unit})" if scores else ""
    label = 0 if model.conditional else None
    flat = model.latent == 2
    return Strip(
        name,
        np.asarray(model.sample(SAMPLES)),
        plane(model, SIDE, label)[0] if flat else None,
        _series(losses or curves),
        _series(kl or scores),
        second_name,
    )


def _series(curves: Sequence[Curve]) -> list[Series]:
    return [
        run_curves.series(each.name, each.y.tolist(), each.x.tolist(), colour)
        for colour, each in enumerate(curves)
    ]
