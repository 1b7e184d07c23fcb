"""What each report shows and prints, as plain data: one TOML file a report."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


def letters() -> list[str]:
    """The letters of the reports that can be reproduced."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def read(letter: str) -> dict[str, Any]:
    """What a report shows and prints: its figures, settings, tables of layers and losses."""
    return tomllib.loads((FOLDER / f"{letter}.toml").read_text(encoding="utf-8"))


def drawings(figure: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What is drawn for a figure: pairs of a kind, as "samples", and the name of a recipe.

    The pair of a figure of the theory is "theory" and the name of that figure.
    """
    pairs = (text.split() for text in figure["draw"])
    return [(kind, name) for kind, name in pairs]


def names_of(report: Mapping[str, Any]) -> list[str]:
    """The recipes that a report's figures and numbers need, in the order of their mention."""
    drawn = [pair for figure in report["figure"] for pair in drawings(figure)]
    in_figures = [name for kind, name in drawn if kind != "theory"]
    kinds = ("setting", "losses", "layers")
    tables = [row["recipe"] for kind in kinds for row in report.get(kind, ())]
    return list(dict.fromkeys([*in_figures, *tables]))
