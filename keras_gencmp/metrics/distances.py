"""Euclidean distances between many rows: blocked, so that memory stays small at any n.

A block is |a|^2 + |b|^2 - 2 a.b from a float32 matrix product of centred rows. Its error is some
5e-7 (|a|^2 + |b|^2), lengths taken from the mean of the references; 1.2e-6 is the worst of 8e7
pairs in 2 to 2048 dimensions. Distances that a caller sees are computed again from the differences
in float64.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from keras_gencmp.metrics import checks

# Elements of a block: 16 MB of float32 and 32 MB of the indices that a partition returns.
ELEMENTS = 4_000_000
# Rows beyond k that the float32 search keeps, so that rounding cannot hide a neighbour.
SPARE = 4
# Bound on the rounding error of a float32 block, relative to |a|^2 + |b|^2.
MARGIN = 4e-6


class Neighbours(NamedTuple):
    """The k nearest references of each query, nearest first; both arrays are (queries, k)."""

    indices: np.ndarray
    distances: np.ndarray


def squared_blocks(
    queries: np.ndarray, references: np.ndarray, *, dtype: type = np.float32, margin: float = 0.0
) -> Iterator[tuple[slice, np.ndarray]]:
    """Squared distances of consecutive queries to all references, as (slice of queries, block).

    A block has shape (queries in it, references) and is not below 0. Every entry is raised by
    ``margin`` (|a|^2 + |b|^2): with ``MARGIN`` no entry lies below the true squared distance, so
    that ``block < radius ** 2`` stays strict and a tie is outside whatever the rounding.
    """
    centre = references.mean(axis=0, dtype=np.float64)
    a = (queries - centre).astype(dtype)
    b = (references - centre).astype(dtype)
    a_norms, b_norms = (np.square(x, dtype=np.float64).sum(axis=1) * (1.0 + margin) for x in (a, b))
    step = block_rows(len(b))
    for start in range(0, len(a), step):
        rows = slice(start, min(start + step, len(a)))
        block = a[rows] @ (-2.0 * b.T)
        block += a_norms[rows, None].astype(dtype)
        block += b_norms[None, :].astype(dtype)
        yield rows, np.maximum(block, 0.0, out=block)


def nearest(queries: np.ndarray, references: np.ndarray, k: int = 1) -> Neighbours:
    """The k nearest references of each query with float64 distances, ties in no set order.

    Neighbours whose squared distances agree within the rounding of a block may be swapped beyond
    the k-th. Undefined if there are fewer than k references.
    """
    queries, references = checks.feature_pair(
        queries, references, ("queries", "references"), rows=1
    )
    checks.neighbours(k, len(references) + 1, "references")
    return _search(queries, references, k, leave_one_out=False)


def nearest_others(points: np.ndarray, k: int = 1) -> Neighbours:
    """The k nearest other rows of each row, the row itself left out by its index; needs k < n."""
    points = checks.features(points, "points", rows=2)
    checks.neighbours(k, len(points), "points")
    return _search(points, points, k, leave_one_out=True)


def block_rows(columns: int) -> int:
    """The number of query rows in a block against ``columns`` references: at most 1024."""
    return int(np.clip(ELEMENTS // columns, 1, 1024))


def _search(queries: np.ndarray, references: np.ndarray, k: int, leave_one_out: bool) -> Neighbours:
    indices = np.empty((len(queries), k), dtype=np.int64)
    distances = np.empty((len(queries), k))
    for rows, block in squared_blocks(queries, references):
        if leave_one_out:
            block[np.arange(len(block)), np.arange(rows.start, rows.stop)] = np.inf
        candidates = _smallest(block, min(k + SPARE, len(references) - leave_one_out))
        exact = _exact(queries[rows], references, candidates)
        order = np.argsort(exact, axis=1, kind="stable")[:, :k]
        indices[rows] = np.take_along_axis(candidates, order, axis=1)
        distances[rows] = np.take_along_axis(exact, order, axis=1)
    return Neighbours(indices, distances)


def _smallest(block: np.ndarray, count: int) -> np.ndarray:
    """Columns of the ``count`` smallest entries of each row, in rising order of the column."""
    return np.sort(np.argpartition(block, count - 1, axis=1)[:, :count], axis=1)


def _exact(queries: np.ndarray, references: np.ndarray, candidates: np.ndarray) -> np.ndarray:
    differences = references[candidates].astype(np.float64) - queries[:, None, :]
    return np.sqrt(np.einsum("qkd,qkd->qk", differences, differences))
