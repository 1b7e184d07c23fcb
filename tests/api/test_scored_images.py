"""Images that are scored by their name keep the labels that they were asked for."""

import numpy as np

from keras_gencmp import data
from keras_gencmp.api.scoring import _images


def test_labels_of_an_archive_are_those_of_the_data(tmp_path):
    splits = data.load("digits", size=8)
    images, labels = splits.test
    np.savez(tmp_path / "x.npz", x=images, y=np.eye(10, dtype=int)[labels])
    scored = _images(f"npz:{tmp_path / 'x.npz'}", splits, None)
    assert np.array_equal(scored.labels, labels)
    assert np.array_equal(scored.images, images)
