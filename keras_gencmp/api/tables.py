"""Tables of scores as a Python session holds them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from keras_gencmp.errors import UserError
from keras_gencmp.evaluation import render
from keras_gencmp.evaluation.score import Row, Scores
from keras_gencmp.evaluation.table import Columns
from keras_gencmp.registry import nearest


@dataclass(frozen=True, repr=False)
class ScoreTable:
    """Scores of models beside those of real images and trivial generators, one row each.

    ``table["dcgan"]["fid"]`` is a score, with its ``value``, the ends ``low`` and ``high`` of its
    interval at 95 % confidence, its ``n``, seed and judge. A row is named by the run, by its recipe
    where one run alone has it, or as a baseline is ("real images"). A notebook shows the table;
    ``print`` writes it as ``gencmp evaluate`` does. ``values()`` is what a pandas.DataFrame takes.
    """

    rows: Sequence[Row]
    columns: Columns

    def __getitem__(self, name: str) -> Scores:
        """The scores of a row by column; UserError with the names of the rows for another name."""
        names = [row.name for row in self.rows]
        meant = [each for each in names if each == name] or [
            each for each in names if each.startswith((f"{name}/", f"{name} "))
        ]
        if len(meant) != 1:
            hint = f"choose from {', '.join(meant)}" if meant else nearest(name, names)
            raise UserError(f"{name!r} names {len(meant) or 'no'} rows: {hint}")
        return dict(self.rows[names.index(meant[0])].scores)

    def values(self) -> dict[str, dict[str, float | None]]:
        """The bare numbers, by row and column; None where a score is not defined."""
        return {
            row.name: {name: score.value for name, score in row.scores.items()} for row in self.rows
        }

    def markdown(self) -> str:
        """The table as Markdown, as ``gencmp evaluate -o FILE.md`` writes it."""
        return render.markdown(self.rows, self.columns)

    def __str__(self) -> str:
        return render.text(self.rows, self.columns)

    __repr__ = __str__

    def _repr_markdown_(self) -> str:
        return self.markdown()
