"""Pairs, manifolds, interpolations and progress: which image stands where, under which name."""

import numpy as np
import pytest

from keras_gencmp.errors import UserError
from keras_gencmp.figures.grid import GAP, mosaic
from keras_gencmp.figures.interpolation import interpolation
from keras_gencmp.figures.manifold import manifold
from keras_gencmp.figures.pairs import pairs
from keras_gencmp.figures.progress import progress
from keras_gencmp.latent.paths import gaussian_grid


def flat(levels):
    """Images of one level each."""
    return np.ones((len(levels), 4, 4, 1), np.float32) * np.reshape(levels, (-1, 1, 1, 1))


def drawn(figure, gap=GAP):
    """The level at the centre of each image of a figure, row by row."""
    pixels = np.asarray(figure.axes[0].images[0].get_array())[..., 0] / 255
    return pixels[2 :: 4 + gap, 2 :: 4 + gap]


def rows_of(figure):
    return [text.get_text() for text in figure.axes[0].get_yticklabels()]


def test_each_reconstruction_stands_under_its_original():
    originals, copies = flat([0.1, 0.2, 0.3]), flat([0.6, 0.7, 0.8])
    figure = pairs(originals, copies, columns=2)
    expected = [[0.1, 0.2], [0.6, 0.7], [0.3, 1], [0.8, 1]]
    np.testing.assert_allclose(drawn(figure), expected, atol=0.002)
    assert rows_of(figure) == ["original", "reconstructed"] * 2


def test_bytes_stand_beside_floats():
    figure = pairs((flat([0.2]) * 255).astype(np.uint8), flat([0.2]))
    np.testing.assert_allclose(drawn(figure), 0.2, atol=0.002)


def test_pairs_of_different_shapes_are_refused():
    with pytest.raises(UserError, match="beside"):
        pairs(flat([0.1, 0.2]), flat([0.1]))


def test_the_manifold_puts_large_z2_at_the_top_and_large_z1_at_the_right():
    side = 3
    points = gaussian_grid(side)
    for dimension, step in ((0, (0, 1)), (1, (-1, 0))):
        levels = (points[:, dimension] + 2) / 4
        figure = manifold(flat(levels), side)
        rising = np.diff(drawn(figure, gap=0), axis=0 if step[0] else 1) * sum(step)
        assert (rising > 0).all()
        axes = figure.axes[0]
        names = [text.get_text() for text in axes.get_xticklabels()]
        assert names == ["−1.64", "0.00", "1.64"] == rows_of(figure)
        assert (np.diff(axes.get_yticks()) < 0).all() and (np.diff(axes.get_xticks()) > 0).all()


def test_the_manifold_has_no_gaps_and_ticks_at_the_outer_images():
    images = flat(np.linspace(0, 1, 400))
    axes = manifold(images, 20).axes[0]
    shown = axes.images[0].get_array()[..., :1] / 255
    np.testing.assert_allclose(shown, mosaic(images, 20, gap=0), atol=0.002)
    assert axes.get_xticks()[[0, -1]].tolist() == [1.5, 77.5]
    assert axes.get_yticks()[[0, -1]].tolist() == [77.5, 1.5]


def test_a_manifold_that_is_not_square_is_refused():
    with pytest.raises(UserError, match="needs 9 images"):
        manifold(flat([0.5] * 8), 3)


def test_an_interpolation_names_its_steps_and_frames_its_ends():
    paths = flat(np.linspace(0, 0.9, 18)).reshape(2, 9, 4, 4, 1)
    axes = interpolation(paths).axes[0]
    names = [text.get_text() for text in axes.get_xticklabels()]
    assert names == ["start", "1/8", "1/4", "3/8", "1/2", "5/8", "3/4", "7/8", "end"]
    corners = {patch.get_xy() for patch in axes.patches}
    last = 8 * (4 + GAP) - 1
    assert corners == {(-1, -1), (last, -1), (-1, 3 + GAP), (last, 3 + GAP)}


def test_one_path_is_one_row():
    path = flat([0.1, 0.2, 0.3])
    np.testing.assert_allclose(drawn(interpolation(path)), [[0.1, 0.2, 0.3]], atol=0.002)


@pytest.mark.parametrize("shape", [(1, 4, 4, 1), (2, 1, 4, 4, 1), (4, 4)])
def test_a_path_of_fewer_than_two_images_is_refused(shape):
    with pytest.raises(UserError, match="at least 2 images"):
        interpolation(np.zeros(shape))


def test_progress_gives_each_epoch_its_row_in_order():
    samples = {5: flat([0.5, 0.6, 0.7]), 0: flat([0.1, 0.2, 0.3])}
    figure = progress(samples, columns=2)
    assert rows_of(figure) == ["start", "epoch 5"]
    np.testing.assert_allclose(drawn(figure), [[0.1, 0.2], [0.5, 0.6]], atol=0.002)


def test_progress_over_many_epochs_keeps_the_first_the_middle_and_the_last():
    samples = {epoch: flat([0.5]) for epoch in range(101)}
    assert rows_of(progress(samples, rows=3)) == ["start", "epoch 50", "epoch 100"]


def test_progress_without_samples_is_refused():
    with pytest.raises(UserError, match="at least one epoch"):
        progress({})
