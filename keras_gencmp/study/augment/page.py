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
from keras_gencmp.study.augment.augmentation import Gain, Outcome
from keras_gencmp.study.augment.figures import arms_figure
from keras_gencmp.study.augment.plan import AUGMENTED, REAL, Plan
from keras_gencmp.study.augment.unit import real_images
from keras_gencmp.study.compare.plan import folder_name
from keras_gencmp.study.statistics import EQUAL

SHOWN = 10


def publish(plan: Plan, outcome: Outcome, splits: Splits, folder: Path, command: str) -> list[Path]:
    """Write augment.html and augment.md with their figures; the page's path first."""
    declaration = plan.declaration
    rare = f", {declaration.rare_images} of {declaration.rare}" if declaration.rare else ""
    budgets = ", ".join(map(str, declaration.labels))
    page = Page(
        f"Do generated images help a classifier of {splits.name}?",
        f"Classifiers of one network and {declaration.classifier_steps} steps, trained on "
        f"{budgets} real images a class{rare}, with {declaration.seeds} seeds. Generators took "
        f"{declaration.generator_steps} steps on the same real images and saw no others. All are "
        f"tested on the {len(splits.test.labels):,} real test images of {splits.name}.",
        sentences(outcome),
        arms_table(plan, outcome),
        [
            "Intervals of 95 % over seeds. Gains are paired by seed, as all arms of a seed share "
            "its real images, and corrected by Holm's method for all arms and budgets."
        ],
        [_curves(outcome, splits.name, folder), *_nearest(plan, splits, folder)],
        [],
        membership_table(outcome),
        command,
        ("augment.md", "results.json", "figures as PNG and SVG"),
        "Can the samples tell training images from others?",
    )
    return write(page, folder, "augment")


def sentences(outcome: Outcome) -> list[str]:
    """For each budget what the best generated images gain over real ones, with the interval."""
    found = []
    for labels in dict.fromkeys(gain.labels for gain in outcome.gains):
        for base in (REAL, AUGMENTED):
            gains = [g for g in outcome.gains if _is_of(g, labels, base)]
            if gains:
                best = max(gains, key=lambda g: g.difference.value if g.difference else 0.0)
                found.append(sentence(best, outcome))
    return found


def _is_of(gain: Gain, labels: int, base: str) -> bool:
    return gain.labels == labels and gain.base == base and " + " in gain.arm


def sentence(gain: Gain, outcome: Outcome) -> str:
    """What one arm gains, in words that the interval allows."""
    values = [outcome.means[gain.labels, arm].value for arm in (gain.arm, gain.base)]
    start = (
        f"With {gain.labels} labels a class the best arm with generated images, {gain.arm}, has "
        f"{outcome.measure} {100 * values[0]:.1f} % against {100 * values[1]:.1f} % of {gain.base}"
    )
    test = gain.difference
    if test is None:
        return f"{start}; one seed says nothing about the difference."
    if not test.has_interval:
        return f"{start}; the gain is {EQUAL}."
    verdict = "no significant gain"
    if test.significant:
        verdict = "a significant gain" if test.value > 0 else "significantly worse"
    return (
        f"{start}: {verdict} ({100 * test.value:+.1f} points, 95 % interval {100 * test.low:+.1f} "
        f"to {100 * test.high:+.1f}, paired over {gain.seeds} seeds, p = {test.adjusted:.2g} after "
        "Holm's correction)."
    )


def arms_table(plan: Plan, outcome: Outcome) -> SortableTable:
    """A row for each arm: the measure for each budget, with the gain over its base."""
    heads = ["arm", *(f"{count} labels a class, %" for count in plan.declaration.labels)]
    heads += [f"gain, {count} labels, points" for count in plan.declaration.labels]
    gains = {(gain.labels, gain.arm): gain for gain in outcome.gains}
    lines = []
    for arm in plan.arms:
        cells = [Cell(arm.name)]
        cells += [_share(outcome.means[n, arm.name]) for n in plan.declaration.labels]
        cells += [_gain(gains.get((n, arm.name))) for n in plan.declaration.labels]
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
    return SortableTable(title, heads, lines)


def _plain(each: Estimate) -> Cell:
    margin = None if each.low is None or each.high is None else (each.high - each.low) / 2
    return Cell(with_error(each.value, margin), each.value)


def _share(each: Estimate) -> Cell:
    margin = None if each.low is None or each.high is None else 50 * (each.high - each.low)
    return Cell(with_error(100 * each.value, margin), each.value)


def _gain(gain: Gain | None) -> Cell:
    if gain is None or gain.difference is None:
        return Cell("")
    test = gain.difference
    star = " *" if test.significant else ""
    margin = 50 * (test.high - test.low)
    return Cell(with_error(100 * test.value, margin) + star, test.value)


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
