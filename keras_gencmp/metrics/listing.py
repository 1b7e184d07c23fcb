"""The list of metrics as text, as ``gencmp evaluate --list-metrics`` prints it."""

from __future__ import annotations

import textwrap

from keras_gencmp.metrics.metric import NEEDS, Metric
from keras_gencmp.metrics.registry import METRICS

WIDTH, INDENT = 80, 16


def listing() -> str:
    """Every metric with its summary, columns and needs, and what the needs mean."""
    blocks = [_block(name, _lines(metric)) for name, metric in METRICS.items()]
    needs = [_block(name, [meaning]) for name, meaning in NEEDS.items()]
    arrows = "↓ low is better, ↑ high, → near real images or one half; * only if asked for."
    return "\n".join([*blocks, "", arrows, "", "Needs:", *needs])


def _lines(metric: Metric) -> list[str]:
    heads = "; ".join(column.head for column in metric.columns)
    needs = f"needs: {', '.join(metric.needs)}" if metric.needs else ""
    more = "; ".join(filter(None, [heads, needs, _least(metric)]))
    mark = "" if metric.default else " *"
    return [metric.summary + mark, *([more] if more else [])]


def _least(metric: Metric) -> str:
    """The smallest n, where it is above that of every evaluation or counts in classes."""
    of_all = f"{metric.least:,} images" if metric.least > Metric.least else ""
    of_each = f"{metric.least_per_class} a class" if metric.least_per_class else ""
    least = " and ".join(filter(None, [of_all, of_each]))
    return f"at least {least}" if least else ""


def _block(name: str, lines: list[str]) -> str:
    margin = " " * INDENT
    wrapped = [part for line in lines for part in textwrap.wrap(line, WIDTH - INDENT)]
    return "\n".join([f"{name:<{INDENT}}{wrapped[0]}", *(margin + line for line in wrapped[1:])])
