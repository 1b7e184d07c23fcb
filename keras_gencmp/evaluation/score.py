"""A score: a number with everything without which it means nothing."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from keras_gencmp.metrics.estimate import OfImages
from keras_gencmp.metrics.metric import Column

if TYPE_CHECKING:
    from keras_gencmp.evaluation.statement import Statement

# Of what all scores share, such as which real images are in which set: raised with any of it, so
# that no old number is read again. Each metric has a version of its own in the registry.
VERSION = 7


class Score(NamedTuple):
    """One number of one set of images.

    ``value`` None means that it is not defined, and ``note`` says why. ``low`` and ``high`` are the
    ends of the interval at 95 % confidence. ``judge`` is None where no judge was asked. ``ratio``
    is to the floor, ``real``, which is what real images score; where the floor itself may be 0 it
    is a lower bound (``at_least``), taken to the upper end of the floor's interval. ``detail``
    holds what the number sums up, such as one value a class, and ``of_images`` one value an image,
    which JSON leaves out. ``protocol`` is the digest of what the scores of a table share, and
    ``version`` that of the metric, 0 where it states none.
    """

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0
    seed: int = 0
    judge: str | None = None
    ratio: float | None = None
    at_least: bool = False
    note: str = ""
    detail: Any = None
    of_images: OfImages | None = None
    real: float | None = None
    protocol: str = ""
    version: int = 0

    @property
    def defined(self) -> bool:
        """Whether there is a value."""
        return self.value is not None

    @property
    def margin(self) -> float | None:
        """Half the width of the interval."""
        return None if self.low is None or self.high is None else (self.high - self.low) / 2


NO_RATIO = "no ratio, as real images score below 0"

Scores = dict[str, Score]  # by the names of their columns


class Row(NamedTuple):
    """One line of a table: a name, scores by column, the data that they are of, the protocol.

    ``picture`` is the file of a figure of generated images above their nearest training images,
    which every evaluation on a small dataset leaves; "" otherwise. ``alarms`` holds the last alarm
    of each run that the row is of, by the run's name, "" for none.
    """

    name: str
    scores: Mapping[str, Score]
    data: str
    digest: str
    baseline: bool = False
    seconds: float = 0.0
    protocol: Statement | None = None
    picture: str = ""
    alarms: Mapping[str, str] = MappingProxyType({})


def with_ratios(
    scores: Mapping[str, Score], floor: Mapping[str, Score], columns: Mapping[str, Column]
) -> Scores:
    """The scores with their ratios to the floor, where their column has one."""
    bases = {
        name: floor[name] for name, column in columns.items() if column.ratio and name in floor
    }
    return {
        name: _with_ratio(score, bases[name]) if name in bases else score
        for name, score in scores.items()
    }


def _with_ratio(score: Score, floor: Score) -> Score:
    if score.value is None or floor.value is None:
        return score
    score = score._replace(real=floor.value)
    # An interval of the floor that holds 0 gives no ratio, only a bound of one.
    bound = floor.low is not None and floor.low <= 0.0
    base = floor.high if bound else floor.value
    if base is None or base <= 0.0:
        return score._replace(note=_joined(score.note, NO_RATIO))
    ratio = max(score.value, 0.0) / base
    # Below the bound a score cannot be told from the floor.
    return score if bound and ratio < 1.0 else score._replace(ratio=ratio, at_least=bound)


def _joined(note: str, more: str) -> str:
    return note if more in note else f"{note}; {more}" if note else more


def to_json(score: Score) -> dict[str, Any]:
    """The score as JSON can hold it: NaN and infinities become null."""
    table = {key: value for key, value in score._asdict().items() if key != "of_images"}
    return {key: _plain(value) for key, value in table.items()}


def from_json(table: Mapping[str, Any]) -> Score:
    """The score that :func:`to_json` wrote."""
    return Score(**{key: table[key] for key in Score._fields if key in table})


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "tolist"):
        return _plain(value.tolist())
    return None if isinstance(value, float) and not math.isfinite(value) else value
