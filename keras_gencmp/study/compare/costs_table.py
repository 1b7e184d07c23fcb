"""The table of what the trainings of a comparison have cost."""

from __future__ import annotations

import math

from keras_gencmp.reports.comparison_page import Cell, SortableTable
from keras_gencmp.study.compare.results import Entry, Results


def costs(results: Results) -> SortableTable:
    """The table of what the trainings have cost, without columns that no model has a cell in."""
    heads = ["model", "seeds", "steps", "images", "FLOPs", "processor seconds", "seconds"]
    heads += ["parameters", "peak memory"]
    title = "Cost of a training, mean over its seeds, evaluations left out"
    lines = [_cost_line(entry) for entry in results.entries]
    known = [number for number in range(len(heads)) if any(line[number].text for line in lines)]
    rows = [[line[number] for number in known] for line in lines]
    return SortableTable(title, [heads[number] for number in known], rows)


def _cost_line(entry: Entry) -> list[Cell]:
    cost = entry.cost
    lost = f" ({len(entry.diverged)} diverged)" if entry.diverged else ""
    gigabytes = cost.peak / 2**30 if cost.peak else None
    return [
        Cell(entry.label),
        Cell(f"{len(entry.rows)}{lost}", len(entry.rows)),
        _whole(cost.steps),
        _whole(cost.images),
        Cell("" if cost.flops is None else f"{cost.flops:.3g}", cost.flops),
        _whole(cost.processor_seconds),
        _whole(cost.seconds),
        _whole(cost.parameters),
        Cell("" if gigabytes is None else f"{gigabytes:.2f} GiB", gigabytes),
    ]


def _whole(value: float | None) -> Cell:
    return Cell("") if value is None or math.isnan(value) else Cell(f"{value:,.0f}", value)
