"""Requirements of scores, such as "fid<5": whether the rows of a table meet them."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from keras_gencmp.errors import UserError
from keras_gencmp.evaluation.score import Row

COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
FORM = re.compile(r"\s*([\w-]+)\s*(<=|>=|<|>)\s*(-?\d+(?:\.\d*)?(?:e-?\d+)?)\s*")


class Requirement(NamedTuple):
    """A column, a comparison and the number to compare with."""

    column: str
    comparison: str
    bound: float

    def __str__(self) -> str:
        return f"{self.column} {self.comparison} {self.bound:g}"


def parse(texts: Iterable[str], columns: Sequence[str]) -> list[Requirement]:
    """Requirements as a user writes them; UserError for another form or an unknown column."""
    found = []
    for text in texts:
        match = FORM.fullmatch(text)
        if match is None:
            raise UserError(f"--require takes SCORE<NUMBER or SCORE>NUMBER, not {text!r}")
        column = match[1].replace("-", "_") if match[1] not in columns else match[1]
        if column not in columns:
            raise UserError(
                f"--require names {match[1]!r}, which is no column of the table: choose from "
                f"{', '.join(columns)}, or name its metric by --metrics"
            )
        found.append(Requirement(column, match[2], float(match[3])))
    return found


def failures(rows: Iterable[Row], requirements: Iterable[Requirement]) -> list[str]:
    """A sentence about each row, baselines apart, that does not meet a requirement.

    A score that is not there, or not defined, does not meet it.
    """
    wanted = list(requirements)
    return [
        f"{row.name}: {each} is not met, as it is {_shown(row, each)}"
        for row in rows
        if not row.baseline
        for each in wanted
        if not _met(row, each)
    ]


def _met(row: Row, requirement: Requirement) -> bool:
    score = row.scores.get(requirement.column)
    if score is None or score.value is None:
        return False
    return COMPARISONS[requirement.comparison](score.value, requirement.bound)


def _shown(row: Row, requirement: Requirement) -> str:
    score = row.scores.get(requirement.column)
    return "not defined" if score is None or score.value is None else f"{score.value:.4g}"
