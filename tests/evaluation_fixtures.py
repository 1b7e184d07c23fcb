"""What these tests share: no foreign cache, one BLAS thread, a small judge, and real MNIST."""

import os

import numpy as np
import pytest
from evaluation_blobs import CLASSES, blobs, stripe_judge
from threadpoolctl import threadpool_limits

from keras_gencmp import data
from keras_gencmp.data import Split, Splits
from keras_gencmp.evaluation import baselines, measure, sufficiency
from keras_gencmp.evaluation.protocol import Protocol
from keras_gencmp.judge import lookup


@pytest.fixture(autouse=True)
def own_cache(monkeypatch, tmp_path):
    """Nothing is read from or left in this user's cache."""
    monkeypatch.setenv("GENCMP_CACHE", str(tmp_path / "cache"))


@pytest.fixture(autouse=True)
def few_are_enough(monkeypatch):
    """60 images carry every score here: what carries one has tests of its own."""
    monkeypatch.setattr(sufficiency, "least", lambda metric, protocol: 0)
    monkeypatch.setattr(measure, "require_each_class", lambda loaded, inputs: None)
    monkeypatch.setattr(baselines, "REPEATED_FROM", 0)


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    # On arrays this small, threads that wait for a core take longer than the work.
    with threadpool_limits(1):
        yield


@pytest.fixture
def splits():
    """240 training, 40 validation and 60 test images of three classes."""
    parts = blobs(240, 0), blobs(40, 1), blobs(60, 2)
    return Splits(*parts, CLASSES, "1" * 16, "blobs")


@pytest.fixture
def judge():
    """A judge that knows the classes without having been trained."""
    return stripe_judge()


@pytest.fixture
def protocol(splits, judge, monkeypatch):
    """The protocol of the small images."""
    monkeypatch.setattr(lookup, "for_data", lambda splits: judge)
    return Protocol(splits, 60, seed=0)


@pytest.fixture
def grey(splits):
    """The protocol of grey images of four pixels."""
    random = np.random.default_rng(0)

    def of_four(count: int) -> Split:
        return Split(
            random.integers(0, 256, (count, 2, 2, 1), dtype=np.uint8), np.arange(count) % 3
        )

    parts = {"train": of_four(240), "validation": of_four(40), "test": of_four(60)}
    return Protocol(splits._replace(**parts), 60, seed=0)


@pytest.fixture(scope="session")
def mnist():
    """MNIST's splits, where it is prepared."""
    directory = os.environ.get("TFDS_DATA_DIR") or os.environ.get("GENCMP_DATA_DIR")
    if not directory:
        pytest.skip("prepared MNIST is not here: set TFDS_DATA_DIR to test with it")
    return data.load("mnist", data_dir=directory)
