"""Strips: legends where they say something new, step numbers under the last row, a slide's size."""

import numpy as np
import pytest

from keras_gencmp.figures.curves import Series
from keras_gencmp.figures.strips import Strip, strips

IMAGES = np.zeros((36, 4, 4, 1))


def strip(*labels):
    series = [Series(label, np.arange(3), np.arange(3.0)) for label in labels]
    return Strip("beta 1", IMAGES, IMAGES[:4], series, [])


@pytest.mark.parametrize(
    ("second", "legends"), [(strip("a", "b"), [True, False]), (strip("a", "c"), [True, True])]
)
def test_a_row_has_a_legend_where_it_draws_other_series_than_those_above(second, legends):
    figure = strips([strip("a", "b"), second])
    charts = [axes for axes in figure.axes if axes.lines]
    assert [axes.get_legend() is not None for axes in charts] == legends


def test_only_the_last_row_names_the_steps():
    figure = strips([strip("a"), strip("a"), strip("a")])
    charts = [axes for axes in figure.axes if axes.lines]
    assert [axes.get_xlabel() for axes in charts] == ["", "", "step"]


def test_three_strips_fit_a_slide():
    both = strip("a")._replace(second=strip("b").losses, second_name="nats")
    width, height = strips([both] * 3).get_size_inches()
    assert height * 13.3 / width < 7.5
