import numpy as np
import pytest

from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.metrics.vendi import vendi, vendi_score


def normal(seed: int, n: int = 300, d: int = 4) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(n, d))


@pytest.mark.parametrize("shape", [(7, 4), (3, 9)])
def test_identical_rows_count_as_one(shape):
    assert vendi_score(np.full(shape, 2.5)) == pytest.approx(1.0)


@pytest.mark.parametrize("d", [5, 12])
def test_orthogonal_rows_count_each_whatever_their_length(d):
    rows = np.eye(d)[:5] * np.arange(1, 6)[:, None]
    assert vendi_score(rows) == pytest.approx(5.0)
    assert vendi_score(np.repeat(rows, 4, axis=0)) == pytest.approx(5.0)


def test_unequal_groups_count_by_the_exponential_of_their_entropy():
    rows = np.repeat(np.eye(2), [3, 1], axis=0)
    entropy = -0.75 * np.log(0.75) - 0.25 * np.log(0.25)
    assert vendi_score(rows) == pytest.approx(np.exp(entropy))


@pytest.mark.parametrize("n", [3, 30])
def test_the_smaller_product_has_the_same_score_as_the_similarities(n):
    rows = normal(0, n=n, d=8)
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    values = np.linalg.eigvalsh(unit @ unit.T / n)
    values = values[values > 1e-12]
    assert vendi_score(rows) == pytest.approx(np.exp(-values @ np.log(values)))
    assert vendi_score(rows[::-1]) == pytest.approx(vendi_score(rows))


def test_features_of_zero_have_no_direction():
    with pytest.raises(Undefined, match="no direction"):
        vendi_score(np.zeros((3, 2)))


def test_the_metric_is_of_its_first_rows_with_an_interval():
    rows = normal(0, n=2100, d=8)
    found = vendi(rows)
    assert found.value == vendi_score(rows[:2000]) and found.n == 2000
    assert found.low < found.high


def test_the_interval_is_as_wide_as_fresh_features_spread():
    scales = np.logspace(0, -1, 8)
    found = [vendi(scales * normal(seed, d=8)) for seed in range(100)]
    spread = np.std([each.value for each in found], ddof=1)
    reach = np.mean([each.high - each.value for each in found])
    assert reach / 1.968 == pytest.approx(spread, rel=0.2)
