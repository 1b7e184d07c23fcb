"""The figures of a trained run, one row for each: which models allow it, and how it is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure

from keras_gencmp.data import Split, Splits
from keras_gencmp.data.binarisation import as_trained
from keras_gencmp.figures import image_grids
from keras_gencmp.figures.grid import grid
from keras_gencmp.figures.image_grids import epoch_name, epochs
from keras_gencmp.figures.look import Look, save_as
from keras_gencmp.figures.titles import add_title
from keras_gencmp.inspection import latent_figures, run_curves, training_frames
from keras_gencmp.inspection.reductions import evenly_spaced
from keras_gencmp.inspection.run_titles import run_title
from keras_gencmp.inspection.training_frames import animation
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.runs.run import Run

SAMPLES, COLUMNS = 100, 10
EPOCHS = 5  # rows of the samples by epoch
STAGES = 3  # the start, half way, the end
LOOK = Look()


class TrainedRun(NamedTuple):
    """A finished run with its model and the data that it was trained on."""

    run: Run
    model: GenerativeModel
    splits: Splits


class RunFigure(NamedTuple):
    """A row: the name of a figure, whether a model allows it, and the figure of a run."""

    name: str
    allowed: Callable[[GenerativeModel], bool]
    draw: Callable[[TrainedRun], Figure]


def _always(model: GenerativeModel) -> bool:
    return True


def _with_encoder(model: GenerativeModel) -> bool:
    return model.has_encoder


FIGURES = (
    RunFigure("curves", _always, lambda each: run_curves.figure(each.run, title="")),
    RunFigure("samples", _always, lambda each: samples(each.model)),
    RunFigure("samples-by-epoch", _always, lambda each: samples_by_epoch(each.run)),
    RunFigure("stages", _always, lambda each: stages(each.run, each.model)),
    RunFigure(
        "interpolation",
        _always,
        lambda each: latent_figures.interpolated(each.model, each.splits.labelled),
    ),
    RunFigure(
        "reconstructions",
        _with_encoder,
        lambda each: latent_figures.reconstructions(each.model, each.splits.labelled),
    ),
    RunFigure(
        "latent",
        lambda model: model.has_encoder and model.latent > 1,
        lambda each: latent_figures.codes_by_class(
            each.model, each.splits.labelled, each.splits.classes
        ),
    ),
    RunFigure(
        "manifold",
        lambda model: model.latent == 2 and not model.conditional,
        lambda each: latent_figures.decoded_grid(each.model),
    ),
    RunFigure(
        "traversal",
        lambda model: model.has_encoder and model.latent > 2,
        lambda each: latent_figures.latent_traversal(each.model, each.splits.labelled),
    ),
    RunFigure(
        "mixture",
        _with_encoder,
        lambda each: latent_figures.prior_and_mixture_samples(
            each.model, training_split(each.run, each.splits)
        ),
    ),
)


def draw_all(
    run: Run, model: GenerativeModel, splits: Splits, look: Look = LOOK, suffix: str = ".png"
) -> Iterator[Path]:
    """Every figure that a model allows, in the folder of its run's figures; yields each path."""
    title = model_title(run, model)
    for name, draw in untitled(TrainedRun(run, model, splits)).items():
        own = run_title(run) if name == "curves" else title  # losses go to the run's last step
        yield save_as(draw(), run.figures / f"{name}{suffix}", own, look)
    reached = None if run.finished else int(model.clock.numpy())
    path = run.figures / training_frames.NAME
    moving = animation(run, path, look.title, look.theme, reached)
    if moving:
        yield moving


def available(trained: TrainedRun) -> dict[str, Callable[[], Figure]]:
    """The figures that a model allows, by name, each drawn with the title of its run."""
    return {name: partial(_titled, trained, name, draw) for name, draw in untitled(trained).items()}


def untitled(trained: TrainedRun) -> dict[str, Callable[[], Figure]]:
    """The figures that a model allows, by name; one more for each code of an InfoGAN.

    A conditional model has one manifold for each class.
    """
    figures: dict[str, Callable[[], Figure]] = {
        row.name: partial(row.draw, trained) for row in FIGURES if row.allowed(trained.model)
    }
    if trained.model.latent == 2:
        for label in range(trained.model.classes):
            draw = partial(latent_figures.decoded_grid, trained.model, label=label)
            figures[f"manifold-{label}"] = draw
    for code in range(len(trained.model.code_names)):
        figures[f"code-{code}"] = partial(latent_figures.code_traversal, trained.model, code)
    return figures


def _titled(trained: TrainedRun, name: str, draw: Callable[[], Figure]) -> Figure:
    """A figure with the title of its run; the curves go to its last step."""
    if name == "curves":
        return add_title(draw(), run_title(trained.run))
    return titled(draw(), trained.run, trained.model)


def titled(figure: Figure, run: Run, model: GenerativeModel) -> Figure:
    """A figure of a run's model under its title: the run, its data and its step."""
    return add_title(figure, model_title(run, model))


def model_title(run: Run, model: GenerativeModel) -> str:
    """The title of a picture of a run's model: the step is that of the model's weights."""
    return run_title(run, int(model.clock.numpy()))


def samples(model: GenerativeModel, count: int = SAMPLES, columns: int = COLUMNS) -> Figure:
    """Images from the prior, in a grid."""
    return grid(model.sample(count), columns=columns)


def samples_by_epoch(run: Run) -> Figure:
    """Samples of the same latent vectors, of at most five evenly spaced epochs.

    Where an epoch is no pass over the data, the rows are named after steps.
    """
    stored = stored_samples(run)
    chosen = {epoch: stored[epoch] for epoch in evenly_spaced(sorted(stored), EPOCHS)}
    return epochs(chosen, epoch_steps=run.recipe.schedule.epoch_steps)


def stages(run: Run, model: GenerativeModel) -> Figure:
    """25 samples at the start, half way and at the end (report C figures 2 and 3).

    They are draws of the pixels where the model was trained on such images, binarised ones, and
    has a Bernoulli likelihood, and pixel means elsewhere.
    """
    stored, epoch_steps = stored_samples(run), run.recipe.schedule.epoch_steps
    images = {epoch: stored[epoch] for epoch in evenly_spaced(sorted(stored), STAGES)}
    if run.recipe.data.binarize != "none" and model.has_bernoulli_pixels:
        images = {key: model.draw_pixels(each / 255, seed=key) for key, each in images.items()}
    return image_grids.stages({epoch_name(key, epoch_steps): each for key, each in images.items()})


def stored_samples(run: Run) -> dict[int, np.ndarray]:
    """The samples of the same latent vectors by epoch, which the training has stored."""
    return {epoch: run.read_samples(epoch) for epoch in run.sample_files}


def training_split(run: Run, splits: Splits) -> Split:
    """The training images as the model of a run saw them: grey, or binarised by its recipe."""
    plan = run.recipe
    images = as_trained(splits.train.images, plan.data.binarize, plan.schedule.seed)
    return splits.train._replace(images=images)
