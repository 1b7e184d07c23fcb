"""The scores that a run keeps in its evaluation.json, so that they are computed once."""

from __future__ import annotations

import hashlib
from typing import Any

from keras_gencmp import assembly
from keras_gencmp.evaluation.evaluated_model import PRIOR, EvaluatedModel
from keras_gencmp.evaluation.protocol import Protocol
from keras_gencmp.evaluation.score import VERSION, Row, Scores, from_json, to_json
from keras_gencmp.runs import scores as tables
from keras_gencmp.runs.files import write_json
from keras_gencmp.runs.run import Run


def origin(evaluated: EvaluatedModel, protocol: Protocol) -> str:
    """What scores come from, as sixteen hexadecimal digits: equal origins give equal scores.

    The definitions, the protocol, the weights of the model, and the cost that its NLL may have. A
    model that is drawn from by a function of the caller has none, "": nothing tells two functions
    apart.
    """
    if evaluated.draw is not None:
        return ""
    sha = hashlib.sha256(f"{VERSION} {protocol.key}".encode())
    sha.update(f"{evaluated.nll_samples} {evaluated.nll_images}".encode())
    for name, variable in assembly.learned(evaluated.model).items():
        sha.update(name.encode() + variable.numpy().tobytes())
    return sha.hexdigest()[:16]


class Results:
    """The evaluation.json of a run: read once, and written whole.

    It holds a table for each sampler of latents. Every score carries its own judge, n and seed, and
    the origin that it comes from.
    """

    def __init__(self, run: Run) -> None:
        self._file = run.evaluation_file
        self._tables: dict[str, Any] = dict(tables.read(self._file))

    def scores(self, sampler: str = PRIOR, origin: str | None = None) -> Scores:
        """The scores of a sampler, all or those of one origin; none of the origin ""."""
        table = self._tables.get(sampler, {})
        origins = table.get("origins", {})
        return {
            name: from_json(score)
            for name, score in table.get("scores", {}).items()
            if origin is None or (origin and origin == origins.get(name))
        }

    def keep(self, row: Row, scores: Scores, sampler: str, origin: str) -> None:
        """Add scores of a row; those of other metrics stay."""
        before = self._tables.get(sampler, {})
        new = {name: to_json(score) for name, score in scores.items()}
        self._tables[sampler] = {
            "data": row.data,
            "data_digest": row.digest,
            "seconds": round(row.seconds, 1),
            "scores": before.get("scores", {}) | new,
            "origins": before.get("origins", {}) | dict.fromkeys(new, origin),
            "protocols": before.get("protocols", {}) | _protocols(row),
        }
        write_json(self._file, self._tables)


def _protocols(row: Row) -> dict[str, str]:
    return {row.protocol.digest: row.protocol.words} if row.protocol else {}
