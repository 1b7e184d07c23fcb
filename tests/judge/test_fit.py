"""Fitting a judge: it learns, with any number of classes, and shows its progress."""

import numpy as np
import pytest
from evaluation_blobs import blobs

from keras_gencmp.judge import fit
from keras_gencmp.judge.judge import Judge


def test_a_classifier_learns_what_can_be_told_apart():
    model = fit.classifier(blobs(240, 0), 3, seed=0, epochs=8, quiet=True)
    test = blobs(90, 7)
    logits = np.asarray(model(test.images.astype("float32") / 255)[1])
    assert fit.accuracy(logits, test.labels) > 0.95


def test_fits_repeat_with_their_seed():
    first, again, other = (
        fit.classifier(blobs(48, 0), 3, seed=seed, epochs=1, quiet=True).get_weights()
        for seed in (0, 0, 1)
    )
    assert all((a == b).all() for a, b in zip(first, again, strict=True))
    assert not (first[0] == other[0]).all()


def test_one_class_sets_batch_normalisation_and_leaves_the_weights_random():
    split = blobs(60, 0)
    model = fit.classifier(split, 1, seed=0, quiet=True)
    start = fit.network(split.images.shape[1:], 1, seed=0)
    assert (model.get_weights()[0] == start.get_weights()[0]).all()
    assert not (model.get_weights()[3] == start.get_weights()[3]).any()
    assert Judge("", (), model).features(split.images).std(axis=0).max() > 0


EPOCHS = [(60_000, 10), (6_000, 10), (1_203, 49), (120, 500), (2, 500)]


@pytest.mark.parametrize(("count", "epochs"), EPOCHS)
def test_small_datasets_get_more_epochs(count, epochs):
    assert fit.default_epochs(count) == epochs


def test_every_epoch_is_a_line_where_stderr_is_no_terminal(capsys, monkeypatch):
    monkeypatch.setattr(fit, "LINE_INTERVAL", 0.0)
    fit.classifier(blobs(48, 0), 3, seed=0, epochs=3)
    lines = capsys.readouterr().err.splitlines()
    assert [line.split("  ")[:2] for line in lines] == [
        ["fitting the judge", f"epoch {epoch}/3"] for epoch in (1, 2, 3)
    ]
    assert all(line.endswith(" left") and "  loss " in line for line in lines)


def test_a_quiet_fit_writes_nothing(capsys, monkeypatch):
    monkeypatch.setattr(fit, "LINE_INTERVAL", 0.0)
    fit.classifier(blobs(48, 0), 3, seed=0, epochs=1, quiet=True)
    fit.classifier(blobs(48, 0), 1, seed=0, quiet=True)
    assert capsys.readouterr().err == ""


def test_accuracy_is_the_share_of_largest_scores_at_the_label():
    scores = np.array([[0.1, 0.9], [0.8, 0.2], [0.3, 0.7], [0.6, 0.4]])
    assert fit.accuracy(scores, np.array([1, 0, 0, 0])) == 0.75
