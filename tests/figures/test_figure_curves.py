"""Curves of training: panels, colours, dashes, thinning and running means."""

import numpy as np
import pytest

from keras_gencmp.errors import UserError
from keras_gencmp.figures.curves import DRAWN, MANY, Block, curves, stacked
from keras_gencmp.figures.saving import save
from keras_gencmp.figures.thinning import running_mean, thin

HISTORY = {
    "loss": [3.0, 2.0, 1.0],
    "val_loss": [3.5, 2.5, 1.5],
    "kl": [0.1, 0.2, 0.3],
    "val_kl": [0.2, 0.3, 0.4],
}


def legend(axes):
    return [text.get_text() for text in axes.get_legend().get_texts()]


def test_each_group_is_a_panel_with_its_unit_and_series():
    groups = {"ELBO (nats)": ["loss"], "KL (nats)": ["kl"]}
    upper, lower = curves(HISTORY, groups=groups).axes
    assert [upper.get_ylabel(), lower.get_ylabel()] == list(groups)
    assert legend(upper) == ["loss", "loss, validation"]
    assert legend(lower) == ["kl", "kl, validation"]
    assert upper.get_xlabel() == "epoch"


def test_validation_is_the_dashed_twin_of_training():
    (axes,) = curves(HISTORY).axes
    styles = {line.get_label(): (line.get_color(), line.get_linestyle()) for line in axes.lines}
    assert styles["loss"][0] == styles["loss, validation"][0] != styles["kl"][0]
    assert styles["loss"][1] == "-" and styles["loss, validation"][1] == "--"


def test_values_are_drawn_at_their_places():
    (axes,) = curves({"d_loss": [5.0, 4.0, 7.0]}, "iteration", x=[10, 20, 40]).axes
    np.testing.assert_array_equal(axes.lines[0].get_xydata(), [[10, 5], [20, 4], [40, 7]])
    (axes,) = curves({"d_loss": [5.0, 4.0]}).axes
    np.testing.assert_array_equal(axes.lines[0].get_xdata(), [1, 2])


def test_errors_are_a_band_around_their_series():
    (axes,) = curves({"kid": [5.0, 4.0], "kid_error": [1.0, 0.5]}, groups={"KID": ["kid"]}).axes
    (band,) = axes.collections
    corners = {tuple(point) for point in band.get_paths()[0].vertices.tolist()}
    assert {(1, 4), (1, 6), (2, 3.5), (2, 4.5)} <= corners
    assert legend(axes) == ["kid"]


def test_blocks_with_axes_of_their_own_stand_one_under_the_other():
    losses = Block({"loss": [3.0, 2.0, 1.0]}, "step", x=[10, 20, 30])
    quality = Block({"KID": [1.0]}, groups={"KID": ["KID"]}, x=[1], marks={"best": 1})
    upper, lower = stacked([losses, quality]).axes
    assert (upper.get_xlabel(), lower.get_xlabel()) == ("step", "epoch")
    assert legend(upper) == ["loss"] and legend(lower) == ["KID", "best"]


def test_a_long_series_is_faint_under_its_running_mean():
    values = np.random.default_rng(0).standard_normal(10 * MANY) + 3
    (axes,) = curves({"generator_loss": values}, "iteration").axes
    raw, mean = axes.lines
    assert raw.get_alpha() < 0.5 and len(raw.get_xdata()) <= DRAWN
    assert len(mean.get_xdata()) == values.size
    assert np.std(mean.get_ydata()) < np.std(values) / 5
    assert legend(axes) == ["generator loss"]


def test_the_y_axis_can_be_logarithmic():
    assert curves({"loss": [10.0, 1.0]}, log=True).axes[0].get_yscale() == "log"
    assert curves({"loss": [10.0, 1.0]}).axes[0].get_yscale() == "linear"


def test_a_logarithmic_axis_refuses_what_it_cannot_show():
    with pytest.raises(UserError, match="positive"):
        curves({"loss": [1.0, -1.0]}, log=True)


@pytest.mark.parametrize("length", [5, 2 * MANY])
@pytest.mark.parametrize("log", [False, True])
def test_a_loss_that_is_nan_throughout_is_an_empty_panel(tmp_path, length, log):
    save(curves({"loss": [np.nan] * length}, log=log), tmp_path / "curves.png")


def test_a_group_without_a_known_series_is_left_out():
    figure = curves(HISTORY, groups={"nats": ["loss", "absent"], "seconds": ["time"]})
    assert len(figure.axes) == 1


@pytest.mark.parametrize("history", [{}, {"loss": []}])
def test_nothing_to_draw_is_refused(history):
    with pytest.raises(UserError, match="no curve"):
        curves(history)


def test_positions_must_match_the_values():
    with pytest.raises(UserError, match="'loss' has 2 values"):
        curves({"loss": [1.0, 2.0]}, x=[1, 2, 3])


def test_the_running_mean_agrees_with_its_definition():
    values = np.random.default_rng(0).standard_normal(40)
    expected = [values[max(0, k - 3) : k + 4].mean() for k in range(40)]
    np.testing.assert_allclose(running_mean(values, 7), expected, atol=1e-12)


def test_the_running_mean_steps_over_what_is_not_finite():
    mean = running_mean(np.array([1.0, np.nan, 3.0, np.inf, 5.0]), 3)
    np.testing.assert_allclose(mean, [1, 2, 3, 4, 5])
    assert np.isnan(running_mean(np.full(4, np.nan), 3)).all()


def test_thinning_keeps_every_spike():
    values = np.zeros(10_000)
    values[[17, 5_003, 9_999]] = 1, -1, 2
    kept = thin(values, 100)
    assert len(kept) <= 100 and {17, 5_003, 9_999} <= set(kept.tolist())
    assert (np.diff(kept) > 0).all()
    np.testing.assert_array_equal(thin(values[:50], 100), np.arange(50))
