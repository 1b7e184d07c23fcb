"""Mosaics of images: where each image stands, and that a saved pixel is the pixel."""

import numpy as np
import pytest
from PIL import Image

from keras_gencmp.errors import UserError
from keras_gencmp.figures.grid import GAP, grid, mosaic
from keras_gencmp.figures.saving import save


def numbered(count, height=4, width=6, channels=1):
    """Images of which each pixel says which image it belongs to."""
    levels = np.arange(1, count + 1, dtype=np.float32) / (count + 1)
    return np.ones((count, height, width, channels), np.float32) * levels[:, None, None, None]


@pytest.mark.parametrize("count, columns", [(1, 1), (6, 3), (7, 3), (4, 9)])
@pytest.mark.parametrize("channels", [1, 3])
def test_image_k_stands_in_row_k_div_columns(count, columns, channels):
    images = numbered(count, channels=channels)
    pixels = mosaic(images, columns)
    rows = -(-count // columns)
    assert pixels.shape == (
        rows * 4 + (rows - 1) * GAP,
        columns * 6 + (columns - 1) * GAP,
        channels,
    )
    for k in range(count):
        top, left = k // columns * (4 + GAP), k % columns * (6 + GAP)
        np.testing.assert_array_equal(pixels[top : top + 4, left : left + 6], images[k])


def test_all_that_is_not_image_is_white():
    pixels = mosaic(np.zeros((3, 4, 6, 1), np.float32), 2)
    assert (pixels == 1).sum() == pixels.size - 3 * 24


def test_a_mosaic_without_gaps_has_none():
    assert mosaic(numbered(4), 2, gap=0).shape == (8, 12, 1)
    assert mosaic(numbered(4), 2, gap=0).max() < 1


def test_bytes_and_numbers_in_the_unit_interval_are_the_same_mosaic():
    levels = np.arange(256, dtype=np.uint8).reshape(1, 16, 16, 1)
    np.testing.assert_allclose(mosaic(levels, 1), mosaic(levels / 255, 1), atol=1e-7)


def test_values_beyond_the_unit_interval_are_clipped_and_nan_is_grey():
    pixels = mosaic(np.array([-3.0, 0.25, 7.0, np.nan]).reshape(1, 2, 2, 1), 1)
    np.testing.assert_array_equal(pixels.ravel(), np.float32([0, 0.25, 1, 0.5]))


@pytest.mark.parametrize("shape", [(0, 4, 4, 1), (3, 4, 4), (3, 4, 4, 2), (4, 4)])
def test_what_is_not_a_stack_of_images_is_refused(shape):
    with pytest.raises(UserError, match="shape"):
        mosaic(np.zeros(shape), 2)


def test_no_column_at_all_is_refused():
    with pytest.raises(UserError, match="at least 1 column"):
        mosaic(numbered(2), 0)


@pytest.mark.parametrize("channels", [1, 3])
def test_a_saved_grid_repeats_every_pixel_a_whole_number_of_times(tmp_path, channels):
    images = np.random.default_rng(0).random((6, 28, 28, channels)).astype(np.float32)
    figure = grid(images, 3, title="a title", row_labels=["one", "two"])
    saved = np.asarray(Image.open(save(figure, tmp_path / "grid.png")).convert("RGB"), int)
    box = figure.axes[0].get_window_extent()
    left, right = round(box.x0), round(box.x1)
    top, bottom = len(saved) - round(box.y1), len(saved) - round(box.y0)
    pixels = mosaic(images, 3)
    scale = (right - left) / pixels.shape[1]
    assert scale == round(scale) and scale > 1
    expected = np.kron(pixels, np.ones((round(scale), round(scale), 1))) * 255
    shown = saved[top:bottom, left:right]
    np.testing.assert_array_equal(shown, np.broadcast_to(np.rint(expected), shown.shape))


def test_a_grid_is_square_by_default_and_has_no_lines_or_ticks():
    (axes,) = grid(numbered(9)).axes
    assert axes.images[0].get_array().shape == (3 * 4 + 2 * GAP, 3 * 6 + 2 * GAP, 3)
    assert not axes.get_xticks().size and not axes.get_yticks().size
    assert not any(spine.get_visible() for spine in axes.spines.values())


def test_labels_stand_at_the_centres_of_their_rows_and_columns():
    (axes,) = grid(numbered(6), 3, row_labels=["a", "b"], column_labels=["u", "v", "w"]).axes
    assert [text.get_text() for text in axes.get_yticklabels()] == ["a", "b"]
    assert [text.get_text() for text in axes.get_xticklabels()] == ["u", "v", "w"]
    np.testing.assert_allclose(axes.get_yticks(), [1.5, 1.5 + 4 + GAP])
    np.testing.assert_allclose(axes.get_xticks(), 2.5 + np.arange(3) * (6 + GAP))


@pytest.mark.parametrize("labels", [{"row_labels": ["a"]}, {"column_labels": ["a"] * 4}])
def test_a_wrong_number_of_labels_is_refused(labels):
    with pytest.raises(UserError, match="labels were given for"):
        grid(numbered(6), 3, **labels)
