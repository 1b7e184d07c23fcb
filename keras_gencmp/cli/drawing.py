"""Images drawn from a run or an export, as a user asks for them."""

from __future__ import annotations

from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, NamedTuple

from keras_gencmp import runs
from keras_gencmp.cli.labels import class_numbers, classes_of
from keras_gencmp.cli.options import open_data, open_model, start_tensorflow
from keras_gencmp.errors import UserError

if TYPE_CHECKING:
    import numpy as np

    from keras_gencmp.models.base import GenerativeModel
    from keras_gencmp.runs import Run


# What a label does not repeat: the step says it.
LINE = 24  # characters
HOW_LONG = ("schedule.epochs", "schedule.epoch_steps", "schedule.evaluate_every")


class Drawn(NamedTuple):
    """Images with their labels where the model is conditional, and the title of their figure.

    ``label`` names the model in a figure of several, and ``data`` are what it was trained on.
    """

    images: np.ndarray
    title: str
    labels: np.ndarray | None = None
    classes: tuple[str, ...] = ()
    label: str = ""
    data: str = ""


class Wanted(NamedTuple):
    """What is asked for: how many images, of which classes in turn, from which seed."""

    number: int
    names: tuple[str, ...]
    seed: int
    draw: bool


def from_export(name: str, wanted: Wanted, sampler: str) -> Drawn:
    """Images from the prior of a SavedModel."""
    if sampler == "gmm":
        raise UserError(f"--sampler gmm needs the training images of a run, and {name} is no run")
    if wanted.draw:
        raise UserError(f"--draw needs the likelihood of a run, and {name} is no run")
    if wanted.names:
        raise UserError(f"--class and --labels need the classes of a run, and {name} is no run")
    start_tensorflow()
    from keras_gencmp.exports import saved_model
    from keras_gencmp.figures.titles import plain

    title = plain(f"SavedModel {name}")
    images = saved_model.sample(Path(name), wanted.number, wanted.seed)
    return Drawn(images, title, label=title)


def from_mixture(
    name: str, wanted: Wanted, root: Path, trust: bool, where: tuple[str | None, str | None]
) -> Drawn:
    """Images from a mixture fitted to the codes of training images."""
    if wanted.names:
        raise UserError("a mixture of codes has no classes: leave out --class and --labels")
    run, model = open_model(name, root, trust, needs="encoder", option="--sampler gmm")
    from keras_gencmp.assembly import abilities
    from keras_gencmp.inspection.latent_figures import mixture_samples
    from keras_gencmp.inspection.run_figures import model_title, training_split

    if wanted.draw:
        abilities.require(run.recipe, "bernoulli", "--draw")
    split = training_split(run, open_data(run, where[1], where[0]))
    title = f"{model_title(run, model)}, from a mixture fitted to the codes"
    images = mixture_samples(model, split, wanted.number, wanted.seed)
    shown = _pixels(model, images, wanted)
    return Drawn(shown, title, label=_label(run, model), data=run.recipe.data.dataset)


def from_prior(name: str, wanted: Wanted, root: Path, trust: bool) -> Drawn:
    """Images from the prior of a run's model."""
    needs = "bernoulli" if wanted.draw else None
    run, model = open_model(name, root, trust, needs, option="--draw")
    from keras_gencmp.inspection.run_figures import model_title

    classes = classes_of(run, model)
    if wanted.names and not classes:
        raise UserError(
            f"{run.recipe.name} takes no labels: --class and --labels need a conditional model, "
            "such as conditional-gan or conditional-vae"
        )
    labels = class_numbers(wanted.names or classes, classes, wanted.number) if classes else None
    images = model.sample(wanted.number, labels, seed=wanted.seed)
    return Drawn(
        _pixels(model, images, wanted),
        model_title(run, model),
        labels,
        classes,
        _label(run, model),
        run.recipe.data.dataset,
    )


def _label(run: Run, model: GenerativeModel) -> str:
    """A model beside others: its recipe with what was changed in it, and its step."""
    from keras_gencmp.figures.titles import plain
    from keras_gencmp.recipes.changes import label

    short = plain(fill(label(run.recipe, HOW_LONG), LINE))
    best = runs.BEST if run.best else ""
    return f"{short}{best}\nstep {int(model.clock.numpy()):,}"


def _pixels(model: GenerativeModel, images: np.ndarray, wanted: Wanted) -> np.ndarray:
    return model.draw_pixels(images, wanted.seed) if wanted.draw else images
