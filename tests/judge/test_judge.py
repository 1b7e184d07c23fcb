"""The judge: features, probabilities, and the images that it takes."""

import numpy as np
import pytest
from evaluation_blobs import blobs

from keras_gencmp.judge.judge import converted, identity, quantised


def test_features_are_non_negative_and_probabilities_sum_to_one(judge):
    features, probabilities = judge.features_and_probabilities(blobs(7, 0).images)
    assert features.shape == (7, 128) and (features >= 0).all()
    assert probabilities.shape == (7, 3)
    assert probabilities.sum(axis=1) == pytest.approx(1.0)
    assert (features.dtype, probabilities.dtype) == ("float32", "float64")


def test_features_do_not_depend_on_the_batch(judge):
    images = blobs(600, 0).images
    whole = judge.features(images)
    assert judge.features(images[511:512]) == pytest.approx(whole[511:512], abs=1e-5)


def test_floats_are_rounded_to_bytes_before_features_are_extracted(judge):
    images = blobs(5, 0).images
    noisy = images / 255 + np.random.default_rng(0).uniform(-1.9e-3, 1.9e-3, images.shape)
    assert (quantised(np.clip(noisy, 0, 1)) == images).all()
    assert (judge.features(np.clip(noisy, 0, 1)) == judge.features(images)).all()


def test_padding_is_cropped_and_colour_is_dropped():
    images = np.random.default_rng(0).integers(0, 256, (3, 28, 28, 1), dtype=np.uint8)
    padded = np.pad(images, ((0, 0), (2, 2), (2, 2), (0, 0)))
    assert (converted(padded, (28, 28, 1)) == images).all()
    assert (converted(padded.repeat(3, axis=-1), (28, 28, 1)) == images).all()


def test_the_identity_follows_every_weight():
    weights = [np.zeros((2, 3), "float16"), np.ones(4, "float16")]
    changed = [weights[0], np.array([1, 1, 1, 2], "float16")]
    reshaped = [weights[0].reshape(3, 2), weights[1]]
    names = {identity("a", each) for each in (weights, changed, reshaped)}
    assert len(names) == 3 and identity("a", weights) in names
