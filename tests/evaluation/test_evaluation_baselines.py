"""Baselines: what each draws, and the cache of their scores."""

import numpy as np
import pytest

from keras_gencmp.evaluation import baseline_cache, baselines
from keras_gencmp.evaluation.baselines import BASELINES, FLOOR, measured
from keras_gencmp.evaluation.protocol import validation_protocol


def rows(images) -> set[bytes]:
    return {image.tobytes() for image in images}


@pytest.mark.parametrize("name", BASELINES)
def test_a_baseline_draws_n_images_and_the_same_ones_every_time(name, protocol):
    images, labels = BASELINES[name].draw(protocol)
    assert images.shape == (60, 12, 12, 1) and images.dtype == np.uint8
    assert labels is None or len(labels) == 60
    assert (BASELINES[name].draw(protocol)[0] == images).all()


def test_the_floor_is_neither_fitted_nor_referred_to(protocol):
    floor = rows(BASELINES[FLOOR].draw(protocol)[0])
    assert len(floor) == 60
    assert not floor & rows(protocol.parts.fitting.images)
    assert not floor & rows(protocol.reference.images)


def test_copies_are_the_nearest_training_images(protocol):
    images, _ = BASELINES["training copies"].draw(protocol)
    assert rows(images) <= rows(protocol.parts.fitting.images)
    wanted, train = protocol.judge.features(protocol.held_out.images), protocol.training
    distances = np.linalg.norm(wanted[:, None].astype(float) - train[None], axis=2)
    assert (images == protocol.parts.fitting.images[distances.argmin(axis=1)]).all()


def test_a_hundred_training_images_are_repeated(protocol):
    large = type(protocol)(protocol.splits, 250, 0)
    images, _ = BASELINES["100 repeated"].draw(large)
    assert len(images) == 250 and len(rows(images)) == 100
    assert rows(images) <= rows(protocol.parts.fitting.images)


def test_one_class_is_one_class(protocol):
    images, labels = BASELINES["one class"].draw(protocol)
    assert set(labels) == {1}
    assert rows(images) <= rows(protocol.parts.fitting.images[protocol.parts.fitting.labels == 1])


def test_independent_pixels_have_the_means_of_the_training_images(protocol):
    images, _ = BASELINES["pixel means"].draw(type(protocol)(protocol.splits, 4000, 0))
    assert set(np.unique(images)) == {0, 255}
    means = baselines.pixel_means(protocol)
    assert images.mean(axis=0) / 255 == pytest.approx(means, abs=5 * (0.25 / 4000) ** 0.5)
    left, right = images[:, 0, 0, 0], images[:, 0, 1, 0]
    assert abs(np.corrcoef(left, right)[0, 1]) < 5 / 4000**0.5


def test_scores_are_measured_once_and_read_back(protocol, monkeypatch):
    first = measured(protocol, ("fid", "sharpness"))
    monkeypatch.setattr(baselines, "scores", None)  # nothing may be measured again
    assert measured(protocol, ("fid", "sharpness")) == first
    assert set(measured(protocol, ("sharpness",))[FLOOR]) == {"sharpness"}


def test_only_what_is_missing_is_measured(protocol, monkeypatch):
    measured(protocol, ("sharpness",))
    asked, honest = [], baselines.scores

    def watched(protocol, made, families, row):
        asked.append((row, *families))
        return honest(protocol, made, families, row)

    monkeypatch.setattr(baselines, "scores", watched)
    measured(protocol, ("sharpness", "fid"))
    assert asked == [(row, "fid") for row in BASELINES]


def test_another_seed_n_or_judge_is_another_entry(protocol):
    others = [type(protocol)(protocol.splits, n, seed) for n, seed in ((50, 0), (60, 1))]
    others.append(validation_protocol(protocol.splits, 60, 0))
    assert len({protocol.key, *(other.key for other in others)}) == 4
    assert protocol.judge.identity in protocol.key and protocol.splits.digest in protocol.key


@pytest.mark.parametrize("content", ["", "[1, 2]", '{"real images": {"fid": 3}}'])
def test_a_damaged_cache_is_measured_anew(protocol, content):
    expected = measured(protocol, ("sharpness",))
    path = baseline_cache._file(protocol.key)
    path.write_text(content)
    assert measured(protocol, ("sharpness",)) == expected


def test_the_likelihood_of_pixel_means_stands_in_their_row(protocol):
    found = measured(protocol, ("nll",))
    assert found["pixel means"]["nll"].note.startswith("exact")
    assert not any(scores for row, scores in found.items() if row != "pixel means")
