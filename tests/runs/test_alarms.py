"""Alarms on made-up histories."""

import numpy as np
import pytest

from keras_gencmp.runs.alarms import DIVERSITY, ENTROPY, SURE, raised

REAL = float(np.log(4))


def losses(*values):
    return [{"epoch": k, "discriminator_loss": value} for k, value in enumerate(values, start=1)]


def evaluation(epoch, counts=(25, 25, 25, 25), diversity=1.0):
    shares = np.array(counts)[np.array(counts) > 0] / sum(counts)
    return {
        "epoch": epoch,
        "kid": 1.0,
        "diversity": diversity,
        "class_entropy": float(-(shares * np.log(shares)).sum()),
        "real_class_entropy": REAL,
        "classes_drawn": float(np.count_nonzero(counts)),
        **{f"count_{name}": float(count) for name, count in zip("abcd", counts, strict=True)},
    }


def epochs(found):
    return [alarm.epoch for alarm in found]


def test_a_healthy_training_raises_none():
    assert raised(losses(1.4, 0.6, 0.5), [evaluation(k) for k in (1, 2, 3)]) == []
    assert raised([], []) == []


def test_a_discriminator_that_is_sure_of_everything():
    (alarm,) = raised(losses(0.3, 0.001, 0.0004, 0.0001), [])
    assert alarm.epoch == 3 and "discriminator's loss is 0.0004" in alarm.message


def test_two_on_end_are_needed():
    assert raised(losses(0.3, 0.001, 0.3, 0.001), []) == []
    assert raised(losses(SURE, SURE, SURE), []) == []


def test_a_critic_of_which_0_says_nothing_is_left_alone():
    assert raised(losses(-0.3, -0.01, 0.001, 0.001), []) == []


def test_models_without_a_discriminator_are_left_alone():
    assert raised([{"epoch": 1, "kl": 0.0}, {"epoch": 2, "kl": 0.0}], []) == []


def elbos(*values):
    return [{"epoch": k, "negative_elbo": value} for k, value in enumerate(values, start=1)]


def test_a_vae_that_has_forgotten_what_it_knew():
    (alarm,) = raised(elbos(190.0, 97.0, 23_708.0, 232.0, 217.0), [])
    assert alarm.epoch == 4
    assert "the negative ELBO is 232 nats and was 97: the training has broken down" in alarm.message


def test_a_bound_that_only_wavers_is_left_alone():
    assert raised(elbos(190.0, 97.0, 140.0, 145.0, 139.0), []) == []  # as under a KL warm-up
    assert raised(elbos(190.0, 97.0, 300.0, 96.0, 95.0), []) == []  # one bad epoch
    assert raised(elbos(-900.0, -1200.0, -400.0, -300.0), []) == []  # densities have no zero
    assert raised(elbos(float("nan"), float("nan"), 99.0), []) == []


def test_lost_classes_are_counted_and_the_commonest_is_named():
    collapsed = [evaluation(k, (0, 97, 3, 0)) for k in (4, 6)]
    (alarm,) = raised([], [evaluation(2), *collapsed])
    assert alarm.epoch == 6
    assert "2 of 4 classes are drawn, and 97% of the images are of class b" in alarm.message
    assert "class entropy 0.1 of 1.4 nats" in alarm.message


@pytest.mark.parametrize(
    ("counts", "is_low"), [((70, 10, 10, 10), True), ((55, 15, 15, 15), False)]
)
def test_entropy_is_low_below_its_share_of_that_of_real_images(counts, is_low):
    row = evaluation(1, counts)
    assert (row["class_entropy"] < ENTROPY * REAL) == is_low
    assert bool(raised([], [row, evaluation(2, counts)])) == is_low


def test_low_diversity():
    low = DIVERSITY - 0.19
    (alarm,) = raised([], [evaluation(1), *(evaluation(k, diversity=low) for k in (2, 3, 4))])
    assert alarm.epoch == 3 and "differ 0.31 times as much as real ones" in alarm.message


def test_diversity_that_is_not_defined_is_no_alarm():
    nan = float("nan")
    assert raised([], [evaluation(k, diversity=nan) for k in (1, 2)]) == []


def test_images_without_classes_have_a_diversity_alone():
    bare = [{"epoch": k, "kid": 1.0, "diversity": 0.1} for k in (1, 2)]
    assert epochs(raised([], bare)) == [2]


def test_an_alarm_comes_up_again_only_after_it_has_passed():
    pattern = [0.1, 0.1, 0.1, 0.9, 0.1, 0.1]
    rows = [evaluation(k, diversity=value) for k, value in enumerate(pattern, start=1)]
    assert epochs(raised([], rows)) == [2, 6]


def test_alarms_stand_in_the_order_of_their_epochs_and_later_rows_take_none_back():
    quality = [evaluation(k, (100, 0, 0, 0), diversity=0.1) for k in (1, 2, 3)]
    table = losses(0.5, 0.001, 0.001, -1.0)
    assert epochs(raised(table, quality)) == [2, 2, 3]
    for count in range(4):
        earlier = raised(table[:count], quality[:count])
        assert earlier == [one for one in raised(table, quality) if one.epoch <= count]


@pytest.mark.parametrize("name", ["kl", "val_kl"])
def test_a_divergence_below_zero_is_an_alarm_at_once(name):
    rows = [{"epoch": k, name: value} for k, value in enumerate((3.0, -0.05, -16.2, -17.0), 1)]
    (alarm,) = raised(rows, [])
    assert alarm.epoch == 3 and "-16 nats" in alarm.message
    assert "not normalised" in alarm.message
    assert raised([{"epoch": 1, "kl_estimate": -5.0}], []) == []
