"""What the registry says about a metric: its columns, its needs, and when it is computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from keras_gencmp.registry import Entry

LOW, HIGH, REAL, HALF, UNKNOWN = (
    "low",
    "high",
    "real",
    "half",
    "",
)  # which values of a column are better
ARROWS = {LOW: "↓", HIGH: "↑", REAL: "→", HALF: "→0.5", UNKNOWN: ""}

# What a metric needs of the judge, of the images or of the model.
JUDGE, CLASSES, CHANNELS = "judge", "classes", "stacked digits"
LABELS, CLASSIFIER, ENCODER = "labels", "classifier", "encoder"
LIKELIHOOD, GRID, PRIOR = "likelihood", "1 or 2 latents", "prior density"
NEEDS = {
    JUDGE: "the fixed classifier whose features and classes the scores use",
    CLASSES: "classes that the judge tells apart",
    CHANNELS: "images of three channels, each a digit of its own",
    LABELS: "a model that draws images of a given class",
    CLASSIFIER: "a model that classifies images",
    ENCODER: "a model that maps images to codes",
    LIKELIHOOD: "a model whose p(x|z) and q(z|x) are densities",
    GRID: "a latent space that a grid can fill",
    PRIOR: "a model whose latents are drawn from a density p(z)",
}


# Inputs in which the images of each class are counted, and whose they are.
COUNTED = {"real_labels": "real", "labels": "generated"}


@dataclass(frozen=True)
class Column:
    """One number of a metric as a column of tables.

    ``better`` says which values are better: low ones, high ones, those near that of real images, or
    those near one half.
    ``ratio`` is whether tables show its ratio to the score of real images, and ``note_beside``
    whether its note stands beside the number rather than under the table.
    """

    name: str
    title: str
    better: str = UNKNOWN
    unit: str = ""
    ratio: bool = True
    note_beside: bool = False

    @property
    def head(self) -> str:
        """Title, unit and arrow, as in "ELBO, nats ↑"."""
        unit = f", {self.unit}" if self.unit else ""
        return f"{self.title}{unit} {ARROWS[self.better]}".rstrip()


@dataclass(frozen=True)
class Metric(Entry):
    """A metric by name: the path of its function, its columns, and what it needs.

    Metrics that are not ``default`` are computed on request. ``baselines`` maps the baselines that
    it is computed for to the path of the function that does so; None stands for all baselines and
    its own function. A ``costly`` metric is computed for baselines only beside a run that has what
    it needs. An ``external`` one is not of this package, and its function states its columns.

    ``least`` is the smallest n, images of each side, that can carry its scores, and
    ``least_per_class`` the same for each class of the judge; below them it has no value.
    ``counted`` are the inputs in which each class must have so many, where it asks for them: those
    of real images alone if the very score says which classes a generator lacks.

    ``version`` is raised whenever a number of the metric changes, the ends of its interval too: two
    scores of different versions are not compared, and a kept score of another version is computed
    again. External metrics have version 0, which says nothing.
    """

    columns: tuple[Column, ...] = ()
    needs: tuple[str, ...] = ()
    default: bool = True
    baselines: Mapping[str, str] | None = None
    costly: bool = False
    external: bool = False
    version: int = 1
    least: int = 20
    least_per_class: int = 0
    counted: tuple[str, ...] = ("real_labels",)
