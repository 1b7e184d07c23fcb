"""The curve of a training: its score against its seconds, on disk after every point."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.contenders import Contender
from keras_gencmp import runs

Point = dict[str, float]

CHUNK = 20  # steps between two looks at the clock
START: Point = {"step": 0.0, "wall": 0.0, "cpu": 0.0}


class Curve(NamedTuple):
    """A contender, its seed, the processor seconds of its points, and the folder that keeps them.

    The seconds are of training alone: neither the tracing of the step nor the scores are in them.
    """

    contender: Contender
    seed: int
    marks: tuple[float, ...]
    folder: Path

    @property
    def file(self) -> Path:
        """Where the points are kept."""
        return self.folder / f"{self.contender.name}-{self.seed}.csv"

    @property
    def state(self) -> Path:
        """Where the training is kept as it was at the last point."""
        return self.folder / f"{self.contender.name}-{self.seed}.state"

    @property
    def points(self) -> list[Point]:
        """The points so far: step, images, wall and processor seconds, scores."""
        if not self.file.exists():
            return []
        with self.file.open(newline="", encoding="utf-8") as lines:
            return [{k: float(v) for k, v in row.items()} for row in csv.DictReader(lines)]

    @property
    def last(self) -> Point:
        """The last point, or the start."""
        return (self.points or [START])[-1]

    @property
    def is_done(self) -> bool:
        """Whether the last second, or the end of the contender's schedule, is reached."""
        ended = self.contender.steps is not None and self.last["step"] >= self.contender.steps
        return ended or self.last["cpu"] >= self.marks[-1]

    def open(self) -> None:
        """Trace the step, then start at the last point, or where the weights were drawn."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if not self.points:
            self.contender.save(self.state)
        self.contender.train(1)
        self.contender.restore(self.state)

    def go_on(self) -> Point:
        """Train to the next point, score it, and keep both."""
        point = dict(self.last)
        mark = next(mark for mark in self.marks if mark > point["cpu"])
        limit = self.contender.steps or float("inf")
        while point["cpu"] < mark and point["step"] < limit:
            count = int(min(CHUNK, limit - point["step"]))
            seconds = self.contender.train(count)
            point["step"] += count
            point["wall"] += seconds.wall
            point["cpu"] += seconds.cpu
        point["images"] = point["step"] * self.contender.batch_size
        point |= self.contender.score()
        self.keep([*self.points, point])
        return point

    def keep(self, points: Sequence[Point]) -> None:
        """The training first: a row without the state behind it could not be gone on from."""
        beside = self.state.with_suffix(".new")
        self.contender.save(beside)
        beside.replace(self.state)
        text = io.StringIO()
        writer = csv.DictWriter(text, points[-1].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(points)
        runs.write_text(self.file, text.getvalue())


def marks(seconds: float, points: int) -> tuple[float, ...]:
    """The seconds of the points of a curve: closer to each other at its start."""
    return tuple(seconds * (np.arange(1, points + 1) / points) ** 2)


def column(points: Sequence[Point], name: str) -> np.ndarray:
    """One column of a curve."""
    return np.array([point[name] for point in points])
