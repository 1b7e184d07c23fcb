"""The scores of a comparison for programs: as CSV and as JSON."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Sequence
from typing import Any

from keras_gencmp.evaluation.score import Row, to_json
from keras_gencmp.evaluation.table import protocols
from keras_gencmp.study.compare.ranking import Ranking
from keras_gencmp.study.compare.results import Entry, Results
from keras_gencmp.terminal import console


def as_csv(results: Results, ranking: Ranking) -> str:
    """One line for each model, seed and column: value, interval, n; the seed "all" is the mean."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["model", "seed", "score", "value", "low", "high", "n", "ratio to real"])
    for label, seed, row in _lines(results):
        for name in results.columns:
            score = row.scores.get(name)
            if score and score.value is not None:
                numbers = [score.value, score.low, score.high, score.n, score.ratio]
                writer.writerow([console.clean(label), seed, name, *numbers])
    return buffer.getvalue()


def _lines(results: Results) -> list[tuple[str, str, Row]]:
    lines = [(row.name, "", row) for row in results.baselines]
    for entry in results.entries:
        for run, row in zip(entry.runs, entry.rows, strict=True):
            lines.append((entry.label, str(run.recipe.schedule.seed), row))
        if entry.mean:
            lines.append((entry.label, "all", entry.mean))
    return lines


def as_json(results: Results, ranking: Ranking, sentences: Sequence[str], about: Any) -> str:
    """Everything: what was declared, scores of seeds and means, costs, tests, and the verdict."""
    every_row = [row for entry in results.entries for row in entry.rows]
    table = {
        "about": about,
        "data": results.data,
        "data_digest": results.digest,
        "protocol": protocols([*results.baselines, *every_row]),
        "verdict": list(sentences),
        "ranked_by": ranking.column.name,
        "models": [_entry_table(entry, results) for entry in results.entries],
        "baselines": {row.name: _score_table(row, results) for row in results.baselines},
        "tests": [
            {"first": p.first, "second": p.second, **p.difference._asdict()}
            for p in ranking.pairs
            if p.difference
        ],
    }
    return json.dumps(finite(table), indent=2) + "\n"


def _entry_table(entry: Entry, results: Results) -> dict[str, Any]:
    seeds = {
        str(run.recipe.schedule.seed): _score_table(row, results)
        for run, row in zip(entry.runs, entry.rows, strict=True)
    }
    return {
        "model": entry.label,
        "seeds": seeds,
        "mean": _score_table(entry.mean, results) if entry.mean else {},
        "diverged": entry.diverged,
        "cost": entry.cost._asdict(),
    }


def _score_table(row: Row, results: Results) -> dict[str, Any]:
    return {name: to_json(row.scores[name]) for name in results.columns if name in row.scores}


def finite(value: Any) -> Any:
    """JSON has neither NaN nor infinities: they become null."""
    if isinstance(value, dict):
        return {key: finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
