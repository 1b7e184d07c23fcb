"""Which code a recipe would load from outside the package: a run may name none unasked.

Whoever names a recipe file on the command line has chosen it. A run's recipe.json comes with the
run, perhaps from somebody else, and opening a run must not run code that came along.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from keras_gencmp.recipes.validation import RecipeError
from keras_gencmp.registry import is_path

# The sections whose names are looked up. The rest is prose, numbers, and the path of a dataset.
SECTIONS = ("model", "networks", "optimizers", "prior", "quick")
DATASET = "quick.data.dataset"


def code_paths(table: Mapping[str, Any]) -> dict[str, str]:
    """The paths of code ("my_package.my_module:thing") in a recipe's table, by dotted key.

    Every text within the sections counts, however deep and under whatever key: which options name
    a component is known to the models only.
    """
    texts = (each for name in SECTIONS for each in _texts(table.get(name), name))
    return {key: text for key, text in texts if is_path(text) and key != DATASET}


def check_no_code(table: Mapping[str, Any], run: str) -> None:
    """RecipeError where the recipe of a run names code outside the package."""
    for key, path in code_paths(table).items():
        raise refusal(run, path, key)


def refusal(run: str, path: str, key: str) -> RecipeError:
    """The sentence for a run whose recipe would load code at a dotted key."""
    return RecipeError(
        f"the run {run} would load code from outside the package, {path!r} ({key}): "
        "open it with --trust if you trust that code"
    )


def _texts(value: Any, key: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from _texts(item, f"{key}.{name}")
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item, key)
