"""The JSON files of studies, checked: a folder may be half copied, from a later version, edited."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, TypedDict

from keras_gencmp.errors import UserError
from keras_gencmp.recipes.hints import Range
from keras_gencmp.runs.environment import Threads
from keras_gencmp.runs.tables import read_json, read_table

Whole = Annotated[int, Range(ge=0)]
Above = Annotated[float, Range(gt=0)]
NEW_FOLDER = "name a new folder with -o"
ANEW = "delete it, and the same command writes it anew"


class ModelTable(TypedDict):
    """A model of a comparison: its recipe, and the folder of its run if it is a finished one."""

    label: str
    recipe: dict[str, Any]
    run: str | None
    best: bool


class _DeclarationTable(TypedDict):
    models: list[ModelTable]
    dataset: str
    data_dir: str | None
    seeds: Whole
    budget: str
    metrics: list[str]
    n: Whole


class DeclarationTable(_DeclarationTable, total=False):
    """What was declared of a comparison; early versions kept no digests of own code."""

    code: dict[str, str]


class PaceTable(TypedDict):
    """What a training step of a model costs."""

    images: Whole
    flops: float
    seconds: float
    processor_seconds: float
    per_epoch: Annotated[int, Range(ge=1)]
    parameters: Whole


class PlanTable(TypedDict):
    """plan.json of a comparison; ``runs`` is the folder of its runs, seen from its own."""

    version: int
    declared: DeclarationTable
    paces: dict[str, PaceTable]
    threads: Threads
    runs: str


class FreedomTable(TypedDict, total=False):
    """The degrees of freedom of a gain, which earlier versions did not write."""

    freedom: float | None


class GainTable(FreedomTable):
    """A gain of an augmentation study."""

    labels: Whole
    arm: str
    base: str
    seeds: Whole
    value: float
    low: float
    high: float
    p: float


class AugmentResults(TypedDict):
    """results.json of an augmentation study, of which a claim reads the gains."""

    gains: list[GainTable]


class DecisionTable(TypedDict):
    """The decision of one test of a claim."""

    says: str
    verdict: str
    effect: float | None
    low: float | None
    high: float | None
    p: float | None
    needed: Whole
    by_model: dict[str, list[float]]
    note: str


class TrainingTable(TypedDict):
    """The trainings of a model of a claim, means over the seeds."""

    model: str
    budget: str
    steps: float
    epochs: float | None
    flops: float | None
    seconds: float | None
    kid: float | None
    kid_before: float | None


class SpecialTable(TypedDict, total=False):
    """What decides a claim in place of trainings; "" for most."""

    special: str


class ClaimTable(SpecialTable):
    """The result of a claim; its tests are told by what would refute them."""

    name: str
    claim: str
    reports: list[str]
    tests: list[dict[str, Any]]
    models: list[str]
    budget: str
    seeds: Whole
    remark: str
    data: str
    protocol: str
    trainings: list[TrainingTable]
    real: dict[str, float]
    beside: dict[str, dict[str, list[float]]]
    decisions: list[DecisionTable]
    command: str


class GalleryTable(TypedDict):
    """gallery.json: the recipes that a gallery trains, and on what."""

    names: list[str]
    dataset: str
    data_dir: str | None


class FailureTable(TypedDict):
    """diverged.json: why a training has no model."""

    message: str


def read_plan(path: Path, version: int) -> PlanTable:
    """The plan of a comparison; UserError where it is damaged or of another version."""
    if read_json(path).get("version") != version:
        raise UserError(f"{path} is of another version: {NEW_FOLDER}")
    table = read_table(PlanTable, path, NEW_FOLDER)
    trained = {each["label"] for each in table["declared"]["models"] if each["run"] is None}
    if trained != set(table["paces"]):
        raise UserError(f"{path} is damaged: its paces are not those of its models; {NEW_FOLDER}")
    return table


def read_claim(path: Path) -> ClaimTable:
    """The result of a claim; UserError where it is damaged or stands under another's name."""
    table = read_table(ClaimTable, path, ANEW)
    tests = len(table["tests"]) or len(table["decisions"])
    if table["name"] != path.stem or len(table["decisions"]) != tests:
        raise UserError(f"{path} is damaged: {ANEW}")
    return table


def read_message(path: Path) -> str:
    """Why a training has no model."""
    return read_table(FailureTable, path, ANEW)["message"]


def read_numbers(path: Path) -> dict[str, float]:
    """A table of numbers by name, as of what a training has cost; none where there is no file."""
    return read_table(dict[str, float], path, ANEW) if path.exists() else {}
