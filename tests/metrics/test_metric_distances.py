import numpy as np
import pytest

from keras_gencmp.metrics import distances
from keras_gencmp.metrics.distances import nearest, nearest_others, squared_blocks
from keras_gencmp.metrics.errors import Undefined


def normal(seed: int, n: int, d: int, shift: float = 0.0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(n, d)) + shift


def naive(queries: np.ndarray, references: np.ndarray) -> np.ndarray:
    return np.linalg.norm(queries[:, None, :] - references[None, :, :], axis=2)


@pytest.mark.parametrize("shift", [0.0, 1e4])
def test_the_nearest_are_found_with_their_exact_distances(shift):
    queries, references = normal(0, 40, 9, shift), normal(1, 60, 9, shift)
    expected = naive(queries, references)
    found = nearest(queries, references, 3)
    np.testing.assert_array_equal(found.indices, np.argsort(expected, axis=1)[:, :3])
    np.testing.assert_allclose(found.distances, np.sort(expected, axis=1)[:, :3], rtol=1e-12)


def test_a_row_is_not_its_own_neighbour_but_its_copy_is():
    points = np.array([[0.0], [0.0], [5.0]])
    found = nearest_others(points, 2)
    np.testing.assert_array_equal(found.indices, [[1, 2], [0, 2], [0, 1]])
    np.testing.assert_array_equal(found.distances, [[0.0, 5.0], [0.0, 5.0], [5.0, 5.0]])


def test_copies_are_at_distance_exactly_zero_in_float32():
    references = normal(0, 500, 128, shift=3.0).astype(np.float32)
    found = nearest(references[::-1], references)
    np.testing.assert_array_equal(found.distances, 0.0)
    np.testing.assert_array_equal(found.indices[:, 0], np.arange(500)[::-1])


@pytest.mark.parametrize("d", [2, 128, 784])
@pytest.mark.parametrize("sparse", [False, True])
def test_a_raised_block_is_never_below_the_true_squared_distance(d, sparse):
    queries, references = normal(0, 90, d), normal(1, 90, d, shift=0.5)
    if sparse:
        queries[np.abs(queries) < 1.5] = 0.0
        references[np.abs(references) < 1.5] = 0.0
    queries[:30] = references[:30]
    queries, references = queries.astype(np.float32), references.astype(np.float32)
    centre = references.mean(axis=0, dtype=np.float64)
    norms = np.square(queries - centre).sum(1)[:, None] + np.square(references - centre).sum(1)
    exact = np.square(naive(queries.astype(np.float64), references.astype(np.float64)))
    for rows, block in squared_blocks(queries, references, margin=distances.MARGIN):
        assert (block >= exact[rows]).all()
        assert (block <= exact[rows] + 2.0 * distances.MARGIN * norms[rows]).all()


@pytest.mark.parametrize("elements", [1, 200, 10**9])
def test_blocks_cover_every_row_once(monkeypatch, elements):
    monkeypatch.setattr(distances, "ELEMENTS", elements)
    queries, references = normal(0, 50, 4), normal(1, 30, 4)
    blocks = list(squared_blocks(queries, references, dtype=np.float64))
    np.testing.assert_allclose(
        np.concatenate([block for _, block in blocks]), naive(queries, references) ** 2
    )
    assert [rows.start for rows, _ in blocks[1:]] == [rows.stop for rows, _ in blocks[:-1]]


def test_blocks_stay_small_against_many_references():
    assert distances.block_rows(60_000) * 60_000 <= distances.ELEMENTS
    assert distances.block_rows(10) == 1024
    assert distances.block_rows(10**9) == 1


def test_as_many_neighbours_as_references_are_allowed_but_not_of_the_set_itself():
    points = normal(0, 5, 2)
    assert nearest(points, points, 5).indices.shape == (5, 5)
    with pytest.raises(Undefined, match="5 neighbours need more than 5 points"):
        nearest_others(points, 5)
