"""How scores were made: the protocol as one line, and the digest by which tables are compared."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from keras_gencmp.evaluation.score import Score
from keras_gencmp.metrics.registry import METRICS

DIGITS = 8  # of a digest, hexadecimal


class Statement(NamedTuple):
    """What the scores of one protocol share, without which none of them can be compared.

    ``training``, ``held_out`` and ``reference`` are numbers of real images, and
    ``reference_digest`` is of the last. ``quantisation`` is what images are rounded to before the
    judge sees them. ``moved`` are the last images of the training split that are held out from the
    judge, and ``left_out`` images that it was fitted on; both follow from the rest.
    """

    judge: str
    n: int
    seed: int
    data: str
    data_digest: str
    training: int
    held_out: int
    reference: int
    reference_digest: str
    quantisation: str = "bytes"
    moved: int = 0
    left_out: int = 0

    @property
    def digest(self) -> str:
        """Eight hexadecimal digits of SHA-256; scores of equal digests share their protocol.

        The versions of all metrics of the package are in it, whichever of them a table shows.
        """
        known = [(name, row.version) for name, row in METRICS.items() if row.version]
        stated = self[: self._fields.index("moved")]
        return hashlib.sha256(repr((*stated, known)).encode()).hexdigest()[:DIGITS]

    @property
    def words(self) -> str:
        """The protocol in words."""
        return (
            f"judge {self.judge}, n {self.n}, seed {self.seed}, {self._sets} images "
            f"({self.reference_digest}) of {self.data} ({self.data_digest}), "
            f"rounded to {self.quantisation}"
        )

    @property
    def _sets(self) -> str:
        """The numbers of real images, and where those are that a reader of the splits misses."""
        moved = (
            f" (the last {self.moved} of {self.training + self.moved} training images among them)"
            if self.moved
            else ""
        )
        known = f"without {self.left_out} images that the judge was fitted on, "
        return (
            f"{known if self.left_out else ''}{self.training} training, "
            f"{self.held_out} held-out{moved} and {self.reference} reference"
        )


def line(statement: Statement, scores: Iterable[Score]) -> str:
    """The protocol as one line: its digest, what is in it, and the versions of the metrics."""
    words = [statement.words, versions(scores)]
    return f"Protocol {statement.digest}: {', '.join(filter(None, words))}."


def versions(scores: Iterable[Score]) -> str:
    """The versions of the metrics that have a score, as in "version 2 of cas, 1 of fid and kid"."""
    by_version: dict[int, dict[str, None]] = {}
    for score in scores:
        if score.version and score.defined:
            by_version.setdefault(score.version, {})[score.name] = None
    parts = [f"{number} of {' '.join(names)}" for number, names in sorted(by_version.items())]
    return f"version {', '.join(parts)}" if parts else ""


def to_json(statement: Statement, scores: Mapping[str, Score]) -> dict[str, Any]:
    """The protocol of a row as JSON, with its digest and its line."""
    words = line(statement, scores.values())
    return statement._asdict() | {"digest": statement.digest, "line": words}
