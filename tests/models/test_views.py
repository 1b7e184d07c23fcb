"""Views: affine maps of images against SciPy's."""

import numpy as np
import tensorflow as tf
from scipy import ndimage

from keras_gencmp.models.views import affine, random_views

IMAGES = np.random.default_rng(0).random((3, 9, 9, 2), "float32")
SEED = tf.constant([0, 1], "int64")


def test_an_affine_map_reads_where_scipy_reads():
    matrix = np.array([[0.9, -0.3], [0.2, 1.1]])
    shift = np.array([1.5, -0.75])
    entries = [[tf.fill([3], np.float32(entry)) for entry in row] for row in matrix]
    moved = affine(IMAGES, entries, tuple(tf.fill([3], np.float32(each)) for each in shift))
    # SciPy's coordinates are (row, column), and it reads 0 beyond a border of zeros.
    swapped, centre = matrix[::-1, ::-1], np.array([4.0, 4.0])
    offset = centre - swapped @ centre + shift[::-1]
    for image, found in zip(IMAGES, np.asarray(moved), strict=True):
        for channel in range(2):
            expected = ndimage.affine_transform(
                image[..., channel], swapped, offset, order=1, mode="grid-constant"
            )
            np.testing.assert_allclose(found[..., channel], expected, atol=1e-5)


def test_a_whole_shift_moves_pixels_and_fills_with_zeros():
    one, zero = tf.ones([3]), tf.zeros([3])
    moved = np.asarray(affine(IMAGES, [[one, zero], [zero, one]], (2 * one, zero)))
    np.testing.assert_allclose(moved[:, :, :-2], IMAGES[:, :, 2:], atol=1e-6)
    assert not moved[:, :, -2:].any()


def test_views_without_an_extent_are_the_images():
    np.testing.assert_allclose(random_views(IMAGES, SEED, shift=0.0), IMAGES, atol=1e-6)


def test_views_are_a_function_of_the_seed_and_differ_from_image_to_image():
    same = np.tile(IMAGES[:1], (4, 1, 1, 1))
    view = {"shift": 2.0, "rotation": 20.0, "scale": 0.2, "shear": 0.2}
    one, again = (np.asarray(random_views(same, SEED, **view)) for _ in range(2))
    np.testing.assert_array_equal(one, again)
    assert len({image.tobytes() for image in one}) == 4
    assert not np.array_equal(one, random_views(same, SEED + 1, **view))
