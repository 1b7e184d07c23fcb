"""Mode collapse on purpose: what collapses, what does not, and the alarm that tells them apart."""

import numpy as np
import pytest

from keras_gencmp.runs.quality import COUNT
from keras_gencmp.theory import collapse
from keras_gencmp.theory.collapse import CENTRES, MODES, Watched, evaluated, ring
from keras_gencmp.theory.collapse_figure import first_alarm, mode_collapse

LOG_8 = np.log(8)


@pytest.mark.parametrize(
    ("samples", "entropy", "drawn"),
    [
        (CENTRES, LOG_8, 8),
        (CENTRES[:1].repeat(5, axis=0), 0.0, 1),
        (CENTRES[[0, 0, 1, 1]], np.log(2), 2),
        (3 * CENTRES[:1], 0.0, 1),  # a mode reaches as far as no other is nearer
    ],
)
def test_the_entropy_of_modes_is_that_of_the_nearest_centres(samples, entropy, drawn):
    row = evaluated(np.asarray(samples), 3)
    assert row["class_entropy"] == pytest.approx(entropy) and row["classes_drawn"] == drawn
    assert row["real_class_entropy"] == pytest.approx(LOG_8) and row["epoch"] == 3
    assert sum(row[f"{COUNT}{mode}"] for mode in range(1, MODES + 1)) == len(samples)


def test_the_data_have_every_mode_equally_often():
    row = evaluated(ring(8000, np.random.default_rng(0)), 1)
    assert row["class_entropy"] > LOG_8 - 0.01 and row["classes_drawn"] == MODES


def watched(*shares):
    """A training whose evaluations have samples at so many of the centres."""
    samples = np.stack([CENTRES[np.arange(40) % count] for count in shares])
    rows = [evaluated(each, number) for number, each in enumerate(samples, start=1)]
    return Watched(tuple(range(10, 10 * len(shares) + 1, 10)), samples, rows)


def test_the_alarm_is_that_of_a_training_and_needs_two_evaluations():
    alarm = first_alarm(watched(8, 2, 2, 2))
    assert alarm.epoch == 3 and "2 of 8 classes are drawn" in alarm.message
    assert first_alarm(watched(8, 2, 8, 8)) is None


def test_the_figure_says_which_training_raises_the_alarm_and_when():
    figure = mode_collapse({"slow": watched(8, 2, 2, 2), "fair": watched(8, 8, 8, 8)})
    words = [" ".join(axes.get_title(loc="left").split()) for axes in figure.axes]
    said = [text for text in words if text]
    assert said[0].startswith("alarm at step 30: 2 of 8 classes") and said[1] == "no alarm"
    entropy = [axes for axes in figure.axes if axes.get_xlabel() == "step"]
    np.testing.assert_allclose(entropy[0].lines[0].get_ydata()[1:], np.log(2))


def test_it_is_watched_ten_times_up_to_its_last_step():
    found = collapse.train((1e-3, 1e-3), steps=20)
    assert found.steps == tuple(range(2, 21, 2))
    assert found.samples.shape == (10, collapse.DRAWN, 2) and len(found.rows) == 10


@pytest.mark.slow
def test_a_slow_discriminator_lets_modes_collapse_and_another_does_not():
    bad, good = (collapse.train(rates) for rates in collapse.RATES.values())
    assert first_alarm(bad) is not None
    assert good.rows[-1]["class_entropy"] > 0.9 * LOG_8
    assert first_alarm(good) is None
