"""The results of ablations: scores, difference and verdict of each row, and the file of them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import ablation_page, ablation_rows, report
from benchmarks.ablation_rows import Ablation
from keras_gencmp import runs
from keras_gencmp.errors import UserError
from keras_gencmp.metrics.metric import HIGH

if TYPE_CHECKING:
    from keras_gencmp.study.compare.results import Entry, Results
    from keras_gencmp.study.statistics import Difference

KEY = "ablations"  # of the rows in the JSON file
HELPS, HURTS, UNTOLD = "helps", "hurts", "cannot be told"


class Kept:
    """The rows in a JSON file, which is written anew with every row.

    ``machine`` is the one that trained last.
    """

    def __init__(self, path: Path, command: str) -> None:
        found = runs.read_json(path) if path.exists() else {}
        self.path, self.command, self.machine = path, command, found.get("machine")
        self.rows: dict[str, dict[str, Any]] = {each["name"]: each for each in found.get(KEY, ())}

    def has(self, row: Ablation, digest: str) -> bool:
        """Whether a row is there with this declaration; its words are then those of today."""
        found = self.rows.get(row.name, {})
        if found.get("declaration") != digest:
            return False
        found.update(asdict(row))
        return True

    def keep(self, row: dict[str, Any]) -> None:
        """Add a row, or put it in the place of the one of its name."""
        self.rows[row["name"]], self.machine = row, report.machine()
        self.write()

    def write(self) -> None:
        """Write the file; UserError without any row."""
        runs.write_json(self.path, self.table())

    def table(self) -> dict[str, Any]:
        """The rows that are declared today, in their order, and those of the README's table."""
        known = [self.rows[row.name] for row in ablation_rows.every() if row.name in self.rows]
        if not known:
            raise UserError(f"{self.path} holds no row: leave out --only-page")
        return {
            "title": f"Ablations, {', '.join(dict.fromkeys(each['dataset'] for each in known))}",
            "command": self.command,
            "machine": self.machine,
            "rows": [ablation_page.cells(each) for each in known],
            KEY: known,
        }


def measured(row: Ablation, digest: str, found: Results) -> dict[str, Any]:
    """A row with its scores, its difference, and the verdict, as JSON holds it."""
    from keras_gencmp.study.compare.records import finite
    from keras_gencmp.study.statistics import welch

    off, on = found.entries
    difference = welch(on.values(row.column.name), off.values(row.column.name))
    table = {
        **asdict(row),
        "declaration": digest,
        "command": ablation_rows.command(row),
        "images": found.protocol.n,
        "without": _variant(off, row.column.name),
        "with": _variant(on, row.column.name),
        "difference": difference._asdict() if difference and difference.has_interval else None,
        "verdict": verdict(difference, row.column.better),
    }
    return dict(finite(table))


def _variant(entry: Entry, column: str) -> dict[str, Any]:
    """The scores of a variant over its seeds, and what one of its trainings has cost."""
    return {
        "scores": entry.values(column),
        "seconds": entry.cost.processor_seconds,
        "steps": entry.cost.steps,
        "diverged": entry.diverged,
    }


def verdict(difference: Difference | None, better: str) -> str:
    """Whether an option helps or hurts, by where the whole interval of its difference lies."""
    if not difference or not difference.has_interval or difference.low <= 0 <= difference.high:
        return UNTOLD
    return HELPS if (difference.value > 0) == (better == HIGH) else HURTS
