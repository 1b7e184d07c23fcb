"""Losses of one unit in panels in which all of them can be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

# A KL divergence whose median is so many times smaller than that of the other losses is a line at
# 0 beside them, and their axis begins there, so that they are flat lines, too.
FLAT = 10.0


def readable(names: Sequence[str], values: Mapping[str, Sequence[float]]) -> list[list[str]]:
    """The names of losses in one panel, or KL divergences in a second one.

    A KL divergence of a few nats and a reconstruction error of two thousand have no common axis.
    """
    divergences = [name for name in names if "kl" in name.split("_")]
    others = [name for name in names if name not in divergences]
    if not divergences or not others:
        return [list(names)]
    if FLAT * _size(divergences, values) < _size(others, values):
        return [others, divergences]
    return [list(names)]


def _size(names: Sequence[str], values: Mapping[str, Sequence[float]]) -> float:
    """The median of the magnitudes of some losses; 0 where none is finite."""
    joined = np.abs(np.concatenate([np.asarray(values[n], float) for n in names if n in values]))
    finite = joined[np.isfinite(joined)]
    return float(np.median(finite)) if finite.size else 0.0
