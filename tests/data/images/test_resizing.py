"""Bringing images to a size and a number of channels."""

import numpy as np
import pytest
from PIL import Image

from keras_gencmp.data.images.resizing import resize


def noise(*shape):
    return np.random.default_rng(0).integers(0, 256, shape, np.uint8)


def test_images_of_the_right_shape_are_handed_back_as_they_are():
    images = noise(3, 28, 28, 1)
    assert resize(images, 28, 1) is images


@pytest.mark.parametrize("paper", [0, 200, 255])
def test_28_to_32_pads_with_two_pixels_of_the_border_s_colour(paper):
    images = np.full((3, 28, 28, 1), paper, np.uint8)
    images[:, 4:24, 4:24] = noise(3, 20, 20, 1)
    images[:, 0, :9] = 77  # ink that touches the border is not its colour
    padded = resize(images, 32, 1)
    assert np.array_equal(padded[:, 2:-2, 2:-2], images)
    assert np.all(padded[:, [0, 1, 30, 31]] == paper) and np.all(
        padded[:, :, [0, 1, 30, 31]] == paper
    )


def test_oblong_images_are_padded_with_their_border_s_colour_in_proportion():
    images = np.full((2, 20, 40, 3), (9, 8, 7), np.uint8)
    images[:, 5:15, 10:30] = 200
    padded = resize(images, 20, 3)
    assert np.all(padded[:, :5] == (9, 8, 7)) and np.all(padded[:, 15:] == (9, 8, 7))
    assert np.all(padded[:, 9:11, 8:12] > 190)


def test_oblong_images_are_cropped_to_their_middle():
    images = np.zeros((1, 8, 24, 1), np.uint8)
    images[:, :, 8:16] = noise(1, 8, 8, 1)
    assert np.array_equal(resize(images, 8, 1, "crop"), images[:, :, 8:16])


def test_a_strip_of_one_pixel_is_no_large_image():
    assert resize(np.full((1, 1, 90_000, 1), 5, np.uint8), 28, 1).shape == (1, 28, 28, 1)


@pytest.mark.parametrize("height, width", [(28, 28), (100, 90), (8, 40), (64, 10)])
@pytest.mark.parametrize("channels", [1, 3])
def test_resizing_equals_pillows_own_one_image_at_a_time(height, width, channels):
    images = noise(5, height, width, channels)
    resized = resize(images, 64, channels, "stretch")
    for image, result in zip(images, resized, strict=True):
        picture = Image.fromarray(image[..., 0] if channels == 1 else image)
        expected = np.asarray(picture.resize((64, 64), Image.Resampling.LANCZOS))
        assert np.array_equal(result, expected.reshape(64, 64, channels))


def test_more_images_than_one_block_keep_their_order():
    images = np.repeat(np.arange(2300) % 251, 16).astype(np.uint8).reshape(-1, 4, 4, 1)
    assert np.array_equal(resize(images, 2, 1)[:, 0, 0, 0], np.arange(2300) % 251)


def test_shrinking_averages_instead_of_picking_pixels():
    stripes = np.zeros((1, 56, 56, 1), np.uint8)
    stripes[:, :, ::2] = 200
    assert np.all(np.abs(resize(stripes, 28, 1)[:, :, 2:-2].astype(int) - 100) < 15)


def test_grey_turns_rgb_by_repetition():
    images = noise(2, 28, 28, 1)
    assert np.array_equal(resize(images, 28, 3), np.repeat(images, 3, axis=-1))


def test_rgb_turns_grey_by_luma():
    images = noise(2, 28, 28, 3)
    luma = images @ np.array([0.299, 0.587, 0.114])
    assert np.abs(resize(images, 28, 1)[..., 0] - luma).max() <= 1
