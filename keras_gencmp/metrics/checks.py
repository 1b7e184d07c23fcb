"""Checks of a metric's input: each returns the checked array.

Arrays of the wrong type, shape or range raise ValueError: that is an error of the caller. Arrays
for which no metric is defined, of too few rows or with a NaN in them, raise Undefined.
"""

import numpy as np

from keras_gencmp.metrics.errors import Undefined


def array(values: np.ndarray, name: str, shape: str = "", *, rows: int = 1) -> np.ndarray:
    """Real, finite numbers in ``rows`` rows or more; float32 stays, all else becomes float64.

    ``shape`` names the dimensions, as in "n, d"; "" is any number of them.
    """
    values = np.asarray(values)
    if values.dtype.kind not in "fiub":
        raise ValueError(f"the {name} must be real numbers, not {values.dtype}")
    if values.ndim < 1 or (shape and values.ndim != len(shape.split(","))):
        raise ValueError(f"the {name} must have shape ({shape or 'n, ...'}), not {values.shape}")
    if len(values) < rows or values.size == 0:
        raise Undefined(f"the {name} need at least {rows} rows, but their shape is {values.shape}")
    if values.dtype not in (np.float32, np.float64):
        values = values.astype(np.float64)
    return finite(values, name)


def finite(values: np.ndarray, name: str) -> np.ndarray:
    """Numbers without a NaN or an infinity among them."""
    if not np.isfinite(values).all():
        raise Undefined(f"the {name} hold a NaN or an infinity")
    return values


def features(values: np.ndarray, name: str = "features", *, rows: int = 1) -> np.ndarray:
    """Features: finite, of shape (n, d), n at least ``rows``."""
    return array(values, name, "n, d", rows=rows)


def feature_pair(
    first: np.ndarray,
    second: np.ndarray,
    names: tuple[str, str] = ("real features", "generated features"),
    *,
    rows: int = 1,
) -> tuple[np.ndarray, np.ndarray]:
    """Two sets of features of one dimension d; the numbers of rows may differ."""
    first, second = features(first, names[0], rows=rows), features(second, names[1], rows=rows)
    if first.shape[1] != second.shape[1]:
        sizes = f"{first.shape[1]} and {second.shape[1]}"
        raise ValueError(f"the {names[0]} and the {names[1]} differ in dimension: {sizes}")
    return first, second


def images(values: np.ndarray, name: str = "images", *, rows: int = 1) -> np.ndarray:
    """Images: floats in [0, 1] of shape (n, height, width, channels)."""
    if np.asarray(values).dtype.kind in "iu":
        raise ValueError(f"the {name} must be floats in [0, 1], not {np.asarray(values).dtype}")
    values = array(values, name, "n, h, w, c", rows=rows)
    if values.min() < 0.0 or values.max() > 1.0:
        raise ValueError(f"the {name} must lie in [0, 1], not {values.min():g} to {values.max():g}")
    return values


def byte_images(values: np.ndarray, name: str = "images") -> np.ndarray:
    """Images as bytes, uint8 of shape (n, height, width, channels), n at least 1."""
    values = np.asarray(values)
    if values.dtype != np.uint8 or values.ndim != 4:
        raise ValueError(f"the {name} must be uint8 of shape (n, h, w, c), not {_kind(values)}")
    if values.size == 0:
        raise Undefined(f"there are no {name}")
    return values


def labels(
    values: np.ndarray, name: str = "labels", *, classes: int | None = None, rows: int | None = None
) -> np.ndarray:
    """Labels: int64 of shape (n,), from 0 to ``classes`` - 1; ``rows`` is the n required."""
    values = np.asarray(values)
    if values.ndim != 1 or values.size == 0 or values.dtype.kind not in "iu":
        raise ValueError(f"the {name} must be integers of shape (n,), n > 0, not {_kind(values)}")
    if rows is not None and len(values) != rows:
        raise ValueError(f"there are {len(values)} {name} for {rows} rows")
    if values.min() < 0 or (classes is not None and values.max() >= classes):
        above = "" if classes is None else f" and below {classes}"
        raise ValueError(f"the {name} must be 0 or more{above}")
    return values.astype(np.int64)


def probabilities(values: np.ndarray, name: str = "probabilities") -> np.ndarray:
    """Class probabilities: float64 of shape (n, classes), each row summing to 1 within 1e-3."""
    values = features(values, name).astype(np.float64)
    if values.min() < 0.0 or np.abs(values.sum(axis=1) - 1.0).max() > 1e-3:
        raise ValueError(f"each row of the {name} must be non-negative and sum to 1")
    return values / values.sum(axis=1, keepdims=True)


def neighbours(k: int, rows: int, name: str = "rows") -> None:
    """Each of ``rows`` points must have ``k`` neighbours beside itself."""
    if k < 1:
        raise ValueError(f"the number of neighbours must be 1 or more, not {k}")
    if k >= rows:
        raise Undefined(f"{k} neighbours need more than {k} {name}, but there are {rows}")


def same_shape(first: np.ndarray, second: np.ndarray, names: tuple[str, str]) -> None:
    """Two arrays that are compared entry by entry must have one shape."""
    if first.shape != second.shape:
        shapes = f"{first.shape} and {second.shape}"
        raise ValueError(f"the {names[0]} and the {names[1]} differ in shape: {shapes}")


def _kind(values: np.ndarray) -> str:
    return f"{values.dtype} of shape {values.shape}"
