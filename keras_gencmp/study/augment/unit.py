"""One unit of an augmentation study: images drawn, generators trained, classifiers compared."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np

from keras_gencmp import assembly
from keras_gencmp.data import Split, Splits
from keras_gencmp.data.reference import rows
from keras_gencmp.data.splits import stratified_order
from keras_gencmp.errors import UserError
from keras_gencmp.judge import lookup
from keras_gencmp.judge.judge import Judge, quantised
from keras_gencmp.recipes.recipe import Recipe
from keras_gencmp.runs import checkpoint, own_code
from keras_gencmp.runs.files import write_json
from keras_gencmp.runs.run import Run
from keras_gencmp.study.augment import plan as augment_plan
from keras_gencmp.study.augment.classifier import as_text, recalls, right, trained
from keras_gencmp.study.augment.collapse import alarms_of
from keras_gencmp.study.augment.membership import membership_auc
from keras_gencmp.study.augment.plan import Arm, Declaration, Plan, Unit, shortened
from keras_gencmp.study.compare.plan import folder_name
from keras_gencmp.study.own_runs import check_own
from keras_gencmp.training import trainer
from keras_gencmp.training.data import load_data


def open_plan(folder: Path) -> Callable[[int], None]:
    """What carries out a unit of the plan in a folder, by its number."""
    plan = augment_plan.read(folder)
    return lambda index: carry_out(plan, plan.units[index])


def carry_out(plan: Plan, unit: Unit) -> None:
    """Whatever is left of a unit: its result holds recalls, hits, membership and alarms.

    Recalls and which test images are right stand by arm. Where every training image is used, there
    is no membership to infer.
    """
    if unit.done:
        return
    own_code.check_all(plan.folder)
    unit.folder.mkdir(parents=True, exist_ok=True)
    splits, judge = _shared(plan.folder)
    known, unknown = real_images(splits, plan.declaration, unit)
    synthetic = {
        name: generated(recipe, name, known, plan.declaration, unit, len(splits.classes))
        for name, recipe in plan.declaration.recipes(len(splits.train.labels)).items()
    }
    hits = {arm.name: _right(arm, known, synthetic, splits, plan, unit) for arm in plan.arms}
    count = len(splits.classes)
    result = {
        "labels": unit.labels,
        "seed": unit.seed,
        "arms": {name: recalls(each, splits.test.labels, count) for name, each in hits.items()},
        "right": {name: as_text(each) for name, each in hits.items()},
        "membership": {
            name: membership_auc(judge, images.images, known.images, unknown.images)._asdict()
            for name, images in synthetic.items()
            if len(unknown.labels)
        },
        "alarms": {
            name: alarms_of(_run(unit, name), judge, images, joined(known, unknown))
            for name, images in synthetic.items()
        },
    }
    write_json(unit.file, result)


def joined(first: Split, second: Split) -> Split:
    """The images of two splits, those of the first before those of the second."""
    return Split(*(np.concatenate(pair) for pair in zip(first, second, strict=True)))


def _run(unit: Unit, name: str) -> Run:
    """The run of a unit's generator, whose recipe is checked before it is trained or used."""
    return Run(unit.folder / folder_name(name) / "run", trust=True)


@cache
def _shared(folder: Path) -> tuple[Splits, Judge]:
    """The data and the judge, read once a process."""
    splits = data_of(augment_plan.read(folder).declaration)
    return splits, lookup.for_data(splits)


def data_of(declaration: Declaration) -> Splits:
    """The data of a study, in the size and the channels that all its generators have."""
    plan = next(iter(declaration.recipes().values()))
    own = {"data.dataset": declaration.dataset, "data.validation": -1}
    return load_data(augment_plan.recipe.override(plan, own), declaration.data_dir)


def real_images(splits: Splits, declaration: Declaration, unit: Unit) -> tuple[Split, Split]:
    """The real images of a unit, and as many of the same classes that nobody in it has seen.

    Of a class whose images are nearly all used there are fewer that nobody has seen, or none.
    The same seed draws the images of a smaller budget first, so that budgets are nested.
    """
    labels = splits.train.labels
    known, unknown = [], []
    for label, name in enumerate(splits.classes):
        members = np.flatnonzero(labels == label)
        members = np.random.default_rng([unit.seed, label]).permutation(members)
        count = declaration.rare_images if name == declaration.rare else unit.labels
        known.append(members[:count])
        unknown.append(members[::-1][: min(count, len(members) - count)])
    return rows(splits.train, np.concatenate(known)), rows(splits.train, np.concatenate(unknown))


def generated(
    plan: Recipe, name: str, known: Split, declaration: Declaration, unit: Unit, classes: int
) -> Split:
    """Synthetic images of a generator that has seen the real images of the unit alone."""
    file = unit.folder / folder_name(name) / "synthetic.npz"
    run = _trained(plan, name, known, declaration, unit)
    labels = wanted(declaration, known, classes)
    if (kept := _kept(file, labels)) is not None:
        return kept
    model = assembly.load(run)
    images = quantised(model.sample(len(labels), labels, seed=unit.seed))
    checkpoint.write(file, {"images": images, "labels": labels})
    return Split(images, labels)


def _kept(file: Path, labels: np.ndarray) -> Split | None:
    """The synthetic images of an earlier call; None where there are none, or damaged ones."""
    try:
        arrays = checkpoint.read(file)
    except UserError:
        return None
    if arrays.keys() != {"images", "labels"} or not np.array_equal(arrays["labels"], labels):
        return None
    return Split(arrays["images"], arrays["labels"])


def _trained(plan: Recipe, name: str, known: Split, declaration: Declaration, unit: Unit) -> Run:
    folder = unit.folder / folder_name(name)
    data, run = folder / "data.npz", _run(unit, name)
    steps = declaration.generator_steps
    own = shortened(plan, steps, len(known.labels), data.resolve(), unit.seed)
    check_own(run, own)
    if run.finished:
        return run
    if run.begun:
        return trainer.resume(run, draw=False)
    folder.mkdir(exist_ok=True)
    # Its test split, of which only losses are reported, is the same images: it sees no others.
    arrays = {"x_train": known.images, "y_train": known.labels}
    arrays |= {"x_test": known.images, "y_test": known.labels}
    checkpoint.write(data, arrays)
    return trainer.train(own, directory=run.directory, draw=False)


def wanted(declaration: Declaration, known: Split, classes: int) -> np.ndarray:
    """The labels that synthetic images are asked for, in an order of which every head is a sample.

    As many of each class as there are real ones, times the largest ratio; or those of the rare
    class that it lacks.
    """
    counts = np.bincount(known.labels, minlength=classes)
    each = counts.max() - counts if declaration.rare else counts
    labels = np.repeat(np.arange(classes), each)
    labels = labels[stratified_order(labels)]
    if declaration.rare:
        return labels
    return np.tile(labels, int(np.ceil(max(declaration.ratios))))


def training_set(arm: Arm, known: Split, synthetic: dict[str, Split]) -> Split:
    """The images that a classifier of an arm is trained on."""
    parts = [known] if arm.real else []
    if arm.generator:
        made = synthetic[arm.generator]
        count = min(len(made.labels), round(arm.ratio * len(known.labels)))
        parts.append(rows(made, slice(0, count)))
    images, labels = (np.concatenate(pair) for pair in zip(*parts, strict=True))
    if arm.oversampled:
        counts = np.bincount(labels)
        rare = np.flatnonzero(labels == counts.argmin())
        more = np.resize(rare, counts.max() - counts.min())
        images, labels = np.concatenate([images, images[more]]), np.append(labels, labels[more])
    return Split(images, labels)


def _right(
    arm: Arm, known: Split, synthetic: dict[str, Split], splits: Splits, plan: Plan, unit: Unit
) -> np.ndarray:
    """Which test images a classifier has right that an arm has trained."""
    split = training_set(arm, known, synthetic)
    steps = plan.declaration.classifier_steps
    model = trained(split, len(splits.classes), steps, unit.seed, arm.augmented)
    return right(model, splits.test)
