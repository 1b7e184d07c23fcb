"""Shares in per cent and gains in points as text, with intervals that end where a share does."""

from __future__ import annotations

from keras_gencmp.evaluation.rounding import plain, with_error
from keras_gencmp.metrics.estimate import Estimate
from keras_gencmp.study.statistics import Difference

MOST = 100.0


def share(each: Estimate) -> str:
    """A share in per cent with its interval: "91.9 ± 1.2", or "83 (11 to 100)" where it is cut."""
    return _text(each, 0.0)


def share_alone(each: Estimate) -> str:
    """A share in per cent without its interval, to the digits that :func:`share` shows."""
    return rounded(100.0 * each.value, _margin(each))


def gain(each: Difference) -> str:
    """A gain in points with its interval, which ends at 100 points to either side."""
    return _text(each, -MOST)


def signed(each: Difference) -> tuple[str, str, str]:
    """A gain and the ends of its interval with their signs, to the digits of :func:`gain`."""
    low, high = max(100.0 * each.low, -MOST), min(100.0 * each.high, MOST)
    texts = [rounded(value, _margin(each)) for value in (100.0 * each.value, low, high)]
    value, low_text, high_text = (f"+{text}" if float(text) > 0.0 else text for text in texts)
    return value, low_text, high_text


def rounded(value: float, margin: float | None) -> str:
    """A value to the last digit that its margin is written with, of whole per cent at least."""
    return with_error(value, None if margin is None else min(margin, 99.0)).partition(" ± ")[0]


def _text(each: Estimate | Difference, least: float) -> str:
    value, margin = 100.0 * each.value, _margin(each)
    if each.low is None or each.high is None or margin is None:
        return plain(value)
    low, high = 100.0 * each.low, 100.0 * each.high
    if least <= low and high <= MOST:
        return with_error(value, margin)
    ends = rounded(max(low, least), margin), rounded(min(high, MOST), margin)
    return f"{rounded(value, margin)} ({ends[0]} to {ends[1]})"


def _margin(each: Estimate | Difference) -> float | None:
    if each.low is None or each.high is None:
        return None
    return 50.0 * (each.high - each.low)
