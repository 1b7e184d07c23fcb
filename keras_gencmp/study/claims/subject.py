"""What a measure is taken of: a run of a comparison."""

from __future__ import annotations

import math
from typing import NamedTuple

from keras_gencmp.runs.run import Run
from keras_gencmp.study.compare.results import Entry, Results


class Subject(NamedTuple):
    """A run of an entry, by its number there, in the results of a comparison."""

    results: Results
    entry: Entry
    number: int

    @property
    def run(self) -> Run:
        """The run."""
        return self.entry.runs[self.number]

    @property
    def flops_per_step(self) -> float:
        """FLOPs of one training step."""
        return (self.entry.cost.flops or math.nan) / self.entry.cost.steps
