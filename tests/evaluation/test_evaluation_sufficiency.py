"""What few images cannot carry has no score, and the table says why."""

from types import SimpleNamespace

import numpy as np
import pytest
from evaluation_blobs import blobs

from keras_gencmp.evaluation import baselines, measure, render, sufficiency
from keras_gencmp.evaluation.baselines import REPEATED
from keras_gencmp.evaluation.evaluate import Request, evaluate_data, load_metrics
from keras_gencmp.evaluation.inputs import Inputs
from keras_gencmp.evaluation.loading import load_metric
from keras_gencmp.evaluation.protocol import LEAST
from keras_gencmp.evaluation.sufficiency import least
from keras_gencmp.judge.network import FEATURES
from keras_gencmp.metrics import registry, selection
from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.metrics.registry import METRICS

REPEATED_FROM = baselines.REPEATED_FROM


@pytest.fixture
def as_shipped(monkeypatch):
    """The smallest n as the rows of the registry state it."""
    monkeypatch.setattr(sufficiency, "least", least)
    monkeypatch.setattr(measure, "require_each_class", sufficiency.require_each_class)
    monkeypatch.setattr(baselines, "REPEATED_FROM", REPEATED_FROM)


def table(splits, *names) -> str:
    request = Request(load_metrics(selection.chosen(names)), 60)
    return render.text(evaluate_data(splits, request), request.columns)


def test_a_score_of_too_few_images_is_not_printed_and_the_table_says_why(protocol, as_shipped):
    words = table(protocol.splits, "fid", "prdc", "kid", "sharpness", "vendi")
    assert "every row (fid, vendi): n/a, 60 images are too few, 129 are the least" in words
    assert (
        "every row (precision, recall, density, coverage): n/a, 60 images are too few, 100" in words
    )
    assert "KID" in words and "sharpness" in words and "FID" not in words


def test_a_hundred_images_are_no_repetition_of_sixty(protocol, as_shipped):
    assert REPEATED not in table(protocol.splits, "sharpness")
    assert REPEATED in baselines.applicable(type(protocol)(protocol.splits, 200, 0))


def test_the_least_is_by_classes_where_a_metric_counts_in_them(protocol):
    row = METRICS["classes"]
    assert least(row, protocol) == 30 and least(METRICS["class-fid"], protocol) == 3 * 129
    protocol.__dict__["judge"] = protocol.judge.__class__("random", (), protocol.judge.network)
    assert least(row, protocol) == LEAST


def test_no_metric_asks_for_less_than_an_evaluation_and_distances_for_more_than_features():
    assert registry.FEATURES == FEATURES
    assert all(row.least >= LEAST for row in METRICS.values())
    assert METRICS["fid"].least > FEATURES


def test_enough_images_have_every_score(splits, judge, monkeypatch, as_shipped):
    monkeypatch.setattr("keras_gencmp.judge.lookup.for_data", lambda splits: judge)
    many = splits._replace(train=blobs(2_000, 0), validation=blobs(400, 1), test=blobs(400, 2))
    names = ("fid", "prdc", "classes", "class-fid", "class-recall", "c2st", "diversity", "is")
    request = Request(load_metrics(selection.chosen(names)), 400)
    (floor,) = (row for row in evaluate_data(many, request) if row.name == baselines.FLOOR)
    assert all(np.isfinite(one.value) for one in floor.scores.values())


def shares(protocol, real, generated):
    """Inputs with so many real and generated images of each of the three classes."""
    inputs = Inputs(protocol, lambda: None)
    protocol.__dict__["real"] = SimpleNamespace(labels=np.repeat(np.arange(3), real))
    inputs.__dict__["_images"] = SimpleNamespace(labels=np.repeat(np.arange(3), generated))
    return inputs


ENOUGH = (200, 200, 200)


@pytest.mark.parametrize(
    ("name", "real", "generated", "words"),
    [
        (
            "class-fid",
            (300, 298, 2),
            ENOUGH,
            "real images of a class are too few (2 of class two), 129",
        ),
        (
            "class-fid",
            ENOUGH,
            (300, 300, 0),
            "generated images of a class are too few (0 of class two)",
        ),
        (
            "class-recall",
            (300, 291, 9),
            ENOUGH,
            "real images of a class are too few (9 of class two), 10",
        ),
        ("class-recall", (300, 290, 10), ENOUGH, ""),
        ("classes", ENOUGH, (300, 300, 0), ""),
        ("diversity", ENOUGH, (300, 300, 0), ""),
        ("is", (300, 300, 0), ENOUGH, ""),
        ("class-fid", ENOUGH, ENOUGH, ""),
    ],
)
def test_every_class_has_enough_images_and_not_only_their_mean(
    name, real, generated, words, protocol
):
    loaded, inputs = load_metric(METRICS[name]), shares(protocol, real, generated)
    if not words:
        return sufficiency.require_each_class(loaded, inputs)
    with pytest.raises(Undefined) as refused:
        sufficiency.require_each_class(loaded, inputs)
    assert words in str(refused.value)
