"""Augmentation: affine maps about the centre, as a pure function of seed and step."""

import numpy as np
import pytest
import tensorflow as tf
from evaluation_blobs import blobs

from keras_gencmp.judge.augmentation import ROTATION, SCALE, SHIFT, affine_transforms, augmented


def matrices(draws, side: int = 9) -> np.ndarray:
    """The maps [a b c; d e f] of draws (4, n), (n, 2, 3)."""
    return np.asarray(affine_transforms(np.float32(draws), side))[:, :6].reshape(-1, 2, 3)


def test_images_are_rotated_and_scaled_about_their_centre():
    angles, scales = [1, -1, 0, 0], [0, 0, 1, -1]
    read = matrices([angles, scales, [0] * 4, [0] * 4]) @ [4.0, 4.0, 1.0]
    assert read == pytest.approx(np.full((4, 2), 4.0), abs=1e-5)


def test_the_matrix_is_a_rotation_times_a_scale():
    (result,) = matrices([[1], [1], [0], [0]])
    cosine, sine = np.cos(ROTATION), np.sin(ROTATION)
    expected = (1 + SCALE) * np.array([[cosine, -sine], [sine, cosine]])
    assert result[:, :2] == pytest.approx(expected, abs=1e-6)


def test_shifts_are_a_share_of_the_side():
    (result,) = matrices([[0], [0], [1], [-1]], side=28)
    assert result[:, 2] == pytest.approx([28 * SHIFT, -28 * SHIFT], abs=1e-5)


def test_augmentation_is_a_function_of_seed_and_step():
    images = tf.constant(blobs(6, 0).images.astype("float32") / 255)
    step = tf.constant(3, "int64")
    first = np.asarray(augmented(images, step, 0))
    assert first.shape == images.shape
    np.testing.assert_array_equal(first, augmented(images, step, 0))
    for other in (images, augmented(images, step + 1, 0), augmented(images, step, 1)):
        assert np.abs(first - other).max() > 0.01
