"""Small arrays under the names of the inputs of metrics, for tests over all metrics of arrays."""

import inspect

import numpy as np

from keras_gencmp.metrics.estimate import Estimate
from keras_gencmp.metrics.memorisation import cell_distances, mean_z_score
from keras_gencmp.metrics.registry import METRICS

N, CLASSES = 120, 3
PURE = [name for name, row in METRICS.items() if row.path.startswith("keras_gencmp.metrics.")]


def inputs() -> dict[str, object]:
    """Small arrays under the names of the inputs that a metric of arrays may ask for."""
    rng = np.random.default_rng(0)
    classes = np.arange(N) % CLASSES
    pixels = rng.uniform(size=(N, 9, 9, 1)).astype(np.float32)
    return {
        "real_features": rng.normal(size=(N, 6)).astype(np.float32) + classes[:, None],
        "features": rng.normal(size=(N, 6)).astype(np.float32) + classes[:, None] + 0.1,
        "training_features": rng.normal(size=(2 * N, 6)).astype(np.float32),
        "real_images": rng.integers(0, 256, (N, 9, 9, 1), dtype=np.uint8),
        "images": rng.integers(0, 200, (N, 9, 9, 1), dtype=np.uint8),
        "real_labels": classes,
        "labels": np.where(rng.random(N) < 0.1, 0, classes),
        "given_labels": classes.copy(),
        "true_labels": classes.copy(),
        "probabilities": rng.dirichlet(np.ones(CLASSES), N),
        "channel_probabilities": rng.dirichlet(np.ones(10), (N, 3)),
        "codes": rng.normal(size=(N, 2)) + classes[:, None],
        "training_codes": rng.normal(size=(N, 2)) + classes[:, None],
        "training_code_labels": classes.copy(),
        "model_inputs": pixels,
        "reconstructions": np.clip(pixels + 0.1, 0, 1),
        "binarisation": "none",
        "classes": CLASSES,
        "class_names": tuple("abc"),
        "seed": 0,
    }


def asked(name: str) -> dict[str, object]:
    """The inputs of a metric."""
    known, parameters = inputs(), inspect.signature(METRICS.load(name)).parameters
    return {parameter: known[parameter] for parameter in parameters}


def columns(name: str, result: object) -> dict[str, Estimate]:
    """The estimates of a metric by column."""
    named = result if isinstance(result, dict) else {METRICS[name].columns[0].name: result}
    return {
        column: each if isinstance(each, Estimate) else Estimate(float(each))
        for column, each in named.items()
    }


def copying_score(train, test, generated, *, cells: int = 3, **options) -> float:
    """C_T of generated rows, from the distances within cells."""
    distances = cell_distances(train, (test, generated), cells=cells, **options)
    return mean_z_score(*distances, cells=cells)
