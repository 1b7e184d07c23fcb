"""Decoding one image file."""

import numpy as np
import pytest
from input_files import GREY, RGB, SIDE, files, pillow, tiff
from PIL import Image, ImageCms

from keras_gencmp import data
from keras_gencmp.data.sources.folder import read
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


def of_tiff(kind, values, **how):
    return lambda image, path: tiff(values(image.astype(np.int64)), path, kind, **how)


TIFFS = {
    "16 bits, big end first": of_tiff("u2", lambda a: a * 257, order=">"),
    "16 bits with signs": of_tiff("i2", lambda a: a * 8 - 1024),
    "32 bits, big end first": of_tiff("i4", lambda a: a * 1000 - 9, order=">"),
    "32 bits without signs": of_tiff("u4", lambda a: a * 0x01010101),
    "8 bits with signs": of_tiff("i1", lambda a: a - 128),
    "floats, big end first": of_tiff("f4", lambda a: a / 255, order=">"),
    "8 bits, 0 is white": of_tiff("u1", lambda a: 255 - a, film=True),
    "16 bits, 0 is white": of_tiff("u2", lambda a: 65535 - a * 257, film=True),
    "8 bits, turned": of_tiff("u1", np.rot90, turned=True),
    "16 bits, turned": of_tiff("u2", lambda a: np.rot90(a) * 257, turned=True),
    "32 bits, turned": of_tiff("u4", lambda a: np.rot90(a) * 0x01010101, turned=True),
}


def images_of(tmp_path, save, suffix, images=GREY):
    parts = data.load(f"folder:{files(tmp_path, save, suffix, images)}", size=SIDE)
    return sorted(bytes(image) for split in parts[:3] for image in split.images), parts.summary


@pytest.mark.parametrize("kind", TIFFS)
def test_numbers_of_a_tiff_are_those_that_its_tags_say(tmp_path, kind):
    assert images_of(tmp_path, TIFFS[kind], "tif")[0] == sorted(map(bytes, GREY))


def test_pgm_files_of_12_and_of_4_bits_have_their_own_white(tmp_path):
    for most, kind in ((4095, ">u2"), (15, "u1")):
        few = GREY // 17

        def save(image, path, most=most, kind=kind):
            values = (image.astype(int) * most // 15).astype(kind)
            path.write_bytes(f"P5 {SIDE} {SIDE} {most}\n".encode() + values.tobytes())

        found, _ = images_of(tmp_path / str(most), save, "pgm", few)
        assert found == sorted(map(bytes, few * 17))


@pytest.mark.parametrize("bright", [False, True])
def test_ink_of_any_darkness_on_transparency_keeps_its_polarity(tmp_path, bright):
    def save(image, path):
        shade = np.where(image > 200, 60, 5).astype(np.uint8)
        shade = 255 - shade if bright else shade
        pillow(np.dstack([shade, shade, shade, image]), path)

    found, summary = images_of(tmp_path, save, "png")
    mean = np.frombuffer(b"".join(found), np.uint8).mean()
    assert mean < 60 if bright else mean > 195
    assert f"set on {'black' if bright else 'white'}" in summary.line
    assert not summary.notices


@pytest.mark.parametrize("suffix", ["gif", "png", "webp", "tif"])
def test_of_animations_the_first_frame_is_read_and_said(tmp_path, suffix):
    def save(image, path):
        others = [Image.fromarray(255 - image)] * 2
        lossless = {"lossless": True} if suffix == "webp" else {}
        pillow(image, path, save_all=True, append_images=others, **lossless)

    found, summary = images_of(tmp_path, save, suffix)
    assert found == sorted(map(bytes, GREY))
    assert "read the first frame of 60 files" in summary.line


def test_all_eight_ways_to_hold_a_photograph_stand_upright(tmp_path):
    turn = Image.Transpose
    ways = {2: turn.FLIP_LEFT_RIGHT, 3: turn.ROTATE_180, 4: turn.FLIP_TOP_BOTTOM}
    ways |= {5: turn.TRANSPOSE, 6: turn.ROTATE_90, 7: turn.TRANSVERSE, 8: turn.ROTATE_270}

    def save(image, path):
        way = int(path.stem) % 8 + 1
        exif = Image.Exif()
        exif[0x0112] = way
        picture = Image.fromarray(image)
        (picture.transpose(ways[way]) if way in ways else picture).save(path, exif=exif)

    assert images_of(tmp_path, save, "png")[0] == sorted(map(bytes, GREY))


COLOURS = {
    "CMYK JPEG": ("CMYK", "jpg", 12),
    "CMYK TIFF": ("CMYK", "tif", 0),
    "YCbCr TIFF": ("YCbCr", "tif", 6),
    "Lab TIFF": ("LAB", "tif", 25),
    "palette": ("P", "png", 12),
}


def in_mode(image, mode):
    picture = Image.fromarray(image)
    if mode == "LAB":
        profiles = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
        return ImageCms.applyTransform(picture, ImageCms.buildTransform(*profiles, "RGB", "LAB"))
    return picture.quantize(64) if mode == "P" else picture.convert(mode)


@pytest.mark.parametrize("kind", COLOURS)
def test_colours_of_every_mode_are_those_of_the_picture(tmp_path, kind):
    mode, suffix, tolerance = COLOURS[kind]
    options = {"quality": 100, "subsampling": 0} if suffix == "jpg" else {}
    for number in range(9):
        in_mode(RGB[number], mode).save(tmp_path / f"{number}.{suffix}", **options)
    found = read(str(tmp_path), SIDE, 0, None).train.images.astype(int)
    distances = np.abs(found[:, None] - RGB[:9]).max(axis=(2, 3, 4))
    assert found.shape[-1] == 3 and distances.min(axis=1).max() <= tolerance


@pytest.mark.parametrize("ends", [True, False])
def test_a_palette_that_is_turned_round_keeps_its_polarity(tmp_path, ends):
    def save(image, path):
        picture = Image.frombytes("P", (SIDE, SIDE), (255 - image).tobytes())
        picture.putpalette([255 - shade for shade in range(256) for _ in "rgb"])
        picture.save(path, **({"transparency": 3} if ends else {}))

    assert images_of(tmp_path, save, "png")[0] == sorted(map(bytes, GREY))


def test_files_of_16_bits_that_use_8_beside_others_are_noticed(tmp_path):
    def save(image, path):
        pillow(image.astype(np.uint16) * (257 if int(path.stem) % 2 else 1), path)

    notices = " ".join(images_of(tmp_path, save, "png")[1].notices)
    assert "30 files of 16 bits reach to 255 or less" in notices
