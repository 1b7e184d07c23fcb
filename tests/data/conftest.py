"""Datasets for these tests: real MNIST where it is prepared, and a tiny one in TFDS's format."""

import os

import numpy as np
import pytest


@pytest.fixture(scope="session")
def mnist_dir():
    directory = os.environ.get("TFDS_DATA_DIR") or os.environ.get("GENCMP_DATA_DIR")
    if not directory:
        pytest.skip("prepared MNIST is not here: set TFDS_DATA_DIR to test with it")
    return directory


def examples(count, first):
    """TFDS examples whose images hold their number in every pixel and at the corner its half."""
    for number in range(first, first + count):
        image = np.full((28, 28, 1), number, np.uint8)
        image[0, 27] = number // 2
        yield number, {"image": image, "label": number % 10}


def split_generators(self, download_manager):
    return {"train": examples(120, 0), "test": examples(30, 200)}


@pytest.fixture(scope="session")
def small_mnist_dir(tmp_path_factory):
    """A prepared directory of 120 training and 30 test images, written by TFDS itself."""
    import tensorflow_datasets as tfds

    directory = tmp_path_factory.mktemp("tfds")
    tfds.disable_progress_bar()
    for name in ("mnist", "emnist/digits"):
        builder = tfds.builder(name, data_dir=directory)
        builder._split_generators = split_generators.__get__(builder)
        builder.download_and_prepare()
    return directory


@pytest.fixture
def small_split_generators():
    return split_generators


@pytest.fixture(autouse=True)
def no_network(monkeypatch, tmp_path):
    """Nobody reaches the network, or this user's own datasets, from a test."""
    monkeypatch.setattr("keras_gencmp.data.sources.download.online", lambda: False)
    monkeypatch.setenv("GENCMP_CACHE", str(tmp_path / "cache"))
