"""Every formula refuses what it cannot score, and changes nothing that it is given."""

import ast
import inspect
from pathlib import Path

import numpy as np
import pytest
from metric_arrays import copying_score

import keras_gencmp.metrics
from keras_gencmp.metrics.distances import nearest
from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.metrics.frechet import extrapolated_distance, moments
from keras_gencmp.metrics.inception_score import inception_score
from keras_gencmp.metrics.kernel import mmd_of_subsets
from keras_gencmp.metrics.latent_space import adjusted_rand_index, silhouette
from keras_gencmp.metrics.likelihood import bernoulli_log_likelihood, gaussian_kl
from keras_gencmp.metrics.memorisation import authentic
from keras_gencmp.metrics.neighbours import balls_compared
from keras_gencmp.metrics.parzen import window_log_likelihood
from keras_gencmp.metrics.reconstruction import mse, psnr, ssim
from keras_gencmp.metrics.sharpness import laplacian_variance
from keras_gencmp.metrics.two_sample import nearest_neighbour_test
from keras_gencmp.metrics.usefulness import nearest_neighbour_accuracy
from keras_gencmp.metrics.vendi import vendi_score

LABELS = np.arange(60) % 2


def two(metric, **options):
    return lambda rows: metric(rows, np.roll(rows, 1, axis=1) * 0.9, **options)


FEATURES = {
    "moments": moments,
    "extrapolated": two(extrapolated_distance, seed=0),
    "mmd": two(mmd_of_subsets, seed=0),
    "balls": two(balls_compared),
    "two_sample": two(nearest_neighbour_test),
    "vendi": vendi_score,
    "authentic": two(authentic),
    "nearest": two(nearest),
    "copying": lambda rows: copying_score(rows, rows, rows, cells=1, seed=0),
    "parzen": lambda rows: window_log_likelihood(rows, rows, validation=rows),
    "gaussian_kl": two(gaussian_kl),
    "silhouette": lambda rows: silhouette(rows, LABELS[: len(rows)], seed=0),
    "rand": lambda rows: adjusted_rand_index(rows, LABELS[: len(rows)], seed=0),
    "nearest_use": lambda rows: nearest_neighbour_accuracy(rows, LABELS, rows, LABELS),
}
IMAGES = {
    "sharpness": laplacian_variance,
    "mse": two(mse),
    "psnr": two(psnr),
    "ssim": two(ssim),
    "bernoulli": two(bernoulli_log_likelihood),
}
PAIRS = [balls_compared, nearest_neighbour_test, authentic, nearest]


def features() -> np.ndarray:
    return np.random.default_rng(0).normal(size=(60, 4))


def images() -> np.ndarray:
    return np.random.default_rng(0).uniform(size=(6, 9, 9, 1)).astype(np.float32)


def damaged(values: np.ndarray, index: tuple[int, ...], value: float) -> np.ndarray:
    values[index] = value
    return values


# The arrays, and whether the metric is not defined for them or the caller is in error.
BAD_FEATURES = {
    "nan": (lambda: damaged(features(), (3, 1), np.nan), Undefined),
    "infinity": (lambda: damaged(features(), (3, 1), np.inf), Undefined),
    "empty": (lambda: features()[:0], Undefined),
    "deep": (lambda: features()[:, :, None], ValueError),
    "complex": (lambda: features() + 1j, ValueError),
}
BAD_IMAGES = {
    "nan": (lambda: damaged(images(), (2, 3, 4, 0), np.nan), Undefined),
    "range": (lambda: damaged(images(), (2, 3, 4, 0), 1.5), ValueError),
    "empty": (lambda: images()[:0], Undefined),
    "flat": (lambda: images()[..., 0], ValueError),
    "bytes": (lambda: (255 * images()).astype(np.uint8), ValueError),
}


@pytest.mark.parametrize("name", FEATURES)
@pytest.mark.parametrize("bad", BAD_FEATURES)
def test_features_that_are_no_finite_table_are_refused(name, bad):
    make, error = BAD_FEATURES[bad]
    with pytest.raises(error, match=r"^the .*[^.]$"):
        FEATURES[name](make())


@pytest.mark.parametrize("name", IMAGES)
@pytest.mark.parametrize("bad", BAD_IMAGES)
def test_images_outside_their_shape_and_range_are_refused(name, bad):
    make, error = BAD_IMAGES[bad]
    with pytest.raises(error, match=r"^the .*[^.]$"):
        IMAGES[name](make())


@pytest.mark.parametrize("metric", PAIRS)
def test_features_of_two_dimensions_are_refused(metric):
    with pytest.raises(ValueError, match="differ in dimension: 4 and 3"):
        metric(features(), features()[:, :3])


@pytest.mark.parametrize("name", FEATURES)
def test_features_are_left_as_they_are_and_may_be_float32(name):
    rows = features()
    before = rows.copy()
    FEATURES[name](rows)
    np.testing.assert_array_equal(rows, before)
    FEATURES[name](rows.astype(np.float32))


@pytest.mark.parametrize("bad", [[[0.5, 0.6]], [[-0.1, 1.1]], [[0.2, 0.2]]])
def test_rows_that_are_no_distribution_are_refused(bad):
    with pytest.raises(ValueError, match="sum to 1"):
        inception_score(np.array(bad), seed=0)


def modules() -> list[Path]:
    return sorted(Path(inspect.getfile(keras_gencmp.metrics)).parent.glob("*.py"))


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.stem)
def test_a_metric_imports_arrays_and_its_own_package_only(path):
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            names.add(node.module)
    allowed = ("numpy", "scipy", "sklearn", "keras_gencmp.metrics", "typing", "collections.abc")
    words = (
        "keras_gencmp.registry",
        "keras_gencmp.errors",
        "dataclasses",
        "textwrap",
        "__future__",
    )
    assert [name for name in names if not name.startswith((*allowed, *words))] == []
