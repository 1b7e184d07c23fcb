"""Measures of claims, on runs whose evaluations are known."""

import math
from types import SimpleNamespace

import pytest

from keras_gencmp.study.claims import measures
from keras_gencmp.study.compare.on_the_way import Stage


def subject(scores=None, flops=100.0, epoch_steps=10):
    found = {name: SimpleNamespace(value=value) for name, value in (scores or {}).items()}
    return SimpleNamespace(
        entry=SimpleNamespace(rows=[SimpleNamespace(scores=found)]),
        number=0,
        run=SimpleNamespace(
            recipe=SimpleNamespace(schedule=SimpleNamespace(epoch_steps=epoch_steps))
        ),
        flops_per_step=flops,
    )


@pytest.mark.parametrize(
    ("kids", "epochs"),
    [
        ([40.0, 20.0, 10.0], 2.0),  # at a stage
        ([40.0, 30.0, 10.0], 2.5),  # between two
        ([15.0, 10.0], 1.0),  # before the first, which is what it counts with
        ([40.0, 20.0, 25.0, 19.0], 2.0),  # the first time
    ],
)
def test_the_cost_to_a_quality_is_where_it_is_first_reached(kids, epochs, monkeypatch):
    found = [Stage(number, kid, 0.0) for number, kid in enumerate(kids, 1)]
    monkeypatch.setattr(measures, "stages", lambda run: found)
    assert measures.cost_to(20.0)(subject()) == pytest.approx(math.log10(epochs * 1000))


def test_a_quality_that_is_never_reached_has_no_cost(monkeypatch):
    monkeypatch.setattr(measures, "stages", lambda run: [Stage(1, 40.0, 0.0), Stage(2, 21.0, 0.0)])
    assert math.isnan(measures.cost_to(20.0)(subject()))


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("gain after ten epochs", "log ratio"),
        ("FLOPs to KID 17", "log10 FLOPs"),
        ("value", "nats"),
        ("class_kl", "nats"),  # of a column of scores
        ("fid", ""),
        ("own.py:metric", ""),
    ],
)
def test_a_measure_has_a_unit(name, unit):
    assert measures.unit_of(name) == unit


def test_grains_are_as_far_from_real_images_as_blur():
    near = measures.likeness_of_sharpness
    assert near(subject({"sharpness": 0.5})) == near(subject({"sharpness": 2.0})) == 0.5
    assert near(subject({"sharpness": 1.0})) == 1.0 and math.isnan(near(subject({"sharpness": 0})))


def test_a_confusion_is_the_mean_of_both_directions_and_unknown_without_one_of_the_classes():
    def of(detail):
        found = subject()
        score = SimpleNamespace(value=0.1, detail=detail)
        found.entry.rows[0].scores["ambiguity"] = score
        judge = SimpleNamespace(classes=("1", "4", "7"))
        found.results = SimpleNamespace(protocol=SimpleNamespace(judge=judge))
        return measures.confusion("1", "7")(found)

    assert of({"1": [0.9, 0.0, 0.1], "7": [0.3, 0.1, 0.6]}) == pytest.approx(0.2)
    assert math.isnan(of({"1": [0.9, 0.0, 0.1]}))
