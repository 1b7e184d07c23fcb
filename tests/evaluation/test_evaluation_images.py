"""Scores of images that no run has drawn."""

import numpy as np
import pytest
from evaluation_blobs import blobs

from keras_gencmp.data import Split
from keras_gencmp.errors import UserError
from keras_gencmp.evaluation.evaluate import Request, load_metrics
from keras_gencmp.evaluation.images import ImagesToScore, _chosen, evaluate_images
from keras_gencmp.judge import lookup
from keras_gencmp.metrics import selection


@pytest.fixture
def request_of(judge, monkeypatch):
    monkeypatch.setattr(lookup, "for_data", lambda splits: judge)
    metrics = load_metrics(selection.chosen(["fid", "kid", "prdc", "conditional", "elbo"]))
    return lambda n: Request(metrics, n, 0)


def test_held_out_images_score_as_the_row_of_real_images_does(splits, request_of):
    from keras_gencmp.evaluation.evaluate import open_protocol

    held_out = open_protocol(splits, request_of(40)).held_out
    rows = evaluate_images({"same": ImagesToScore(*held_out)}, splits, request_of(40))
    by_name = {row.name: row.scores for row in rows}
    for name in ("fid", "precision", "recall"):
        expected = by_name["real images"][name].value  # in another order: rounding may differ
        assert by_name["same"][name].value == pytest.approx(expected, rel=1e-6, abs=1e-6)
    assert "elbo" not in by_name["same"]


def test_labels_are_scored_where_there_are_some(splits, request_of):
    some = blobs(40, 7)
    sets = {"with": ImagesToScore(*some), "without": ImagesToScore(some.images)}
    rows = {row.name: row.scores for row in evaluate_images(sets, splits, request_of(40))}
    (column,) = [name for name in rows["with"] if "conditional" in name]
    assert rows["with"][column].value is not None
    assert rows["without"][column].value is None


def test_n_is_that_of_the_smallest_set_and_few_images_are_said_to_be_few(
    splits, request_of, capsys
):
    sets = {"30": ImagesToScore(blobs(30, 7).images), "50": ImagesToScore(blobs(50, 8).images)}
    rows = evaluate_images(sets, splits, request_of(1000))
    assert {row.scores["fid"].n for row in rows} == {30}
    assert "30 images are few" in " ".join(capsys.readouterr().err.split())


def test_too_few_and_differently_shaped_images_are_refused(splits, request_of):
    with pytest.raises(UserError, match="20 are the least"):
        evaluate_images({"a": ImagesToScore(blobs(5, 7).images)}, splits, request_of(40))
    other = ImagesToScore(np.zeros((40, 9, 9, 1), np.uint8))
    with pytest.raises(UserError, match="same size"):
        evaluate_images({"a": other}, splits, request_of(40))


def test_images_that_are_sorted_by_class_are_scored_in_another_order():
    # Some metrics take the first of them: of a sorted folder these would be of a few classes.
    chosen = _chosen(100, 100, 0)
    assert set(chosen) == set(range(100)) and len(set(chosen[:50] // 10)) == 10


def test_copies_of_any_training_image_are_found(splits, judge, monkeypatch):
    """Of the last ones, too, which the judge was not fitted on and the floor is made of."""
    monkeypatch.setattr(lookup, "for_data", lambda splits: judge)
    request = Request(load_metrics(selection.chosen(["memorisation"])), 40, 0)
    last = Split(*(array[-20:] for array in splits.train))
    rows = evaluate_images({"copies": ImagesToScore(last.images)}, splits, request)
    scores = {row.name: row.scores["auth_pct"].value for row in rows}
    assert scores["copies"] == 0.0 < scores["real images"]
