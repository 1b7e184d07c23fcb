"""The scores that a run keeps: measured once, and read again by the next table."""

from __future__ import annotations

import hashlib

from keras_gencmp.evaluation.evaluate import Row
from keras_gencmp.evaluation.protocol import Protocol
from keras_gencmp.evaluation.score import Score, from_table, to_table
from keras_gencmp.runs import scores
from keras_gencmp.runs.files import write_json
from keras_gencmp.runs.run import Run

VERSION = 2  # raised whenever a definition changes, so that no old number stands in a new table


def origin(run: Run, protocol: Protocol, *more: int) -> str:
    """What a score comes from, as sixteen hexadecimal digits: equal origins give equal scores.

    The protocol, the state of the model, and ``more`` numbers that the caller was asked for.
    """
    state = hashlib.sha256(run.checkpoint_file.read_bytes()).hexdigest()
    words = f"{VERSION} {protocol.key} {state} {more}"
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def keep(run: Run, row: Row, protocol: Protocol, sampler: str, source: str = "") -> None:
    """Write a row into the run's scores, beside what other samplers scored.

    Scores measured before, and not now, stay: each carries its own judge, n and seed, and the
    origin that it came from.
    """
    table = scores.read(run.evaluation_file)
    before = table.get(sampler, {})
    now = {name: to_table(score) for name, score in row.scores.items()}
    table[sampler] = {
        "data": protocol.splits.name,
        "data_digest": protocol.splits.digest,
        "seconds": round(row.seconds, 1),
        "scores": before.get("scores", {}) | now,
        "origins": before.get("origins", {}) | dict.fromkeys(now, source),
    }
    write_json(run.evaluation_file, table)


def kept(run: Run, sampler: str = "prior", source: str | None = None) -> dict[str, Score]:
    """The scores that a run keeps, all or those of one origin; none before its first evaluation."""
    table = scores.read(run.evaluation_file).get(sampler, {})
    origins = table.get("origins", {})
    return {
        name: from_table(score)
        for name, score in table.get("scores", {}).items()
        if source in (None, origins.get(name))
    }
