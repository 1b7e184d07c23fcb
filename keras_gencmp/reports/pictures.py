"""The pictures of a page: each figure of a report, drawn from our models or our theory."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from matplotlib.figure import Figure

from keras_gencmp.data import Splits
from keras_gencmp.errors import UserError
from keras_gencmp.figures.grid import grid
from keras_gencmp.figures.saving import save
from keras_gencmp.inspection import latent_figures
from keras_gencmp.inspection.run_figures import TrainedRun, available, titled
from keras_gencmp.judge import lookup
from keras_gencmp.reports.layers import layers
from keras_gencmp.reports.page import Picture, Table
from keras_gencmp.reports.systems import System
from keras_gencmp.terminal import console
from keras_gencmp.theory import all_figures

DATA_IMAGES, COLUMNS = 100, 10
LAYERS = "architecture"  # a kind of figure that is a table of ours
BETWEEN = "between-classes"  # a path of a model without an encoder whose ends the judge chooses
SHOWN = {  # what a kind of figure shows, where its name does not say it
    BETWEEN: "interpolation between samples of two classes",
    "curves": "losses",
    "latent": "codes of held-out images by class",
    "manifold": "images decoded from a grid of latents",
    "reconstructions": "originals and reconstructions",
    "samples-by-epoch": "samples of the same latents in the course of the training",
    "stages": "samples at the start, half way and at the end",
}
UNTRAINED = ("theory", LAYERS, "data")  # kinds of figures that need no training


def is_missing(kind: str, name: str, known: Mapping[str, System]) -> bool:
    """Whether a figure needs the training of a system that is left out."""
    return kind not in UNTRAINED and known[name].run is None


def is_short(kind: str, name: str, known: Mapping[str, System]) -> bool:
    """Whether a figure is that of a first look."""
    return kind not in UNTRAINED and known[name].plan.schedule.epoch_steps > 0


def table(name: str, known: Mapping[str, System]) -> Table:
    """The layers of a system."""
    return layers(known[name].model, name)


def picture(kind: str, name: str, known: Mapping[str, System], folder: Path) -> Picture:
    """A figure as an image file below the folder of the page, with its caption."""
    console.note(f"drawing {name}: {SHOWN.get(kind, kind)} ...")
    if kind == "theory":
        path = theory_figure(name, folder / "theory")
        return Picture(path.relative_to(folder), f"Theory: {name.replace('-', ' ')}")
    system = known[name]
    path = save(_drawn(kind, system), folder / "figures" / f"{name}-{kind}.png")
    return Picture(path.relative_to(folder), caption(kind, name, known))


def _drawn(kind: str, system: System) -> Figure:
    if kind == "data":
        return test_images(system.splits)
    if kind == BETWEEN:
        trained = system.trained
        return titled(between_classes(trained), trained.run, trained.model)
    return available(system.trained)[kind]()


def caption(kind: str, name: str, known: Mapping[str, System]) -> str:
    """What a picture shows: the kind of figure, the system and whether it is a first look."""
    if kind == "data":
        return f"Images of the test split of {known[name].splits.name}"
    short = " (first look)" if is_short(kind, name, known) else ""
    return f"{name}: {SHOWN.get(kind, kind)}{short}"


def test_images(splits: Splits) -> Figure:
    """Images of the test split, in a grid."""
    title = f"{splits.name}, {DATA_IMAGES} images of the test split"
    return grid(splits.test.images[:DATA_IMAGES], COLUMNS, title)


def between_classes(trained: TrainedRun) -> Figure:
    """The images between two samples that the judge takes for the first and the last class.

    Between any two samples where the model draws one of these classes too seldom.
    """
    probabilities = lookup.for_data(trained.splits).probabilities
    path = partial(latent_figures.interpolated, trained.model, trained.splits.labelled)
    ends = (0, len(trained.splits.classes) - 1)
    try:
        return path(ends, classify=probabilities)
    except UserError:
        return path()


def remove_theory(folder: Path) -> None:
    """Remove the figures of the theory that an earlier call has drawn below a page's folder."""
    for name in (name for members in all_figures.GROUPS.values() for name in members):
        (folder / "theory" / f"{name}.png").unlink(missing_ok=True)


def theory_figure(name: str, folder: Path) -> Path:
    """A figure of the theory; the group that it belongs to is drawn when it is asked for."""
    path = folder / f"{name}.png"
    if not path.exists():
        for drawn, figure in all_figures.titled(name).items():
            save(figure, folder / f"{drawn}.png")
    return path
