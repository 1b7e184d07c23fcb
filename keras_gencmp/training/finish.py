"""The end of a training: the last pictures, the losses on the test split, and metrics.json."""

from __future__ import annotations

from keras_gencmp import runs
from keras_gencmp.data import Splits
from keras_gencmp.inspection.run_figures import TrainedRun, draw_all, untitled
from keras_gencmp.judge.progress import progress
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.runs.run import Run
from keras_gencmp.training.data import held_out_batches
from keras_gencmp.training.summary import summary


def finish(run: Run, model: GenerativeModel, splits: Splits, draw: bool = True) -> None:
    """Draw everything, measure the test split, and write metrics.json, which finishes the run.

    All of it with the averaged weights, where the run has them. Without ``draw`` there are no
    pictures of the trained model: they take longer than a short training.
    """
    test = held_out_batches(model, run.recipe, splits.test)
    with model.averaged():
        if draw:
            _draw(run, model, splits)
        losses = model.evaluate(test, return_dict=True, verbose=0) if test else {}
    runs.write_json(
        run.metrics_file,
        {
            "epochs": run.recipe.schedule.epochs,
            "steps": int(model.clock.numpy()),
            "test": losses,
            **summary(run),
        },
    )


def _draw(run: Run, model: GenerativeModel, splits: Splits) -> None:
    """Every figure of a run, and how long they still take."""
    count = len(untitled(TrainedRun(run, model, splits))) + 1  # and the animation
    with progress("drawing the figures", count) as phase:
        for path in draw_all(run, model, splits):
            phase.advance(note=path.name)
            phase.log()
