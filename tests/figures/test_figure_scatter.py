"""Scatters of points by class: colours, shapes, legend."""

import numpy as np
import pytest
from matplotlib.colors import to_rgb, to_rgba

from keras_gencmp.errors import UserError
from keras_gencmp.figures.scatter import scatter
from keras_gencmp.figures.style import PALETTE

RANDOM = np.random.default_rng(2)
CODES = RANDOM.standard_normal((60, 2))
LABELS = RANDOM.integers(0, 3, 60)
CLASSES = ("cat", "dog", "owl")

# Simulation of the three kinds of dichromacy in linear RGB: Machado, Oliveira, Fernandes 2009.
VISIONS = {
    "normal": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


def test_every_point_has_the_colour_of_its_class_and_every_class_its_entry():
    figure = scatter(CODES, LABELS, CLASSES)
    (points,) = figure.axes[0].collections
    colours = {tuple(np.round(place, 12)): k for place, k in zip(CODES, LABELS, strict=True)}
    for place, colour in zip(points.get_offsets(), points.get_facecolors(), strict=True):
        label = colours[tuple(np.round(np.asarray(place), 12))]
        assert tuple(colour) == to_rgba(PALETTE[label])
    assert [text.get_text() for text in figure.legends[0].get_texts()] == list(CLASSES)


def test_two_dimensions_are_drawn_as_they_are_with_equal_scales():
    axes = scatter(CODES, LABELS, CLASSES).axes[0]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("$z_1$", "$z_2$")
    assert axes.get_aspect() == 1


@pytest.mark.parametrize("labels, classes", [(None, CLASSES), (np.zeros(60, int), ())])
def test_without_labels_or_classes_all_points_are_one_colour(labels, classes):
    figure = scatter(CODES, labels, classes)
    assert len(figure.axes[0].collections[0].get_offsets()) == 60
    assert not figure.legends


def test_more_than_ten_classes_change_the_shape_of_the_points():
    figure = scatter(np.repeat(CODES, 2, axis=0)[:24], np.arange(24), [str(k) for k in range(24)])
    assert [len(each.get_offsets()) for each in figure.axes[0].collections] == [10, 10, 4]
    entries = figure.legends[0].legend_handles
    assert len({(entry.get_color(), entry.get_marker()) for entry in entries}) == 24


def test_a_dollar_sign_in_the_name_of_a_class_is_no_formula():
    figure = scatter(CODES, LABELS, ("$x_1$", "$", "a"))
    figure.draw_without_rendering()
    assert [text.get_text() for text in figure.legends[0].get_texts()] == [r"\$x_1\$", r"\$", "a"]


def test_the_axes_can_have_other_names():
    axes = scatter(CODES, axis_labels=("first component", "second component")).axes[0]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("first component", "second component")


@pytest.mark.parametrize("shape", [(5,), (5, 1), (5, 3)])
def test_points_that_lie_in_no_plane_are_refused(shape):
    with pytest.raises(UserError, match="2 dimensions"):
        scatter(np.zeros(shape))


@pytest.mark.parametrize("labels", [np.full(60, 3), np.full(60, -1), np.zeros(59, int)])
def test_labels_that_do_not_fit_are_refused(labels):
    with pytest.raises(UserError, match="label between 0 and 2"):
        scatter(CODES, labels, CLASSES)


@pytest.mark.parametrize("vision", VISIONS)
def test_the_ten_colours_stay_apart_for_every_kind_of_colour_vision(vision):
    rgb = np.array([to_rgb(colour) for colour in PALETTE])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    lab = _cielab(np.clip(linear @ np.array(VISIONS[vision]).T, 0, 1))
    distances = np.linalg.norm(lab[:, None] - lab[None], axis=-1)
    assert len(PALETTE) == 10
    # About 2 is just noticeable; the common ten-colour cycle comes down to 5 in protanopia.
    assert distances[~np.eye(10, dtype=bool)].min() > 15


def _cielab(linear):
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    f = np.cbrt(linear @ np.array(to_xyz).T / [0.95047, 1, 1.08883])
    return np.stack(
        [116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])], axis=1
    )
