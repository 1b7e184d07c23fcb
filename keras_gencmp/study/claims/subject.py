"""What a measure is taken of: a run of a comparison."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from keras_gencmp.runs.run import Run
from keras_gencmp.study.compare.results import Entry, Results


class Subject(NamedTuple):
    """A run of an entry in its results, and the entries that it is compared with, itself included.

    FLOPs of a step are those of its plan.
    """

    results: Results
    entry: Entry
    number: int
    compared: Sequence[Entry]

    @property
    def run(self) -> Run:
        """The run."""
        return self.entry.runs[self.number]

    @property
    def flops_per_step(self) -> float:
        """FLOPs of one training step."""
        return (self.entry.cost.flops or math.nan) / self.entry.cost.steps
