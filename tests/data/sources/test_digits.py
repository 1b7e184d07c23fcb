"""The bundled digits."""

import numpy as np
import pytest
from sklearn.datasets import load_digits

from keras_gencmp.data.sources.digits import enlarge, read


@pytest.fixture(scope="module")
def raw():
    return read("", 28, 1, None)


def test_there_are_1500_to_train_on_and_297_to_test_with_in_every_class(raw):
    assert raw.train.images.shape == (1500, 28, 28, 1)
    assert raw.test.images.shape == (297, 28, 28, 1)
    assert raw.train.images.dtype == np.uint8
    assert raw.train.labels.dtype == np.int64
    assert np.all(np.abs(np.bincount(raw.train.labels) - 150) <= 5)
    assert np.all(np.abs(np.bincount(raw.test.labels) - 30) <= 2)


def test_no_digit_is_in_both_splits(raw):
    train = {image.tobytes() for image in raw.train.images}
    assert not train & {image.tobytes() for image in raw.test.images}


def test_reading_them_twice_gives_the_same_digits(raw):
    again = read("", 28, 1, None)
    assert np.array_equal(raw.train.images, again.train.images)
    assert np.array_equal(raw.test.labels, again.test.labels)


def test_the_ink_stands_where_the_8x8_original_has_it():
    counts = load_digits().images[:200]
    large = enlarge(counts)
    middle = large[:, 4:-4, 4:-4, 0].astype(float)
    assert middle.sum() > 0.99 * large.sum()
    # Every second pair of columns of 20 pixels lies inside one column of the 8.
    ink = middle.reshape(200, 4, 5, 4, 5).mean((2, 4)).ravel()
    original = counts.reshape(200, 4, 2, 4, 2).mean((2, 4)).ravel()
    assert np.corrcoef(ink, original)[0, 1] > 0.97


def test_strokes_are_nearly_white_and_the_background_is_black(raw):
    images = raw.train.images
    assert np.all(images.max((1, 2, 3)) > 200)
    assert np.mean(images < 16) > 0.6


def test_the_nearest_training_digit_is_nearly_always_of_the_same_class(raw):
    train, test = (split.images.reshape(-1, 784) / 255 for split in (raw.train, raw.test))
    squared = (test**2).sum(1)[:, None] - 2 * test @ train.T + (train**2).sum(1)
    assert np.mean(raw.train.labels[squared.argmin(1)] == raw.test.labels) > 0.96
