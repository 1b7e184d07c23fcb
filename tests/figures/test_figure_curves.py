"""Curves: panels, colours, dashes, bands, marks and refusals."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from keras_gencmp.errors import UserError
from keras_gencmp.figures.curves import MARKED, Panel, Series, curves
from keras_gencmp.figures.saving import save
from keras_gencmp.figures.style import PALETTE

X = np.array([1.0, 2.0, 3.0])
LOSS = Series("loss", X, np.array([3.0, 2.0, 1.0]))
HELD_OUT = Series("loss, validation", X, np.array([3.5, 2.5, 1.5]), dashed=True)
KL = Series("KL", X, np.array([0.1, 0.2, 0.3]), colour=1)


def legend(axes):
    return [text.get_text() for text in axes.get_legend().get_texts()]


def test_each_panel_has_its_unit_and_series():
    upper, lower = curves(
        [Panel("ELBO (nats)", [LOSS, HELD_OUT]), Panel("nats", [KL], "step")]
    ).axes
    assert [upper.get_ylabel(), lower.get_ylabel()] == ["ELBO (nats)", "nats"]
    assert [upper.get_xlabel(), lower.get_xlabel()] == ["epoch", "step"]
    assert legend(upper) == ["loss", "loss, validation"] and legend(lower) == ["KL"]


def test_a_series_has_its_colour_and_is_dashed_on_request():
    (axes,) = curves([Panel("nats", [LOSS, HELD_OUT, KL])]).axes
    solid, dashed, other = axes.lines
    assert solid.get_color() == dashed.get_color() == PALETTE[0] and other.get_color() == PALETTE[1]
    assert solid.get_linestyle() == "-" and dashed.get_linestyle() == "--"


def test_values_are_drawn_at_their_positions():
    series = Series("loss", np.array([10, 20, 40]), np.array([5.0, 4.0, 7.0]))
    (axes,) = curves([Panel("nats", [series])]).axes
    np.testing.assert_array_equal(axes.lines[0].get_xydata(), [[10, 5], [20, 4], [40, 7]])


def test_errors_are_a_band_around_their_series():
    series = Series("KID", np.array([1, 2]), np.array([5.0, 4.0]), error=np.array([1.0, 0.5]))
    (axes,) = curves([Panel("KID", [series])]).axes
    (band,) = axes.collections
    corners = {tuple(point) for point in band.get_paths()[0].vertices.tolist()}
    assert {(1, 4), (1, 6), (2, 3.5), (2, 4.5)} <= corners
    assert legend(axes) == ["KID"]


def test_a_mark_is_a_vertical_line_with_its_label():
    (axes,) = curves([Panel("KID", [LOSS], marks={"best": 2})]).axes
    assert legend(axes) == ["loss", "best"] and set(axes.lines[-1].get_xdata()) == {2}


def test_raw_points_are_drawn_faintly_behind_their_mean():
    raw = np.arange(5.0), np.arange(5.0)
    (axes,) = curves([Panel("nats", [LOSS._replace(raw=raw)])]).axes
    faint, mean = axes.lines
    assert faint.get_alpha() < 0.5 and to_hex(faint.get_color()) == to_hex(mean.get_color())
    np.testing.assert_array_equal(faint.get_xydata(), np.stack(raw, axis=1))
    assert legend(axes) == ["loss"]


@pytest.mark.parametrize("count, marker", [(MARKED, "o"), (MARKED + 1, "None")])
def test_only_a_short_series_shows_its_points(count, marker):
    values = np.arange(float(count))
    (axes,) = curves([Panel("nats", [Series("loss", values, values)])]).axes
    assert axes.lines[0].get_marker() == marker


def test_the_y_axis_can_be_logarithmic():
    assert curves([Panel("nats", [LOSS])], log=True).axes[0].get_yscale() == "log"
    assert curves([Panel("nats", [LOSS])]).axes[0].get_yscale() == "linear"


def test_a_logarithmic_axis_refuses_what_it_cannot_show():
    with pytest.raises(UserError, match="positive"):
        curves([Panel("nats", [LOSS._replace(y=X - 2)])], log=True)


@pytest.mark.parametrize("log", [False, True])
def test_a_loss_that_is_nan_throughout_is_an_empty_panel(tmp_path, log):
    series = LOSS._replace(y=np.full(3, np.nan), raw=(X, np.full(3, np.nan)))
    save(curves([Panel("nats", [series])], log=log), tmp_path / "curves.png")


def test_nothing_to_draw_is_refused():
    with pytest.raises(UserError, match="no curve"):
        curves([])


def test_positions_must_match_the_values():
    with pytest.raises(UserError, match="'loss' has 3 values but 2 positions"):
        curves([Panel("nats", [LOSS._replace(x=X[:2])])])


@pytest.mark.parametrize("count", range(1, 7))
def test_up_to_six_panels_fit_a_slide(count):
    figure = curves([Panel("nats", [LOSS])] * count)
    width, height = figure.get_size_inches()
    assert height / width <= 9 / 16 + 1e-9 and len(figure.axes) == count
    figure.draw_without_rendering()
    right = max(axes.get_position().x1 for axes in figure.axes[: 3 if count > 4 else 2])
    assert right > 0.9  # no place of the first row is left empty


def test_a_legend_has_as_many_columns_as_fit():
    names = [f"a rather long name of loss {k}" for k in range(4)]
    panel = Panel("nats", [LOSS._replace(label=name) for name in names])
    figure = curves([panel] * 2)
    figure.draw_without_rendering()
    for axes in figure.axes:
        assert axes.get_legend().get_window_extent().width <= axes.bbox.width * 1.05


def test_steps_have_their_thousands_apart_and_numbers_that_do_not_touch():
    long = LOSS._replace(x=np.array([0.0, 40_000, 90_000]))
    for width in (3.3, 6.9, 13.0):
        figure = curves([Panel("nats", [long], "step")] * 6, width=width)
        figure.draw_without_rendering()
        for axes in figure.axes:
            low, high = axes.get_xlim()
            shown = [t for t in axes.get_xticklabels() if low <= t.get_position()[0] <= high]
            boxes = [text.get_window_extent() for text in shown]
            pairs = zip(boxes, boxes[1:], strict=False)
            assert all(left.x1 + 5 < right.x0 for left, right in pairs)
            assert any(text.get_text().endswith(",000") for text in shown)


def test_three_charts_beside_each_other_need_nine_inches():
    columns = {w: curves([Panel("nats", [LOSS])] * 6, width=w).axes[0] for w in (5.0, 6.9, 13.0)}
    counts = [axes.get_subplotspec().get_gridspec().ncols for axes in columns.values()]
    assert counts == [1, 2, 3]
    assert [axes.figure.get_figwidth() for axes in columns.values()] == list(columns)


def steep(beginning, length=200):
    """A long loss of 1 to 2 after a beginning of another size."""
    y = 1 + np.linspace(0, 1, length)
    y[:3] = beginning
    return Series("loss", np.arange(float(length)), y)


@pytest.mark.parametrize(
    "beginning, note", [(400.0, "↑ 400 at the start"), (-50.0, "↓ −50 at the start"), (2.5, "")]
)
def test_the_start_of_a_loss_does_not_press_the_rest_together(beginning, note):
    (axes,) = curves([Panel("nats", [steep(beginning)])]).axes
    low, high = axes.get_ylim()
    assert [text.get_text() for text in axes.texts] == [note] * bool(note)
    assert (beginning < low or beginning > high) == bool(note)
    assert low < 1.1 and 2 < high < 3


def test_short_curves_levels_and_late_outbreaks_stay_in_the_chart():
    late = steep(400.0)
    late.y[150] = 50.0
    short = LOSS._replace(y=np.array([90.0, 60.0, 30.0]))
    (axes,) = curves([Panel("nats", [late, short], levels={"level": -9.0})]).axes
    low, high = axes.get_ylim()
    assert low < -9 and 90 < high < 400


def test_a_score_with_a_mark_can_be_logarithmic():
    score = LOSS._replace(y=np.array([500.0, 30.0, 3.0]))
    (axes,) = curves([Panel("KID", [score], marks={"best": 3}, score=True)]).axes
    assert axes.get_yscale() == "log" and axes.yaxis.get_major_formatter()(200.0) == "200"


@pytest.mark.parametrize("least", [0.0, -3.0, np.nan])
def test_a_score_with_values_that_have_no_logarithm_is_linear(least, tmp_path):
    score = LOSS._replace(y=np.array([500.0, 30.0, least]))
    scale = curves([Panel("KID", [score], score=True)]).axes[0].get_yscale()
    assert scale == ("linear" if least <= 0 else "log" if 500 / 30 >= 20 else "linear")
