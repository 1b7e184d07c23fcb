"""The JSON files of an augmentation study, checked: augment.json and the result of each unit."""

from __future__ import annotations

from typing import Annotated, TypedDict

from keras_gencmp.recipes.hints import Range
from keras_gencmp.runs.environment import Threads
from keras_gencmp.study.files import Above, Whole


class ImageFormTable(TypedDict, total=False):
    """The form of the images, which earlier versions did not write."""

    image_size: Annotated[int, Range(ge=1)]
    channels: Annotated[int, Range(ge=1)]


class AugmentDeclarationTable(ImageFormTable):
    """What was declared of an augmentation study."""

    generators: list[str]
    dataset: str
    data_dir: str | None
    labels: list[Annotated[int, Range(ge=1)]]
    ratios: list[Above]
    seeds: Annotated[int, Range(ge=1)]
    generator_steps: Annotated[int, Range(ge=1)]
    classifier_steps: Annotated[int, Range(ge=1)]
    rare: str
    rare_images: Whole


class DataTable(TypedDict, total=False):
    """The digest of the data, which earlier versions did not write."""

    data_digest: str


class AugmentTable(DataTable):
    """augment.json of an augmentation study."""

    declared: AugmentDeclarationTable
    threads: Threads
    seconds: float


class AreaTable(TypedDict):
    """An area under the curve of a membership inference with its interval."""

    value: float
    low: float
    high: float


class LaterTable(TypedDict, total=False):
    """What earlier versions did not write.

    ``alarms`` are the messages of each generator; ``right`` has by arm 1 for each test image that
    its classifier has right, and 0 for each other.
    """

    alarms: dict[str, list[str]]
    right: dict[str, str]


class UnitTable(LaterTable):
    """The result of one unit of an augmentation study: recalls of each class, by arm."""

    labels: Whole
    seed: Whole
    arms: dict[str, list[float | None]]
    membership: dict[str, AreaTable]
