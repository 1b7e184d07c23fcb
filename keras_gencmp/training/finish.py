"""The end of a training: the last pictures, the losses on the test split, and metrics.json."""

from __future__ import annotations

from keras_gencmp import runs
from keras_gencmp.data import Splits
from keras_gencmp.inspection.run_figures import draw_all
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.runs.run import Run
from keras_gencmp.training.data import held_out_batches
from keras_gencmp.training.summary import summary


def finish(run: Run, model: GenerativeModel, splits: Splits) -> None:
    """Draw everything, measure the test split, and write metrics.json, which finishes the run."""
    for _ in draw_all(run, model, splits):
        pass
    test = held_out_batches(model, run.recipe, splits.test)
    runs.write_json(
        run.metrics_file,
        {
            "epochs": run.recipe.schedule.epochs,
            "steps": int(model.clock.numpy()),
            "test": model.evaluate(test, return_dict=True, verbose=0) if test else {},
            **summary(run),
        },
    )
