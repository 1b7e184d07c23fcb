"""Decoding one image file."""

import numpy as np
import pytest
from PIL import Image

from keras_gencmp.data.folder import read
from keras_gencmp.errors import UserError


def decode(path, size, channels):
    """The one image of a folder."""
    return read(str(path.parent), size, channels, None).train.images[0]


def test_16_bits_of_grey_become_8_by_scale(tmp_path):
    values = np.arange(64, dtype=np.uint16).reshape(8, 8) * 1024 + 5
    Image.fromarray(values).save(tmp_path / "deep.png")
    assert np.array_equal(decode(tmp_path / "deep.png", 8, 1)[..., 0], values // 256)


def test_transparency_becomes_a_white_background(tmp_path):
    rgba = np.zeros((8, 8, 4), np.uint8)
    rgba[2:4, :, 3] = 255
    Image.fromarray(rgba).save(tmp_path / "ink.png")
    image = decode(tmp_path / "ink.png", 8, 1)[..., 0]
    assert np.all(image[2:4] == 0)
    assert np.all(image[4:] == 255)


def test_photographs_stand_upright(tmp_path):
    picture = Image.new("L", (8, 8))
    picture.paste(255, (0, 0, 8, 4))
    exif = Image.Exif()
    exif[0x0112] = 3
    picture.save(tmp_path / "turned.png", exif=exif)
    image = decode(tmp_path / "turned.png", 8, 1)
    assert np.all(image[:4] == 0)
    assert np.all(image[4:] == 255)


@pytest.mark.parametrize("channels", [1, 3])
def test_colour_stays_or_is_turned_grey(tmp_path, channels):
    Image.new("RGB", (8, 8), (200, 100, 0)).save(tmp_path / "orange.png")
    expected = {1: [0.299 * 200 + 0.587 * 100], 3: [200, 100, 0]}[channels]
    image = decode(tmp_path / "orange.png", 8, channels)
    assert np.all(np.abs(image - expected) <= 1)


def test_floating_point_pixels_have_the_range_that_they_use(tmp_path):
    values = np.linspace(0, 1, 64, dtype=np.float32).reshape(8, 8)
    Image.fromarray(values).save(tmp_path / "deep.tiff")
    assert np.array_equal(decode(tmp_path / "deep.tiff", 8, 1)[..., 0], np.rint(255 * values))


def test_floating_point_pixels_that_are_no_numbers_are_refused(tmp_path):
    Image.fromarray(np.full((8, 8), np.nan, np.float32)).save(tmp_path / "deep.tiff")
    with pytest.raises(UserError, match=r"deep\.tiff has values that are NaN"):
        decode(tmp_path / "deep.tiff", 8, 1)
