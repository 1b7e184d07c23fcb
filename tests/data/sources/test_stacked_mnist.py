"""Stacked MNIST: which digits its images are of, and from which split."""

import numpy as np

from keras_gencmp import data
from keras_gencmp.data import RawSplits, Split
from keras_gencmp.data.sources.stacked_mnist import stacked


def numbered(count: int, first: int) -> Split:
    """Images of one grey, their number, and labels in turn."""
    greys = np.arange(first, first + count, dtype=np.uint8)
    images = np.tile(greys[:, None, None, None], (1, 28, 28, 1))
    return Split(images, np.arange(count, dtype=np.int64) % 10)


def test_each_digit_is_once_in_every_channel_and_the_class_is_its_number():
    digits = numbered(30, 0)
    triples = stacked(digits, seed=0)
    numbers = triples.images[:, 0, 0].astype(int)
    assert numbers.shape == (30, 3) and len({tuple(row) for row in numbers}) == 30
    for channel in numbers.T:
        assert sorted(channel) == list(range(30))
    assert list(triples.labels) == [100 * (a % 10) + 10 * (b % 10) + c % 10 for a, b, c in numbers]


def test_no_digit_is_in_triples_of_two_splits(monkeypatch):
    mnist = RawSplits(numbered(100, 0), None, numbered(50, 200), tuple("0123456789"))
    monkeypatch.setattr("keras_gencmp.data.sources.tfds_images.read", lambda *arguments: mnist)
    splits = data.load("stacked-mnist", channels=3)
    assert splits.name == "stacked-mnist" and len(splits.classes) == 1000
    assert [len(split.labels) for split in splits[:3]] == [90, 10, 50]
    numbers = [set(split.images.ravel()) for split in splits[:3]]
    assert numbers == [set(range(90)), set(range(90, 100)), set(range(200, 250))]
