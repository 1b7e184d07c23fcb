"""Numbers as options take them."""

from __future__ import annotations

from typing import Any

import click


class FiniteRange(click.FloatRange):
    """A number between two bounds; NaN, which no bound excludes, is none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number; Click's own error for another text."""
        number = super().convert(value, param, ctx)
        if number != number:
            self.fail(f"{value} is no number", param, ctx)
        return number
