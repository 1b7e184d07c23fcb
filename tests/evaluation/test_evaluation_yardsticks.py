"""Yardsticks: what each draws, and the cache of their scores."""

import numpy as np
import pytest

from keras_gencmp.evaluation import yardstick_cache, yardsticks
from keras_gencmp.evaluation.scene import validating
from keras_gencmp.evaluation.yardsticks import FLOOR, YARDSTICKS, measured


def rows(images) -> set[bytes]:
    return {image.tobytes() for image in images}


@pytest.mark.parametrize("name", YARDSTICKS)
def test_a_yardstick_draws_n_images_and_the_same_ones_every_time(name, scene):
    images, labels = YARDSTICKS[name].draw(scene)
    assert images.shape == (60, 12, 12, 1) and images.dtype == np.uint8
    assert labels is None or len(labels) == 60
    assert (YARDSTICKS[name].draw(scene)[0] == images).all()


def test_the_floor_is_neither_fitted_nor_referred_to(scene):
    floor = rows(YARDSTICKS[FLOOR].draw(scene)[0])
    assert len(floor) == 60
    assert not floor & rows(scene.parts.fitting.images)
    assert not floor & rows(scene.reference.images)


def test_copies_are_the_nearest_training_images(scene):
    images, _ = YARDSTICKS["training copies"].draw(scene)
    assert rows(images) <= rows(scene.parts.fitting.images)
    wanted, train = scene.judge.features(scene.held_out.images), scene.training
    distances = np.linalg.norm(wanted[:, None].astype(float) - train[None], axis=2)
    assert (images == scene.parts.fitting.images[distances.argmin(axis=1)]).all()


def test_a_hundred_training_images_are_repeated(scene):
    large = type(scene)(scene.splits, 250, 0)
    images, _ = YARDSTICKS["100 repeated"].draw(large)
    assert len(images) == 250 and len(rows(images)) == 100
    assert rows(images) <= rows(scene.parts.fitting.images)


def test_one_class_is_one_class(scene):
    images, labels = YARDSTICKS["one class"].draw(scene)
    assert set(labels) == {1}
    assert rows(images) <= rows(scene.parts.fitting.images[scene.parts.fitting.labels == 1])


def test_independent_pixels_have_the_means_of_the_training_images(scene):
    images, _ = YARDSTICKS["pixel means"].draw(type(scene)(scene.splits, 4000, 0))
    assert set(np.unique(images)) == {0, 255}
    means = yardsticks.pixel_means(scene)
    assert images.mean(axis=0) / 255 == pytest.approx(means, abs=5 * (0.25 / 4000) ** 0.5)
    left, right = images[:, 0, 0, 0], images[:, 0, 1, 0]
    assert abs(np.corrcoef(left, right)[0, 1]) < 5 / 4000**0.5


def test_scores_are_measured_once_and_read_back(scene, monkeypatch):
    first = measured(scene, ("fid", "sharpness"))
    monkeypatch.setattr(yardsticks, "scores", None)  # nothing may be measured again
    assert measured(scene, ("fid", "sharpness")) == first
    assert set(measured(scene, ("sharpness",))[FLOOR]) == {"sharpness"}


def test_only_what_is_missing_is_measured(scene, monkeypatch):
    measured(scene, ("sharpness",))
    asked, honest = [], yardsticks.scores

    def watched(scene, made, families, row):
        asked.append((row, *families))
        return honest(scene, made, families, row)

    monkeypatch.setattr(yardsticks, "scores", watched)
    measured(scene, ("sharpness", "fid"))
    assert asked == [(row, "fid") for row in YARDSTICKS]


def test_another_seed_n_or_judge_is_another_entry(scene):
    others = [type(scene)(scene.splits, n, seed) for n, seed in ((50, 0), (60, 1))]
    others.append(validating(scene.splits, 60, 0))
    assert len({scene.key, *(other.key for other in others)}) == 4
    assert scene.judge.identity in scene.key and scene.splits.digest in scene.key


@pytest.mark.parametrize("content", ["", "[1, 2]", '{"real images": {"fid": 3}}'])
def test_a_damaged_cache_is_measured_anew(scene, content):
    expected = measured(scene, ("sharpness",))
    path = yardstick_cache._file(scene.key)
    path.write_text(content)
    assert measured(scene, ("sharpness",)) == expected


def test_the_likelihood_of_pixel_means_stands_in_their_row(scene):
    found = measured(scene, ("nll",))
    assert found["pixel means"]["nll"].note.startswith("exact")
    assert not any(scores for row, scores in found.items() if row != "pixel means")
