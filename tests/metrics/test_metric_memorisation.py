import numpy as np
import pytest
from metric_arrays import copying_score
from scipy.stats import mannwhitneyu, norm

from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.metrics.memorisation import authentic, memorisation


def normal(seed: int, n: int = 400, d: int = 8) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(n, d))


def auth_pct(train: np.ndarray, generated: np.ndarray) -> float:
    """The percentage of authentic points by its whole definition, all distances at once."""
    within = np.linalg.norm(train[:, None] - train[None], axis=2)
    np.fill_diagonal(within, np.inf)
    across = np.linalg.norm(generated[:, None] - train[None], axis=2)
    return 100.0 * np.mean(across.min(axis=1) > within.min(axis=1)[across.argmin(axis=1)])


def percent(train: np.ndarray, generated: np.ndarray) -> float:
    return 100.0 * authentic(train, generated).mean()


@pytest.mark.parametrize("copies", [0, 5])
def test_authentic_points_are_those_of_the_whole_definition(copies):
    random = np.random.default_rng(0)
    train = random.normal(size=(300, 4)).astype("float32")
    train[10:20] = train[:10]
    generated = random.normal(size=(80, 4)).astype("float32")
    generated[:copies] = train[:copies]
    assert 100 * authentic(train, generated).mean() == pytest.approx(auth_pct(train, generated))


def test_a_point_is_authentic_beyond_the_reach_of_its_training_neighbour():
    train = np.array([[0.0], [1.0], [10.0]])
    assert percent(train, np.array([[-0.9], [0.4], [11.0]])) == 0.0
    assert percent(train, np.array([[-1.1], [3.0], [25.0]])) == 100.0
    assert percent(train, np.array([[-1.0], [-1.1], [2.0], [2.1]])) == 50.0


def test_copies_are_not_authentic_and_noise_is():
    train = normal(0)
    assert percent(train, train) == 0.0
    assert percent(train, train + 1e-3) == 0.0
    assert percent(train, 20.0 * normal(1)) == 100.0


# In one dimension the chance that a point and its nearest neighbour are mutual is 2/3; in two it is
# 6 pi / (8 pi + 3 sqrt 3).
@pytest.mark.parametrize(
    ("d", "mutual"), [(1, 2 / 3), (2, 6 * np.pi / (8 * np.pi + 3 * np.sqrt(3)))]
)
def test_fresh_data_scores_the_share_without_mutual_neighbours(d, mutual):
    rng = np.random.default_rng(0)
    train, fresh = rng.uniform(size=(4000, d)), rng.uniform(size=(4000, d))
    assert percent(train, fresh) == pytest.approx(100.0 * (1.0 - mutual), abs=3.0)


def test_one_cell_scores_the_normal_deviate_of_the_mann_whitney_test():
    train, test, generated = normal(0), normal(1, n=90), normal(2, n=70) * 1.05
    gaps = [np.linalg.norm(rows[:, None] - train[None], axis=2).min(axis=1) for rows in
            (generated, test)]  # fmt: skip
    chance = mannwhitneyu(*gaps, alternative="less", method="asymptotic", use_continuity=False)
    score = copying_score(train, test, generated, cells=1, seed=0)
    assert score == pytest.approx(norm.ppf(chance.pvalue))


def test_the_score_weighs_cells_by_their_test_rows():
    far = np.array([1000.0, *np.zeros(7)])
    train, test, generated = normal(0), normal(1), normal(2)
    one = copying_score(train, test, generated, cells=1, seed=0)
    other = copying_score(train[:300], test[:100], train[:200] + 1e-3, cells=1, seed=0)
    sets = [
        np.concatenate([train, train[:300] + far]),
        np.concatenate([test, test[:100] + far]),
        np.concatenate([generated, train[:200] + 1e-3 + far]),
    ]
    assert copying_score(*sets, cells=2, seed=0) == pytest.approx(0.8 * one + 0.2 * other, rel=1e-6)


def test_copies_fresh_data_and_noise_lie_below_near_and_above_zero():
    train, test = normal(0), normal(1)
    copies = train[:300] + 1e-2 * normal(2, n=300)
    assert copying_score(train, test, copies, seed=0) < -3.0
    assert abs(copying_score(train, test, normal(3), seed=0)) < 3.0
    assert copying_score(train, test, 3.0 * normal(4), seed=0) > 3.0


def test_wide_features_are_reduced_and_a_rotation_changes_nothing():
    train, test, generated = normal(0, d=20), normal(1, d=20), normal(2, d=20)
    rotation = np.linalg.qr(normal(3, n=20, d=20))[0]
    scales = np.logspace(0, -2, 20)
    sets = [rows * scales for rows in (train, test, generated)]
    score = copying_score(*sets, components=5, cells=1, seed=0)
    turned = copying_score(*(rows @ rotation for rows in sets), components=5, cells=1, seed=0)
    assert turned == pytest.approx(score)
    leading = copying_score(*(rows[:, :5] for rows in sets), cells=1, seed=0)
    assert leading == pytest.approx(score, abs=0.5)


def test_cells_that_cannot_be_filled_are_refused():
    train, test = normal(0), normal(1)
    with pytest.raises(Undefined, match="different rows"):
        copying_score(np.ones((50, 8)), test, train, seed=0)
    with pytest.raises(Undefined, match="no group holds 20 generated images"):
        copying_score(train, test, train[:19], seed=0)
    with pytest.raises(Undefined, match="at least 2 rows"):
        authentic(train[:1], train)


def test_the_metric_says_of_copies_that_they_are():
    train, real = normal(0), normal(1)
    copies, fresh = (
        memorisation(train, real, train[:300], 0),
        memorisation(train, real, normal(2), 0),
    )
    assert copies["auth_pct"].value == 0.0 and copies["copying"].note == "copies"
    assert fresh["auth_pct"].value == percent(train, normal(2)) and fresh["copying"].note == ""
    assert fresh["copying"].value == copying_score(train, real, normal(2), seed=0)
    assert copies["copying"].n == 300


def test_c_t_without_enough_rows_leaves_auth_pct():
    train, real = normal(0), normal(1)
    found = memorisation(train, real[:19], normal(2, n=19), 0)
    assert found["auth_pct"].value == percent(train, normal(2, n=19))
    assert isinstance(found["copying"], Undefined) and "C_T" in found["copying"].reason


def test_the_interval_of_c_t_is_that_of_fresh_images():
    # A constant error of 1 is too wide: z-scores of three cells are averaged.
    train = normal(0)
    found = [memorisation(train, normal(2 * s + 1), normal(2 * s + 2), 0) for s in range(60)]
    spread = np.std([each["copying"].value for each in found], ddof=1)
    reach = np.mean([each["copying"].high - each["copying"].value for each in found])
    assert reach / 2.01 == pytest.approx(spread, rel=0.25) and spread < 0.85
