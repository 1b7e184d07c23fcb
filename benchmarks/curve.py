"""The curve of a training: its score against its seconds, on disk after every point."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import keras
import numpy as np

from benchmarks.contenders import Contender
from keras_gencmp import runs
from keras_gencmp.runs import checkpoint

Point = dict[str, float]


class Curve(NamedTuple):
    """A contender, the steps between two points and in all, and the folder that keeps its curve.

    The seconds are of training alone: neither the tracing of the step nor the scores are in them.
    """

    contender: Contender
    every: int
    steps: int
    folder: Path

    @property
    def file(self) -> Path:
        """Where the points are kept."""
        return self.folder / f"{self.contender.name}.csv"

    @property
    def state(self) -> Path:
        """Where the training is kept as it was at the last point."""
        return self.folder / f"{self.contender.name}.npz"

    @property
    def points(self) -> list[Point]:
        """The points so far: step, images, wall and CPU seconds, scores."""
        if not self.file.exists():
            return []
        with self.file.open(newline="", encoding="utf-8") as lines:
            return [{k: float(v) for k, v in row.items()} for row in csv.DictReader(lines)]

    @property
    def done(self) -> float:
        """The part of the steps that is done."""
        points = self.points
        return points[-1]["step"] / self.steps if points else 0.0

    @property
    def variables(self) -> dict[str, keras.Variable]:
        """What the state holds, by its index."""
        return {f"{index:04d}": each for index, each in enumerate(self.contender.variables)}

    def open(self) -> None:
        """Trace the step, then start at the last point, or where the weights were drawn."""
        start = values(self.variables)
        self.contender.train(1)
        state = checkpoint.read(self.state) if self.points else start
        checkpoint.assign(self.variables, state, self.state)

    def go_on(self) -> Point:
        """Train to the next point, score it, and keep both."""
        before = self.points
        last = before[-1] if before else {"step": 0.0, "wall": 0.0, "cpu": 0.0}
        count = min(self.every, self.steps - int(last["step"]))
        wall, cpu = clocked(lambda: self.contender.train(count))
        step = int(last["step"]) + count
        point = {"step": step, "images": step * self.contender.batch_size}
        point |= {"wall": last["wall"] + wall, "cpu": last["cpu"] + cpu}
        point |= self.contender.score()
        self.keep([*before, point])
        return point

    def keep(self, points: Sequence[Point]) -> None:
        """The training first: a row without the state behind it could not be gone on from."""
        self.folder.mkdir(parents=True, exist_ok=True)
        checkpoint.write(self.state, values(self.variables))
        text = io.StringIO()
        writer = csv.DictWriter(text, points[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(points)
        runs.write_text(self.file, text.getvalue())


def values(variables: Mapping[str, keras.Variable]) -> dict[str, np.ndarray]:
    """The values of variables."""
    return {name: variable.numpy() for name, variable in variables.items()}


def clocked(work: Callable[[], object]) -> tuple[float, float]:
    """The wall and CPU seconds of some work."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def reached(points: Sequence[Point], score: str, level: float) -> Point | None:
    """The first point whose score, the smaller the better, is no worse than a level."""
    return next((point for point in points if point[score] <= level), None)


def column(points: Sequence[Point], name: str) -> np.ndarray:
    """One column of a curve."""
    return np.array([point[name] for point in points])
