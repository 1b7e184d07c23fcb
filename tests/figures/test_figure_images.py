"""Labelled grids: which image stands where, under which name."""

import numpy as np
import pytest

from keras_gencmp.errors import UserError
from keras_gencmp.figures.grid import GAP, mosaic
from keras_gencmp.figures.image_grids import (
    epochs,
    interpolations,
    manifold,
    originals_and_reconstructions,
    rows_of,
    stages,
)
from keras_gencmp.latents.paths import quantile_grid
from keras_gencmp.priors import StandardNormal


def flat(levels):
    """Images of one level each."""
    return np.ones((len(levels), 4, 4, 1), np.float32) * np.reshape(levels, (-1, 1, 1, 1))


def drawn(figure, gap=GAP):
    """The level at the centre of each image of a figure, row by row."""
    pixels = np.asarray(figure.axes[0].images[0].get_array())[..., 0] / 255
    return pixels[2 :: 4 + gap, 2 :: 4 + gap]


def rows_in(figure):
    return [text.get_text() for text in figure.axes[0].get_yticklabels()]


def test_each_reconstruction_stands_under_its_original():
    originals, copies = flat([0.1, 0.2, 0.3]), flat([0.6, 0.7, 0.8])
    figure = originals_and_reconstructions(originals, copies, columns=2)
    expected = [[0.1, 0.2], [0.6, 0.7], [0.3, 1], [0.8, 1]]
    np.testing.assert_allclose(drawn(figure), expected, atol=0.002)
    assert rows_in(figure) == ["original", "reconstructed"] * 2


def test_bytes_stand_beside_floats():
    figure = originals_and_reconstructions((flat([0.2]) * 255).astype(np.uint8), flat([0.2]))
    np.testing.assert_allclose(drawn(figure), 0.2, atol=0.002)


def test_pairs_of_different_shapes_are_refused():
    with pytest.raises(UserError, match="paired"):
        originals_and_reconstructions(flat([0.1, 0.2]), flat([0.1]))


def test_the_manifold_puts_large_z2_at_the_top_and_large_z1_at_the_right():
    side = 3
    points = quantile_grid(StandardNormal(2).quantiles, side)
    for dimension, step in ((0, (0, 1)), (1, (-1, 0))):
        levels = (points[:, dimension] + 2) / 4
        figure = manifold(flat(levels), points[:side, 0])
        rising = np.diff(drawn(figure, gap=0), axis=0 if step[0] else 1) * sum(step)
        assert (rising > 0).all()
        axes = figure.axes[0]
        names = [text.get_text() for text in axes.get_xticklabels()]
        assert names == ["−1.64", "0.00", "1.64"] == rows_in(figure)
        assert (np.diff(axes.get_yticks()) < 0).all() and (np.diff(axes.get_xticks()) > 0).all()


def test_the_manifold_has_no_gaps_and_ticks_at_the_outer_images():
    images = flat(np.linspace(0, 1, 400))
    axes = manifold(images, np.arange(20)).axes[0]
    shown = axes.images[0].get_array()[..., :1] / 255
    np.testing.assert_allclose(shown, mosaic(images, 20, gap=0), atol=0.002)
    assert axes.get_xticks()[[0, -1]].tolist() == [1.5, 77.5]
    assert axes.get_yticks()[[0, -1]].tolist() == [77.5, 1.5]
    texts = [text.get_text() for text in axes.get_xticklabels()]
    assert len(texts) == 7 and [texts[0], texts[-1]] == ["0.00", "19.00"]


def test_a_manifold_that_is_not_square_is_refused():
    with pytest.raises(UserError, match="needs 9 images"):
        manifold(flat([0.5] * 8), [0, 1, 2])


def test_an_interpolation_names_its_steps_and_frames_its_ends():
    paths = flat(np.linspace(0, 0.9, 18)).reshape(2, 9, 4, 4, 1)
    axes = interpolations(paths).axes[0]
    names = [text.get_text() for text in axes.get_xticklabels()]
    assert names == ["start", "1/8", "1/4", "3/8", "1/2", "5/8", "3/4", "7/8", "end"]
    corners = {patch.get_xy() for patch in axes.patches}
    last = 8 * (4 + GAP) - 1
    assert corners == {(-1, -1), (last, -1), (-1, 3 + GAP), (last, 3 + GAP)}


def test_one_path_is_one_row():
    path = flat([0.1, 0.2, 0.3])
    np.testing.assert_allclose(drawn(interpolations(path)), [[0.1, 0.2, 0.3]], atol=0.002)


@pytest.mark.parametrize("shape", [(1, 4, 4, 1), (2, 1, 4, 4, 1), (4, 4)])
def test_a_path_of_fewer_than_two_images_is_refused(shape):
    with pytest.raises(UserError, match="at least 2 images"):
        interpolations(np.zeros(shape))


def test_each_epoch_has_its_row_in_order():
    samples = {5: flat([0.5, 0.6, 0.7]), 0: flat([0.1, 0.2, 0.3])}
    figure = epochs(samples, columns=2)
    assert rows_in(figure) == ["start", "epoch 5"]
    np.testing.assert_allclose(drawn(figure), [[0.1, 0.2], [0.5, 0.6]], atol=0.002)


def test_no_samples_of_any_epoch_are_refused():
    with pytest.raises(UserError, match="no samples"):
        epochs({})


def shown(figure):
    """Where a figure is not transparent, at the centre of each image."""
    return np.asarray(figure.axes[0].images[0].get_alpha())[2 :: 4 + GAP, 2 :: 4 + GAP] == 1


def test_blocks_stand_under_each_other_with_their_names_at_their_first_rows():
    blocks = [("vae", flat([0.1, 0.2, 0.3])), ("gan", flat([0.4, 0.5]))]
    figure = rows_of(blocks, columns=2)
    assert rows_in(figure) == ["vae", "", "gan"]
    assert shown(figure).tolist() == [[True, True], [True, False], [True, True]]
    np.testing.assert_allclose(drawn(figure)[2], [0.4, 0.5], atol=0.002)


def test_blocks_of_different_sizes_are_refused():
    with pytest.raises(UserError, match="4 x 4 x 1 and 4 x 4 x 3"):
        rows_of([("grey", flat([0.1])), ("colour", np.repeat(flat([0.1]), 3, axis=-1))])


def test_what_is_no_image_is_the_paper_of_the_figure():
    three = flat([0.1, 0.2, 0.3])
    figure = originals_and_reconstructions(three, three, columns=2)
    assert shown(figure).tolist() == [[True, True]] * 2 + [[True, False]] * 2
    alpha = figure.axes[0].images[0].get_alpha()
    assert alpha[4, 0] == 0 and alpha[0, 4] == 0  # a gap
    alpha = stages({"start": three, "end": three}, side=2).axes[0].images[0].get_alpha()
    assert (alpha[:, 10] == 0).all() and alpha[0, 0] == 1
