"""Real images that the judge was fitted on are not compared with, whatever the data are called."""

import numpy as np
import pytest
from evaluation_blobs import blobs

from keras_gencmp import data
from keras_gencmp.data import Split, Splits
from keras_gencmp.data.splits import digest
from keras_gencmp.errors import UserError
from keras_gencmp.evaluation.evaluate import Request, load_metrics, open_protocol
from keras_gencmp.evaluation.protocol import make_protocol, validation_protocol
from keras_gencmp.judge import file, lookup, seen
from keras_gencmp.metrics import selection


@pytest.fixture
def fitted(judge, monkeypatch):
    """A function that lets the judge have seen some images."""
    monkeypatch.setattr(lookup, "for_data", lambda splits: judge)

    def fit(images):
        judge.__dict__["digests"] = seen.digests(images)
        return judge

    return fit


def test_what_the_judge_has_seen_is_left_out_and_said(splits, fitted, capsys):
    fitted(np.concatenate([splits.train.images[:220], splits.validation.images[:15]]))
    request = Request(load_metrics(selection.chosen(["fid"])), 60)
    protocol = open_protocol(splits, request)
    assert protocol.left_out == 15 and protocol.n == 45
    assert not protocol.judge.has_seen(protocol.held_out.images).any()
    words = capsys.readouterr().err
    assert "15 images of blobs are not compared with, because the judge blobs-0" in words
    assert "n is 45" in words


def test_nothing_is_left_out_of_what_the_judge_has_not_seen(splits, fitted, capsys):
    fitted(splits.train.images[:220])
    protocol = open_protocol(splits, Request((), 60))
    assert protocol.left_out == 0 and protocol.n == 60
    assert "left out" not in capsys.readouterr().err


def test_validation_in_training_leaves_out_what_the_judge_has_seen(splits, fitted):
    fitted(splits.validation.images[:15])
    protocol = validation_protocol(splits, 60, 0)
    assert protocol.left_out == 15 and protocol.n == 25
    assert not protocol.judge.has_seen(protocol.reference.images).any()


def test_too_few_new_images_are_refused(splits, fitted):
    fitted(splits.test.images[:45])
    words = "to compare that its judge has not seen: 15 for testing and 60 held out, where 20"
    with pytest.raises(UserError, match=words):
        make_protocol(splits, 60, 0)
    fitted(splits.validation.images[:30])
    with pytest.raises(UserError, match="10 validation images"):
        validation_protocol(splits, 60, 0)


def test_an_evaluation_in_training_of_few_images_names_what_they_can_give(splits):
    few = splits._replace(validation=Split(*(array[:5] for array in splits.validation)))
    with pytest.raises(UserError, match="5 validation .* set data.validation to 20 or more, or"):
        validation_protocol(few, 60, 0)
    few = few._replace(train=Split(*(array[:10] for array in splits.train)))
    with pytest.raises(UserError, match="give more images, or train without --evaluate-every and"):
        validation_protocol(few, 60, 0)


def test_resampled_images_are_refused_where_the_judge_may_have_seen_them(fitted):
    parts = blobs(240, 0, 16), blobs(60, 1, 16), blobs(60, 2, 16)
    splits = Splits(*parts, ("a", "b", "c"), "1" * 16, "blobs")
    fitted(blobs(250, 0).images)
    with pytest.raises(UserError, match="set data.validation to 50 or less"):
        make_protocol(splits, 60, 0)
    fitted(blobs(240, 0).images)
    assert make_protocol(splits, 60, 0).n == 60


def mnist_of(mnist, validation: int, name: str) -> Splits:
    """MNIST with another number of validation images, under another name."""
    images, labels = (
        np.concatenate(pair) for pair in zip(mnist.train, mnist.validation, strict=True)
    )
    first = len(labels) - validation
    train, held_out = (
        data.Split(images[part], labels[part]) for part in (slice(first), slice(first, None))
    )
    fingerprint = digest(train, held_out, mnist.test)
    return Splits(train, held_out, mnist.test, mnist.classes, fingerprint, name)


def test_more_validation_images_do_not_make_the_judge_of_mnist_forget(mnist):
    protocol = make_protocol(mnist_of(mnist, 15_000, "mnist"), 10_000, 0)
    assert protocol.left_out == 5_000 and protocol.n == 10_000
    assert protocol.judge.identity == "mnist-8c23b334"
    training = validation_protocol(mnist_of(mnist, 15_000, "mnist"), 5_000, 0)
    assert training.left_out == 5_000
    assert not training.judge.has_seen(training.reference.images).any()


def test_images_of_mnist_under_another_name_are_known(mnist, monkeypatch):
    judge = file.read(lookup.shipped("mnist"))
    monkeypatch.setattr(lookup, "for_data", lambda splits: judge)
    protocol = make_protocol(mnist_of(mnist, 20_000, "npz:digits.npz"), 10_000, 0)
    assert protocol.left_out == 10_000 and protocol.n == 10_000


def test_a_judge_fitted_to_the_bundled_digits_has_seen_none_that_are_compared():
    digits = data.load("digits")
    judge = lookup.fit(digits, seed=0, epochs=1, quiet=True)
    protocol = make_protocol(digits, 10_000, 0)
    assert len(judge.digests) == judge.facts["images"] and protocol.left_out == 0
    assert protocol.judge.has_seen(protocol.sets.training.images).all()
