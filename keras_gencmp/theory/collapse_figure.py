"""The figure of a mode collapse: samples over the steps, the entropy of modes, and the alarm."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import fill

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from keras_gencmp.figures.scales import whole_numbers
from keras_gencmp.figures.style import (
    DARK_GREY,
    FONT_SIZE,
    PALETTE,
    charts_of_no_axes,
    label_axes,
    legend_above,
)
from keras_gencmp.runs.alarms import ENTROPY, Alarm, raised
from keras_gencmp.theory.collapse import CENTRES, RADIUS, Watched

SHOWN = 4  # stages of each training
REACH = 1.7 * RADIUS  # half the side of what is shown
WIDTH, HEIGHT = 11.0, 6.2  # inches
NOTE = 50  # characters of a line of the alarm


def mode_collapse(trained: Mapping[str, Watched]) -> Figure:
    """A row of samples for each training, beside the entropy of its modes and its first alarm."""
    figure = charts_of_no_axes(WIDTH, HEIGHT)
    places = figure.add_gridspec(len(trained), SHOWN + 2)
    for row, (name, watched) in enumerate(trained.items()):
        chosen = np.unique(np.linspace(0, len(watched.steps) - 1, SHOWN).round().astype(int))
        for column, index in enumerate(chosen):
            axes = figure.add_subplot(places[row, column])
            _draw_samples(axes, watched.samples[index], f"step {watched.steps[index]:,}")
            if column == 0:
                axes.set_ylabel(name, fontsize=FONT_SIZE)
        _draw_entropy(figure.add_subplot(places[row, SHOWN:]), watched)
    return figure


def _draw_samples(axes: Axes, samples: np.ndarray, name: str) -> None:
    """Samples over the centres of the modes."""
    axes.scatter(*CENTRES.T, s=110, facecolors="none", edgecolors=DARK_GREY, linewidths=0.8)
    axes.scatter(*samples.T, s=4, color=PALETTE[0], linewidths=0, alpha=0.6)
    axes.set_xlim(-REACH, REACH)
    axes.set_ylim(-REACH, REACH)
    axes.set_aspect("equal")
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_title(name, fontsize=FONT_SIZE)


def _draw_entropy(axes: Axes, watched: Watched) -> None:
    """The entropy of the modes against the step, the threshold of the alarm, and its words."""
    real = watched.rows[0]["real_class_entropy"]
    values = [row["class_entropy"] for row in watched.rows]
    axes.plot(watched.steps, values, "o-", color=PALETTE[0], markersize=4, label="samples")
    axes.axhline(real, color=DARK_GREY, linewidth=1, linestyle="-.", label="data")
    style = {"color": PALETTE[2], "linewidth": 1, "linestyle": "--"}
    axes.axhline(ENTROPY * real, label="alarm below", **style)
    label_axes(axes, "step", "entropy of the modes (nats)")
    whole_numbers(axes)
    axes.set_ylim(-0.1, 1.1 * real)
    legend_above(axes, columns=3)
    alarm = first_alarm(watched)
    text = "no alarm"
    if alarm is not None:
        step = watched.steps[alarm.epoch - 1]
        axes.plot(step, values[alarm.epoch - 1], "*", color=PALETTE[2], markersize=14)
        text = f"alarm at step {step:,}: {alarm.message}"
    axes.set_title(fill(text, NOTE), fontsize=FONT_SIZE - 2, loc="left", pad=26)


def first_alarm(watched: Watched) -> Alarm | None:
    """The first alarm that the evaluations of a training raise, numbered from 1, if any."""
    alarms = raised([], watched.rows)
    return alarms[0] if alarms else None
