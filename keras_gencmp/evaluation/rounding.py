"""Numbers as text, rounded by their error."""

from __future__ import annotations

import math


def with_error(value: float, error: float | None) -> str:
    """A value and its error: two significant digits of the error, the value to the same place.

    12.3456 and 0.987 are "12.35 ± 0.99". Four significant digits where there is no error.
    """
    if error is None or not math.isfinite(error):
        return plain(value)
    if error <= 0.0:
        return f"{plain(value)} ± 0"
    # The exponent of the error after rounding to two digits: 0.0996 is 0.10, not 0.100.
    exponent = int(f"{error:.1e}".partition("e")[2])
    decimals = 1 - exponent
    if decimals > 6:
        return f"{plain(value)} ± {error:.1e}"
    return f"{_rounded(value, decimals)} ± {_rounded(error, decimals)}"


def plain(value: float, digits: int = 4) -> str:
    """A number with some significant digits, and all digits before the point."""
    return f"{value:.0f}" if abs(value) >= 10**digits else f"{value:.{digits}g}"


def _rounded(value: float, decimals: int) -> str:
    text = f"{round(value, decimals):.{max(decimals, 0)}f}"
    return text.removeprefix("-") if float(text) == 0.0 else text
