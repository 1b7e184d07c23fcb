"""Errors of metrics: a number that is not defined, and a metric that failed."""

from __future__ import annotations

from typing import Any


class Undefined(Exception):
    """A metric has no value for this data or this model; the message says why, in one clause.

    It alone becomes "n/a" in a table: every other error of a metric ends the evaluation. ``detail``
    is what is known all the same, such as the values of the other classes.
    """

    def __init__(self, reason: str, detail: Any = None) -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail


class MetricError(Exception):
    """A metric failed, or returned what is no score: an error of its code, named in front."""
