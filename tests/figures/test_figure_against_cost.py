"""Quality against cost, intervals and matrices: what is drawn, for long names too."""

import numpy as np
import pytest

from keras_gencmp.errors import UserError
from keras_gencmp.figures.against_cost import Path, against_cost, intervals, legend_columns
from keras_gencmp.figures.matrices import columns_of, matrices

LONG = "gan generator.widths=[256,512] discriminator.widths=[512,256] latent=100 batch_size=50"


def path(*quality):
    return Path(np.array([10.0, 100.0, 1000.0]), np.array(quality, float))


def drawn(figure):
    figure.canvas.draw()  # a layout that fails is a warning, and so an error
    return figure


def test_every_model_has_its_mean_and_single_seeds_are_faint():
    panels = {"images": {"gan": path([3, 2, 1], [5, 4, 3]), LONG: path([9, 8, 7])}}
    (axes,) = drawn(against_cost(panels, "KID")).axes
    means = {line.get_label(): line for line in axes.get_lines() if line.get_label()[0] != "_"}
    assert list(means) == ["gan", LONG]
    np.testing.assert_allclose(means["gan"].get_ydata(), [4, 3, 2])
    assert len(axes.get_lines()) == 4 and axes.get_xscale() == axes.get_yscale() == "log"


def test_a_quality_below_0_has_an_axis_that_shows_it():
    (axes,) = drawn(against_cost({"images": {"gan": path([3, 1, -0.5])}}, "KID")).axes
    assert axes.get_yscale() == "symlog" and axes.get_ylim()[0] < -0.5


def test_nothing_to_draw_is_said():
    with pytest.raises(UserError, match="no training was evaluated"):
        against_cost({}, "KID")
    with pytest.raises(UserError, match="no matrix"):
        matrices({}, "ab", "x", "y", "p")


def test_long_names_get_fewer_columns():
    assert legend_columns(["gan", "vae"], 11.7) == 2 and legend_columns([LONG] * 3, 8.0) == 1


def test_intervals_show_seeds_means_and_real_images():
    rows = [("gan", 3.0, 2.0, 4.0, [2.5, 3.5]), (LONG, 5.0, None, None, [5.0])]
    (axes,) = drawn(intervals(rows, "FID", level=1.0)).axes
    assert [text.get_text().replace("\n", " ") for text in axes.get_yticklabels()] == ["gan", LONG]
    assert len(axes.get_lines()) == 1 + 2 * 2 + 1


def test_matrices_leave_out_the_diagonal_and_hatch_what_is_missing():
    table = np.array([[0.9, 0.1, 0.0], [np.nan] * 3, [0.2, 0.1, 0.7]])
    figure = drawn(
        matrices({"real": table, LONG: table}, ["a", "b", "longer"], "other", "taken for", "p")
    )
    first, second, _bar = figure.axes
    shown = first.images[0].get_array()
    assert np.isnan(np.ma.filled(shown, np.nan)[0, 0]) and shown[0, 1] == 0.1
    assert first.images[0].get_clim() == second.images[0].get_clim() == (0.0, 0.2)
    assert len(first.patches) == 1


@pytest.mark.parametrize(("confused", "end"), [(0.04, 0.2), (0.0, 0.2), (0.5, 0.5)])
def test_little_confusion_does_not_get_the_darkest_shade(confused, end):
    table = np.array([[1.0 - confused, confused], [0.0, 1.0]])
    first, _bar = drawn(matrices({"real": table}, "ab", "other", "taken for", "p")).axes
    assert first.images[0].get_clim() == (0.0, end)


def test_models_are_told_apart_by_the_shapes_of_their_points():
    paths = {f"model {k}": path([3 + k, 1 + k, 1]) for k in range(10)}
    (axes,) = drawn(against_cost({"images": paths}, "KID")).axes
    lines = [line for line in axes.get_lines() if line.get_label().startswith("model")]
    assert len({line.get_marker() for line in lines}) == 10


@pytest.mark.parametrize("count", range(1, 17))
def test_matrices_fit_a_slide_and_name_their_axes_and_shades(count):
    table = np.full((3, 3), 0.1)
    tables = {f"model {k}": table for k in range(count)}
    figure = matrices(tables, "abc", "other class", "taken for", "probability")
    width, height = figure.get_size_inches()
    *shown, bar = [axes for axes in figure.axes if axes.get_visible()]
    assert len(shown) == count and bar.get_ylabel() == "probability"
    assert height / width <= 9 / 16 or count == 1
    lowest = [axes for axes in shown if axes.get_xlabel() == "other class"]
    assert len(lowest) == min(count, columns_of(count)) and shown[0].get_ylabel() == "taken for"
