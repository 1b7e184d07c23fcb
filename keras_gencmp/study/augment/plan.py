"""The plan of an augmentation study: arms, label budgets, seeds, and one unit for each of these."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, NamedTuple

from keras_gencmp.errors import UserError
from keras_gencmp.recipes import recipe
from keras_gencmp.recipes.recipe import Recipe
from keras_gencmp.runs.files import write_json
from keras_gencmp.runs.tables import read_table
from keras_gencmp.study.augment.files import AugmentTable
from keras_gencmp.study.augment.generators import sized
from keras_gencmp.study.files import NEW_FOLDER

REAL, AUGMENTED, OVERSAMPLED = "real", "real, augmented", "real, rare class repeated"


@dataclass(frozen=True)
class Declaration:
    """What an augmentation study is.

    ``generators`` are variants of conditional recipes, ``labels`` the real images of a class,
    ``ratios`` the synthetic images for each real one. Every generator takes ``generator_steps``,
    every classifier ``classifier_steps``. ``rare`` is the name of a class that has ``rare_images``
    real images only, or "". All images are ``image_size`` pixels wide and have ``channels``.
    """

    generators: tuple[str, ...]
    dataset: str
    data_dir: str | None
    labels: tuple[int, ...]
    ratios: tuple[float, ...]
    seeds: int
    generator_steps: int
    classifier_steps: int
    rare: str = ""
    rare_images: int = 0
    image_size: int = 28
    channels: int = 1

    def to_json(self) -> dict[str, Any]:
        """The declaration as JSON holds it."""
        return dict(json.loads(json.dumps(asdict(self))))

    def recipes(self, images: int | None = None) -> dict[str, Recipe]:
        """The recipes of the generators by their label, for so many training images of the data."""
        return sized(self.generators, self.image_size, self.channels, images)


class Arm(NamedTuple):
    """What a classifier is trained on.

    ``generator`` gives ``ratio`` synthetic images for each real one; with ``real`` False it trains
    on them alone. ``augmented`` are random shifts, rotations and changes of size.
    """

    name: str
    generator: str = ""
    ratio: float = 0.0
    real: bool = True
    augmented: bool = False
    oversampled: bool = False


def arms(generators: Sequence[str], ratios: Sequence[float], rare: bool) -> list[Arm]:
    """All arms of a study; with a rare class, synthetic images fill that class up."""
    found = [Arm(REAL), Arm(AUGMENTED, augmented=True)]
    if rare:
        found.append(Arm(OVERSAMPLED, oversampled=True))
    for name in generators:
        for ratio in (1.0,) if rare else ratios:
            text = f"rare class filled up by {name}" if rare else f"{ratio:g} x {name}"
            found.append(Arm(f"real + {text}", name, ratio))
            found.append(Arm(f"real, augmented + {text}", name, ratio, augmented=True))
        if not rare:
            found.append(Arm(f"{name} alone", name, max(ratios), real=False))
    return found


@dataclass(frozen=True)
class Unit:
    """One label budget with one seed: its generators, its classifiers, and its result."""

    index: int
    labels: int
    seed: int
    folder: Path
    seconds: float

    @property
    def name(self) -> str:
        """The unit in messages."""
        return f"{self.labels} labels a class, seed {self.seed}"

    @property
    def file(self) -> Path:
        """The result."""
        return self.folder / "result.json"

    @property
    def done(self) -> bool:
        """Whether nothing of it is left to do."""
        return self.file.exists()

    @property
    def share(self) -> float:
        """How much of it is done: by its generators, which take the most."""
        if self.done:
            return 1.0
        return 0.3 * min(len(list(self.folder.glob("*/synthetic.npz"))), 3)


@dataclass(frozen=True)
class Plan:
    """A declaration in a folder, with the threads of its workers and expected seconds of a unit.

    ``digest`` is that of the data; "" where an earlier version began the study.
    """

    folder: Path
    declaration: Declaration
    threads: int
    seconds: float
    digest: str = ""

    @property
    def units(self) -> list[Unit]:
        """Every unit, all budgets with the first seed before those with the next."""
        pairs = [
            (labels, seed)
            for seed in range(self.declaration.seeds)
            for labels in self.declaration.labels
        ]
        return [
            Unit(index, *pair, self.folder / "units" / f"{pair[0]}-{pair[1]}", self.seconds)
            for index, pair in enumerate(pairs)
        ]

    @property
    def arms(self) -> list[Arm]:
        """The arms of every unit."""
        names = list(self.declaration.recipes())
        return arms(names, self.declaration.ratios, bool(self.declaration.rare))


def write(plan: Plan) -> None:
    """Write a plan into its folder."""
    table = {"declared": plan.declaration.to_json(), "threads": plan.threads}
    table |= {"seconds": plan.seconds, "data_digest": plan.digest}
    write_json(plan.folder / "augment.json", table)


def read(folder: Path) -> Plan:
    """The plan in a folder."""
    table = read_table(AugmentTable, folder / "augment.json", NEW_FOLDER)
    declaration, digest = _declaration(table["declared"]), table.get("data_digest", "")
    return Plan(folder, declaration, table["threads"], table["seconds"], digest)


def existing(folder: Path, declaration: Declaration, digest: str) -> Plan | None:
    """The plan that a folder holds; UserError where it is another than declared, or of other data.

    ``digest`` is that of the data as they are now.
    """
    if not (folder / "augment.json").exists():
        return None
    plan = read(folder)
    before, now = plan.declaration.to_json(), declaration.to_json()
    other = [key for key in now if key != "data_dir" and before.get(key) != now[key]]
    if other:
        raise UserError(
            f"{folder} holds another study, with other {', '.join(other)}: "
            "name a new folder with -o, or repeat the command that began it"
        )
    if plan.digest not in ("", digest):
        raise UserError(f"{folder} holds a study of other data: {NEW_FOLDER}")
    return plan


def shortened(plan: Recipe, steps: int, images: int, data: Path, seed: int) -> Recipe:
    """A generator's recipe for a few real images, in a file that holds them and no others."""
    changes = {
        "data.dataset": f"npz:{data}",
        "data.validation": 0,
        "schedule.epochs": 1,
        "schedule.epoch_steps": steps,
        "schedule.evaluate_every": 0,
        "schedule.stop_when_saturated": False,
        "schedule.seed": seed,
        "schedule.batch_size": max(1, min(plan.schedule.batch_size, images)),
    }
    return recipe.override(plan, changes)


def _declaration(table: Mapping[str, Any]) -> Declaration:
    values = {key: tuple(v) if isinstance(v, list) else v for key, v in table.items()}
    unknown = set(values) - {item.name for item in fields(Declaration)}
    if unknown:
        raise UserError(f"augment.json is of a later version ({min(unknown)}): {NEW_FOLDER}")
    return Declaration(**values)
