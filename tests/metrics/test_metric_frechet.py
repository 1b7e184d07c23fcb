import numpy as np
import pytest
import scipy.linalg

from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.metrics.frechet import (
    EXTRAPOLATIONS,
    Moments,
    class_fid,
    distances_per_class,
    extrapolated_distance,
    fid,
    fid_infinity,
    frechet_distance,
    moments,
)


def normal(seed: int, n: int = 300, d: int = 6) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, d)) @ rng.normal(size=(d, d)) + rng.normal(size=d)


def distance(real: np.ndarray, generated: np.ndarray) -> float:
    return frechet_distance(moments(real), moments(generated))


def by_matrix_root(real: np.ndarray, generated: np.ndarray) -> float:
    a, b = np.cov(real, rowvar=False), np.cov(generated, rowvar=False)
    shift = real.mean(axis=0) - generated.mean(axis=0)
    return shift @ shift + np.trace(a + b - 2.0 * scipy.linalg.sqrtm(a @ b).real)


def by_eigenvalues(real: np.ndarray, generated: np.ndarray) -> float:
    a, b = np.cov(real, rowvar=False), np.cov(generated, rowvar=False)
    root = scipy.linalg.sqrtm(a).real
    values = np.linalg.eigvalsh(root @ b @ root)
    shift = real.mean(axis=0) - generated.mean(axis=0)
    return shift @ shift + np.trace(a + b) - 2.0 * np.sqrt(np.clip(values, 0.0, None)).sum()


@pytest.mark.parametrize("reference", [by_matrix_root, by_eigenvalues])
def test_fid_agrees_with_a_matrix_square_root(reference):
    pair = normal(0), normal(1)
    assert distance(*pair) == pytest.approx(reference(*pair), rel=1e-9)


@pytest.mark.parametrize(("n", "d"), [(300, 6), (10, 128), (2, 3), (50, 1)])
def test_a_set_is_at_distance_zero_from_itself_even_when_its_covariance_is_singular(n, d):
    features = 10.0 * normal(0, n, d)
    assert distance(features, features) == pytest.approx(0.0, abs=1e-12 * np.square(features).sum())
    assert distance(features, features) < 1e-6


def test_equal_covariances_leave_the_squared_distance_of_the_means():
    mean, identity = np.array([1.0, -2.0, 3.0]), np.eye(3)
    found = frechet_distance(Moments(np.zeros(3), identity), Moments(mean, identity))
    assert found == pytest.approx(14.0)


def test_commuting_covariances_give_the_squared_distance_of_their_roots():
    first, second = np.array([4.0, 9.0, 0.0]), np.array([1.0, 0.25, 16.0])
    zero = np.zeros(3)
    found = frechet_distance(Moments(zero, np.diag(first)), Moments(zero, np.diag(second)))
    assert found == pytest.approx(np.square(np.sqrt(first) - np.sqrt(second)).sum())


def test_fid_of_samples_approaches_that_of_their_gaussians():
    rng, shift = np.random.default_rng(0), np.array([1.0, 0.5, 0.0, 0.0])
    real, generated = rng.normal(size=(20000, 4)), shift + rng.normal(size=(20000, 4))
    assert distance(real, generated) == pytest.approx(1.25, abs=0.06)


def test_fid_falls_with_n_for_one_distribution():
    scores = [distance(normal(0, n)[::2], normal(0, n)[1::2]) for n in (40, 400, 4000)]
    assert scores[0] > 3.0 * scores[1] > 9.0 * scores[2] > 0.0


def test_fid_is_finite_with_fewer_rows_than_dimensions():
    rng = np.random.default_rng(0)
    real, generated = rng.normal(size=(2, 10, 128))
    assert 0.0 < distance(real, generated) < 3.0 * 128
    assert np.isfinite(distance(real, np.zeros_like(generated)))


def test_fid_is_symmetric_and_blind_to_rotation_shift_and_order():
    real, generated = normal(0), normal(1, n=200)
    rotation = np.linalg.qr(np.random.default_rng(2).normal(size=(6, 6)))[0]
    score = distance(real, generated)
    assert distance(generated, real) == pytest.approx(score, rel=1e-10)
    assert distance(real @ rotation + 5.0, generated @ rotation + 5.0) == pytest.approx(
        score, rel=1e-9
    )
    assert distance(real[::-1], generated[::-1]) == pytest.approx(score, rel=1e-10)


def test_float32_features_are_summed_in_float64():
    real, generated = normal(0) + 1000.0, normal(1) + 1000.0
    narrow = real.astype(np.float32), generated.astype(np.float32)
    assert distance(*narrow) == pytest.approx(distance(real, generated), rel=1e-4)
    assert moments(narrow[0]).covariance.dtype == np.float64


def test_fid_infinity_removes_the_bias_of_few_generated_images():
    real = np.random.default_rng(0).normal(size=(20000, 16))
    sets = [np.random.default_rng(seed).normal(size=(1000, 16)) for seed in range(1, 9)]
    plain = np.mean([distance(real, generated) for generated in sets])
    extrapolated = np.mean([extrapolated_distance(real, generated, seed=0) for generated in sets])
    assert abs(extrapolated) < 0.2 * plain


def test_fid_infinity_depends_on_its_seed_alone():
    pair = normal(0), normal(1)
    assert extrapolated_distance(*pair, seed=3) == extrapolated_distance(*pair, seed=3)
    assert extrapolated_distance(*pair, seed=3) != extrapolated_distance(*pair, seed=4)


def test_fid_per_class_is_the_fid_of_each_class_and_nan_without_rows():
    real, generated = normal(0), normal(1)
    labels = np.arange(300) % 3
    made = np.where(labels == 2, 0, labels)
    made[0] = 2
    scores = distances_per_class(real, labels, generated, made, classes=4)
    assert scores[1] == pytest.approx(distance(real[labels == 1], generated[made == 1]))
    np.testing.assert_array_equal(np.isnan(scores), [False, False, True, True])


@pytest.mark.parametrize("points", [0, 1])
def test_a_line_through_fewer_than_two_points_is_refused(points):
    with pytest.raises(ValueError, match="2 points"):
        extrapolated_distance(normal(0), normal(1), points=points, seed=0)


def test_fid_is_the_distance_of_all_rows_with_an_interval_about_it():
    pair = normal(0), normal(1)
    found = fid(*pair, seed=0)
    assert found.value == distance(*pair)
    assert found.low < found.value < found.high
    assert fid(*pair, seed=0) == found != fid(*pair, seed=1)


def test_fid_at_infinity_is_a_mean_over_subsets_with_the_interval_of_half_samples():
    pair = normal(0), normal(1)
    values = [extrapolated_distance(*pair, seed=seed) for seed in range(2, 2 + EXTRAPOLATIONS)]
    found = fid_infinity(*pair, seed=2)
    assert found.value == pytest.approx(np.mean(values))
    # The choice of the images moves it more than that of the subsets.
    assert (found.high - found.low) / 2 > 1.5 * np.std(values, ddof=1)
    assert found.low < found.value < found.high


def test_class_fid_is_the_mean_over_classes_and_undefined_without_one():
    real, generated, labels = normal(0), normal(1), np.arange(300) % 3
    found = class_fid(real, labels, generated, labels, ("a", "b", "c"), 0)
    each = distances_per_class(real, labels, generated, labels, classes=3)
    assert found.value == pytest.approx(each.mean())
    assert found.detail == dict(zip("abc", each, strict=True))
    with pytest.raises(Undefined, match="fewer than 2 images of b, c") as error:
        class_fid(real, labels, generated, np.zeros(300, int), ("a", "b", "c"), 0)
    assert np.isfinite(error.value.detail["a"]) and np.isnan(error.value.detail["b"])
