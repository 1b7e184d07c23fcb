"""Claims: what the reports say, declared as experiments with the tests that decide them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

from keras_gencmp.errors import UserError
from keras_gencmp.recipes.reading import read_plain
from keras_gencmp.recipes.validation import check_fields
from keras_gencmp.registry import nearest

FOLDER = Path(__file__).parent
Kind = Literal["difference", "share", "target", "below", "spread"]


@dataclass(frozen=True)
class Expectation:
    """What a claim lets expect, and the test that decides whether it is so.

    ``says`` is what the claim expects in words. By ``kind`` it is about

    - "difference": the mean of ``measure`` over the models ``first`` less that over ``second``,
    - "share": the same of a measure that is 0 or 1, as whether a run has collapsed,
    - "spread": log of the ratio of the standard deviations over seeds, ``first`` to ``second``,
    - "target": the distance of the mean over ``first`` from ``target``,
    - "below": the mean over ``first``, which should be below ``matters``.

    ``matters`` is the least difference, or log ratio, that would matter, or the largest distance
    that would not. ``refuted`` says in words what would refute it.
    """

    says: str
    measure: str
    first: tuple[str, ...]
    matters: float
    refuted: str
    second: tuple[str, ...] = ()
    kind: Kind = "difference"
    target: float = 0.0


@dataclass(frozen=True)
class Claim:
    """A claim of the reports: its experiment, and the tests that all have to agree with it.

    ``models`` are variants as ``gencmp compare`` takes them; ``budget``, ``seeds`` and ``metrics``
    are those of the comparison, ``shows`` the measures that are printed beside
    those of the tests. A claim of theory has no models, and one about classifiers names
    the ``special`` experiment that decides it.
    """

    name: str
    claim: str
    reports: tuple[str, ...]
    tests: tuple[Expectation, ...] = ()
    models: tuple[str, ...] = ()
    budget: str = ""
    seeds: int = 0
    metrics: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()
    special: str = ""
    remark: str = ""


def names() -> list[str]:
    """The names of all claims, in their order."""
    return sorted((path.stem for path in FOLDER.glob("*.toml")), key=lambda name: int(name[1:]))


def load(name: str) -> Claim:
    """The claim of that name; UserError for an unknown one."""
    if name not in names():
        raise UserError(f"unknown claim {name!r}: {nearest(name, names())}")
    return parse(read_plain(FOLDER / f"{name}.toml"), name)


def parse(table: Mapping[str, Any], name: str) -> Claim:
    """The claim in a table, every key of which is checked."""
    tests = [_built(Expectation, each, f"{name}.test") for each in table.get("test", ())]
    rest = {key: value for key, value in table.items() if key != "test"}
    return _built(Claim, {**rest, "name": name}, name, tests=tuple(tests))


def _built(kind: type[Any], table: Mapping[str, Any], where: str, **more: Any) -> Any:
    check_fields(kind, table, where)
    values = {key: tuple(v) if isinstance(v, list) else v for key, v in table.items()}
    needed = {item.name for item in fields(kind) if item.name in ("says", "measure", "claim")}
    missing = needed - set(values)
    if missing:
        raise UserError(f"{where} lacks {', '.join(sorted(missing))}")
    return kind(**values, **more)
