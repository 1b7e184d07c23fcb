"""Scatters of points by class: colours, shapes, legend."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb, to_rgba

from keras_gencmp.errors import UserError
from keras_gencmp.figures.matrices import matrices
from keras_gencmp.figures.scatter import NAMED, apart, appearance, scatter
from keras_gencmp.figures.style import PALETTE
from keras_gencmp.figures.themes import THEMES
from keras_gencmp.figures.titles import short

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


def test_every_point_has_the_look_of_its_class_and_every_class_its_entry():
    figure = scatter(CODES, LABELS, CLASSES)
    drawn = {}
    for points in figure.axes[0].collections:
        (colour,) = {tuple(each) for each in points.get_facecolors()}
        shape = tuple(map(tuple, points.get_paths()[0].vertices))
        for place in points.get_offsets():
            drawn[tuple(np.round(np.asarray(place), 12))] = colour, shape
    assert len(drawn) == len(CODES)
    looks = {k: set() for k in range(3)}
    for place, label in zip(CODES, LABELS, strict=True):
        looks[label].add(drawn[tuple(np.round(place, 12))])
    assert [len(each) for each in looks.values()] == [1, 1, 1]
    colours, shapes = zip(*(each.pop() for each in looks.values()), strict=True)
    assert colours == tuple(to_rgba(PALETTE[k]) for k in range(3)) and len(set(shapes)) == 3
    assert [text.get_text() for text in figure.legends[0].get_texts()] == list(CLASSES)


def test_no_class_lies_on_top_of_the_others():
    colours = [
        tuple(each.get_facecolors()[0])
        for each in scatter(CODES, LABELS, CLASSES).axes[0].collections
    ]
    assert len(colours) > 2 * len(CLASSES)  # each class has points in several layers
    assert colours[: len(CLASSES)] == colours[-len(CLASSES) :]


def names_in(figure):
    return {text.get_text(): text for text in figure.axes[0].texts}


def test_the_name_of_a_class_stands_at_the_median_of_its_points():
    far = CODES + 20 * np.stack([LABELS, LABELS == 1], axis=1)
    found = names_in(scatter(far, LABELS, CLASSES))
    assert set(found) == set(CLASSES)
    for label, name in enumerate(CLASSES):
        median = np.median(far[LABELS == label], axis=0)
        np.testing.assert_allclose(found[name].get_position(), median, atol=1e-3)


def test_names_of_classes_that_lie_on_each_other_are_moved_apart():
    classes = [f"class {k}" for k in range(10)]
    figure = scatter(np.repeat(CODES, 5, axis=0), np.arange(300) % 10, classes)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    boxes = [text.get_bbox_patch().get_window_extent() for text in names_in(figure).values()]
    pairs = [(one, two) for i, one in enumerate(boxes) for two in boxes[:i]]
    assert len(boxes) == 10 and not any(one.overlaps(two) for one, two in pairs)
    ends = [line.get_xydata()[1] for line in figure.axes[0].lines]  # lines from their medians
    places = [text.get_position() for text in names_in(figure).values()]
    np.testing.assert_array_equal(ends, places)


def test_boxes_that_do_not_overlap_stay_where_they_are():
    centres, sizes = np.array([[0.0, 0.0], [3.0, 0.0], [3.1, 0.0]]), np.ones((3, 2))
    moved = apart(centres, sizes)
    np.testing.assert_allclose(moved[0], centres[0], atol=1e-4)
    assert np.abs(moved[1] - moved[2]).max() >= 1 - 1e-4


def test_too_many_classes_have_no_names_among_the_points():
    count = NAMED + 1
    points = np.repeat(CODES, 2, axis=0)[:count]
    assert not names_in(scatter(points, np.arange(count), [str(k) for k in range(count)]))


def test_two_dimensions_are_drawn_as_they_are_with_equal_scales():
    axes = scatter(CODES, LABELS, CLASSES).axes[0]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("$z_1$", "$z_2$")
    assert axes.get_aspect() == 1


@pytest.mark.parametrize("labels, classes", [(None, CLASSES), (np.zeros(60, int), ())])
def test_without_labels_or_classes_all_points_are_one_colour(labels, classes):
    figure = scatter(CODES, labels, classes)
    assert len(figure.axes[0].collections[0].get_offsets()) == 60
    assert not figure.legends


def test_no_two_of_a_hundred_classes_look_the_same():
    assert len({appearance(k) for k in range(100)}) == 100
    assert len({appearance(k)[1] for k in range(10)}) == 10


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


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("vision", VISIONS)
def test_the_ten_colours_stay_apart_for_every_kind_of_colour_vision(vision, theme):
    rgb = np.array([to_rgb(THEMES[theme].of(colour)) for colour in PALETTE])
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


def test_long_names_of_many_classes_take_no_room_of_the_chart():
    def chart(names):
        labels = np.arange(200) % len(names)
        points = np.random.default_rng(0).normal(size=(200, 2))
        figure = scatter(points, labels, names)
        figure.draw_without_rendering()
        legend = figure.legends[0].get_window_extent()
        return figure.axes[0].get_position().width * figure.get_figwidth(), legend.x0

    usual, _ = chart([str(k) for k in range(10)])
    for names in ([f"Tomato yellow leaf curl virus {k}$_" for k in range(10)], LONG):
        width, left = chart(names)
        assert width > 0.7 * usual and left > 0


LONG = [f"a class no. {k:03d}" for k in range(100)]


def test_a_name_of_a_class_is_cut_in_its_middle():
    assert short("abc", 5) == "abc" and short("abcdefg", 5) == "ab…fg"
    assert short("a$b", 5) == r"a\$b"
    names = [f"Tomato yellow leaf curl virus $x_$ {k}" for k in range(3)]
    figure = matrices({"dcgan": np.eye(3)}, names, "x", "y", "p")
    figure.draw_without_rendering()  # a formula that is none would be an error
    assert [each.get_text() for each in figure.axes[0].get_xticklabels()] == [
        short(name, 12) for name in names
    ]
