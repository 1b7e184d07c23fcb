"""Rivals timed in alternating rounds, so that what slows the machine slows all of them alike.

Seconds on a shared machine drift by a factor of two within an hour; the ratio of two rivals timed
right after one another holds to some per cent. So every comparison here is a ratio within a round,
and what is said of it are the median and the quartiles over the rounds.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np


class Rival(NamedTuple):
    """Something to time: its name, one round of it, and how much work (images, say) a round is.

    ``flops`` are the floating-point operations of one unit of work, where they are known.
    """

    name: str
    round: Callable[[], object]
    work: float = 1.0
    flops: float = 0.0


class Timing(NamedTuple):
    """A rival and its seconds of each round, (rounds,)."""

    rival: Rival
    seconds: np.ndarray

    @property
    def rates(self) -> np.ndarray:
        """Work a second in each round, (rounds,)."""
        return self.rival.work / self.seconds

    @property
    def speeds(self) -> np.ndarray:
        """Floating-point operations a second in each round, (rounds,)."""
        return self.rates * self.rival.flops


class Spread(NamedTuple):
    """The median of some rounds and the quartiles around it."""

    low: float
    median: float
    high: float

    def text(self, digits: int = 2) -> str:
        """The median with its quartiles in brackets, as in ``1.32 [1.28, 1.37]``."""
        low, median, high = (f"{value:,.{digits}f}" for value in self)
        return f"{median} [{low}, {high}]"


def alternate(rivals: Sequence[Rival], rounds: int, warm_up: int = 1) -> list[Timing]:
    """The seconds of ``rounds`` rounds of every rival, in which each runs once.

    The order moves on by one every round. The rounds of the warm-up, in which functions are
    traced and caches are filled, are not counted.
    """
    seconds = np.empty((rounds, len(rivals)))
    for number in range(-warm_up, rounds):
        for turn in range(len(rivals)):
            index = (number + turn) % len(rivals)
            began = time.perf_counter()
            rivals[index].round()
            seconds[max(number, 0), index] = time.perf_counter() - began
    return [Timing(rival, column) for rival, column in zip(rivals, seconds.T, strict=True)]


def spread(values: np.ndarray) -> Spread:
    """The median and the quartiles of some numbers."""
    return Spread(*np.quantile(values, [0.25, 0.5, 0.75]))


def ratio(first: Timing, second: Timing) -> Spread:
    """How many times the second's rate the first one reaches, round by round."""
    return spread(first.rates / second.rates)
