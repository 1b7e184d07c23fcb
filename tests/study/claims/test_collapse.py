"""Collapse: what counts as one along the evaluations of a training."""

import math

import pytest

from keras_gencmp.study.claims.collapse import collapsed

ALL, ONE = [1.0] * 10, [10.0] + [0.0] * 9


def row(kid, classes=ALL, diversity=0.9):
    entropy = 2.3 if classes is ALL else 0.0
    counts = {f"count_{i}": count for i, count in enumerate(classes)}
    known = {"class_entropy": entropy, "real_class_entropy": 2.3, "classes_drawn": 1.0}
    return {"epoch": 1.0, "kid": kid, "diversity": diversity, **known, **counts}


@pytest.mark.parametrize(
    ("rows", "value"),
    [
        ([row(9.0), row(5.0)], 0.0),
        ([row(9.0, ONE), row(5.0)], 0.0),  # a beginning that is behind it
        ([row(5.0), row(9.0, ONE)], 1.0),  # classes are lost
        ([row(5.0), row(9.0, diversity=0.4)], 1.0),  # diversity is lost
        ([row(5.0), row(4.0, diversity=math.nan)], 1.0),
        ([row(5.0), row(4.0, ONE)], 1.0),  # lost, though KID falls
        ([row(9.0, ONE), row(9.5, ONE), row(9.1, ONE)], 1.0),  # stuck with one class
        ([row(9.0, ONE), row(5.0, ONE), row(4.9, ONE)], 1.0),
        ([row(9.0, ONE)], 1.0),
    ],
)
def test_a_run_has_collapsed_where_it_ends_without_classes_or_diversity(rows, value):
    assert collapsed(rows) == value


def test_a_run_that_is_still_at_its_beginning_has_not_collapsed_and_is_not_known():
    assert math.isnan(collapsed([row(9.0, ONE), row(6.0, ONE), row(5.0, ONE)]))
