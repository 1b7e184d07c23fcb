"""The page of an augmentation study: sentences, table of arms, curves, nearest training images."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from keras_gencmp.data import Splits
from keras_gencmp.evaluation.rounding import with_error
from keras_gencmp.figures.grid import grid
from keras_gencmp.figures.look import Album
from keras_gencmp.figures.titles import plain
from keras_gencmp.metrics.distances import nearest
from keras_gencmp.metrics.estimate import Estimate
from keras_gencmp.metrics.pixels import flat
from keras_gencmp.reports.comparison_page import (
    Cell,
    Image,
    Page,
    Picture,
    SortableTable,
    write,
)
from keras_gencmp.runs import checkpoint
from keras_gencmp.study.augment.augmentation import Outcome
from keras_gencmp.study.augment.figures import arms_figure
from keras_gencmp.study.augment.gains import Gain
from keras_gencmp.study.augment.plan import Declaration, Plan
from keras_gencmp.study.augment.sentences import sentences
from keras_gencmp.study.augment.shares import gain, share
from keras_gencmp.study.augment.support import called, form, warning
from keras_gencmp.study.augment.unit import real_images
from keras_gencmp.study.compare.plan import folder_name

SHOWN = 10


def publish(plan: Plan, outcome: Outcome, splits: Splits, folder: Path, command: str) -> list[Path]:
    """Write augment.html and augment.md with their figures; the page's path first."""
    page = Page(
        f"Do generated images help a classifier of {splits.name}?",
        introduction(plan.declaration, outcome, splits),
        sentences(plan.declaration, outcome),
        arms_table(plan, outcome),
        [legend(outcome)],
        [_curves(outcome, splits.name, folder), *_nearest(plan, splits, folder)],
        [],
        membership_table(outcome),
        command,
        ("augment.md", "results.json", "figures as PNG and SVG"),
        "Can the samples tell training images from others?",
    )
    return write(page, folder, "augment")


def legend(outcome: Outcome) -> str:
    """What the intervals of the table are."""
    gains = "over seeds and test images" if outcome.over_images else "over seeds, too"
    return (
        "Intervals of 95 %, cut where a share ends, at 0 and 100 %: those of shares are over seeds "
        f"and hold the test images fixed, those of gains are {gains}. Gains are paired, as all "
        "arms of a seed share its real images and all seeds the test images, and a star is what "
        "is left of them after Holm's correction for all arms and budgets."
    )


def introduction(declaration: Declaration, outcome: Outcome, splits: Splits) -> str:
    """What was trained on which images, and tested on how many."""
    rare, on = declaration.rare and called(declaration.rare), outcome.support.images
    few = f", {declaration.rare_images} of {rare}" if rare else ""
    recall = f", {on:,} of them of {rare}, on which its recall rests" if rare else ""
    return (
        f"Images of {form(splits)}. Classifiers of one network and {declaration.classifier_steps} "
        f"steps, trained on {', '.join(map(str, declaration.labels))} real images a class{few}, "
        f"with {declaration.seeds} seeds. Generators took {declaration.generator_steps} steps on "
        "the same real images and saw no others. All are tested on the "
        f"{len(splits.test.labels):,} real test images of {splits.name}{recall}."
    )


def arms_table(plan: Plan, outcome: Outcome) -> SortableTable:
    """A row for each arm: the measure for each budget, with the gain over its base."""
    heads = ["arm", *(f"{count} labels a class, %" for count in plan.declaration.labels)]
    heads += [f"gain, {count} labels, points" for count in plan.declaration.labels]
    gains = {(each.labels, each.arm): each for each in outcome.gains}
    lines, few = [], bool(warning(outcome.support))
    for arm in plan.arms:
        cells = [Cell(arm.name)]
        cells += [_share(outcome.means[n, arm.name]) for n in plan.declaration.labels]
        cells += [_gain(gains.get((n, arm.name)), few) for n in plan.declaration.labels]
        lines.append(cells)
    return SortableTable(f"{outcome.measure.capitalize()} on real test images", heads, lines)


def membership_table(outcome: Outcome) -> SortableTable:
    """The area under the ROC curve of the membership inference, by budget and generator."""
    heads = ["generator", "labels a class", "AUC: 0.5 gives nothing away"]
    lines = [
        [Cell(name), Cell(str(labels), labels), _plain(each)]
        for (labels, name), each in outcome.membership.items()
    ]
    title = "An attack that takes images near a sample for training images"
    if not lines:
        title += " needs others, and every one is used for training: it is not measured"
    return SortableTable(title, heads, lines)


def _plain(each: Estimate) -> Cell:
    margin = None if each.low is None or each.high is None else (each.high - each.low) / 2
    return Cell(with_error(each.value, margin), each.value)


def _share(each: Estimate) -> Cell:
    return Cell(share(each), each.value)


def _gain(found: Gain | None, few: bool) -> Cell:
    """A gain, with a star where it is significant and the test images are not too few to say so."""
    if found is None or found.difference is None:
        return Cell("")
    star = " *" if found.difference.significant and not few else ""
    return Cell(gain(found.difference) + star, found.difference.value)


def _curves(outcome: Outcome, data: str, folder: Path) -> Picture:
    """The measure of each arm against the number of real images."""
    album, title = Album(folder / "figures"), f"{outcome.measure} of every arm, {plain(data)}"
    path = album.save(arms_figure(outcome), "arms", title)
    alt = f"{outcome.measure} of every arm by the number of real images a class"
    return Picture("The arms", [Image(path, alt)], "Bars are 95 % intervals over seeds.")


def _nearest(plan: Plan, splits: Splits, folder: Path) -> list[Picture]:
    """Synthetic images of the smallest budget over the real images that are nearest to them."""
    unit = plan.units[0]
    known, _ = real_images(splits, plan.declaration, unit)
    images = []
    for name in plan.declaration.recipes():
        arrays = checkpoint.read(unit.folder / folder_name(name) / "synthetic.npz")
        count = min(SHOWN, len(arrays["images"]))
        chosen = np.linspace(0, len(arrays["images"]) - 1, count).astype(int)
        samples = arrays["images"][chosen]
        title = plain(f"{name}, {splits.name}, {unit.labels} labels a class")
        figure = _beside(samples, known.images)
        path = Album(folder / "figures").save(figure, f"nearest-{folder_name(name)}", title)
        alt = f"samples of {name}, and below each the nearest real image that it was trained on"
        images.append(Image(path, alt, name))
    text = (
        f"{unit.labels} labels a class, seed {unit.seed}. Below each sample stands the training "
        "image that is nearest in its pixels: a copy would be the same image."
    )
    return [Picture("Samples and their nearest training images", images, text)]


def _beside(samples: np.ndarray, training: np.ndarray) -> Figure:
    found = nearest(flat(samples), flat(training)).indices[:, 0]
    pair: Sequence[np.ndarray] = [samples, training[found]]
    return grid(np.concatenate(pair), len(samples), row_labels=["samples", "nearest"])
