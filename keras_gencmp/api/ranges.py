"""Ranges of the numbers that functions take: those of the options of the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import numpy as np

from keras_gencmp.errors import UserError
from keras_gencmp.recipes.hints import Range, problem
from keras_gencmp.recipes.schema import Count

Seed = Annotated[int, Range(ge=0, le=2**31 - 1)]
Scored = Annotated[int, Range(ge=1, le=100_000)]
Cost = Annotated[int, Range(ge=0, le=100_000)]  # 0: the usual one
# By function and argument. Those of train, resume and build are the ranges of the recipe's keys.
RANGES: Mapping[str, Mapping[str, Any]] = {
    "compare": {
        "seeds": Annotated[int, Range(ge=1, le=100)],
        "jobs": Annotated[int, Range(ge=1, le=256)],
        "n": Annotated[int, Range(ge=20, le=100_000)],
    },
    "dataset": {
        "batch_size": Count,
        "seed": Seed,
        "size": Annotated[int, Range(ge=1, le=4096)],
        "channels": Literal[0, 1, 3],
        "validation": Annotated[int, Range(ge=0, le=10**9)] | None,
    },
    "evaluate": {
        "n": Scored,
        "seed": Seed,
        "components": Scored,
        "nll_samples": Cost,
        "nll_images": Cost,
    },
    "grid": {"columns": Annotated[int, Range(ge=1, le=1000)] | None},
    "interpolate": {"steps": Annotated[int, Range(ge=2, le=1000)], "seed": Seed},
    "manifold": {"grid": Annotated[int, Range(ge=2, le=100)]},
    "reconstruct": {"n": Annotated[int, Range(ge=1, le=1000)], "seed": Seed},
    "reproduce": {"seed": Seed | None, "epochs": Count | None},
    "sample": {"n": Annotated[int, Range(ge=1, le=1_000_000)], "seed": Seed},
}


def check(function: str, **numbers: Any) -> None:
    """UserError where an argument of a function is no number of its range."""
    for name, value in numbers.items():
        plain = value.item() if isinstance(value, np.generic) else value
        sentence = problem(RANGES[function][name], plain, name)
        if sentence:
            raise UserError(sentence)
