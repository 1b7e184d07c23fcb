"""Baselines: what each draws, and the cache of their scores."""

import numpy as np
import pytest

from keras_gencmp.evaluation import baselines, measure
from keras_gencmp.evaluation.baselines import BASELINES, FLOOR, scores_of_baselines
from keras_gencmp.evaluation.evaluate import load_metrics
from keras_gencmp.evaluation.protocol import validation_protocol
from keras_gencmp.metrics import selection
from keras_gencmp.metrics.registry import METRICS


def scored(protocol, *names):
    """The scores of baselines in the metrics of these names."""
    return scores_of_baselines(protocol, load_metrics(selection.chosen(names)))


@pytest.fixture
def computed(monkeypatch):
    """A list that grows by (row, metrics) whenever metrics are computed."""
    asked, whole = [], measure.measure

    def spied(inputs, metrics, row, known):
        names = [each.metric.name for each in metrics if not each.is_in(known)]
        asked.extend([(row, *names)] if names else [])
        return whole(inputs, metrics, row, known)

    monkeypatch.setattr(measure, "measure", spied)
    return asked


def rows(images) -> set[bytes]:
    return {image.tobytes() for image in images}


@pytest.mark.parametrize("name", BASELINES)
def test_a_baseline_draws_n_images_and_the_same_ones_every_time(name, protocol):
    images, labels = BASELINES[name](protocol)
    assert images.shape == (60, 12, 12, 1) and images.dtype == np.uint8
    assert labels is None or len(labels) == 60
    assert (BASELINES[name](protocol)[0] == images).all()


def test_the_floor_is_neither_fitted_nor_referred_to(protocol):
    floor = rows(BASELINES[FLOOR](protocol)[0])
    assert len(floor) == 60
    assert not floor & rows(protocol.sets.training.images)
    assert not floor & rows(protocol.reference.images)


def test_copies_are_the_nearest_training_images(protocol):
    images, _ = BASELINES["training copies"](protocol)
    assert rows(images) <= rows(protocol.sets.training.images)
    wanted, train = protocol.judge.features(protocol.held_out.images), protocol.training
    distances = np.linalg.norm(wanted[:, None].astype(float) - train[None], axis=2)
    assert (images == protocol.sets.training.images[distances.argmin(axis=1)]).all()


def test_a_hundred_training_images_are_repeated(protocol):
    large = type(protocol)(protocol.splits, 250, 0)
    images, _ = BASELINES["100 repeated"](large)
    assert len(images) == 250 and len(rows(images)) == 100
    assert rows(images) <= rows(protocol.sets.training.images)


def test_one_class_is_one_class(protocol):
    images, labels = BASELINES["one class"](protocol)
    assert set(labels) == {1}
    assert rows(images) <= rows(protocol.sets.training.images[protocol.sets.training.labels == 1])


def test_independent_pixels_have_the_means_of_the_training_images(protocol):
    images, _ = BASELINES["pixel means"](type(protocol)(protocol.splits, 4000, 0))
    assert set(np.unique(images)) == {0, 255}
    means = protocol.pixel_means
    assert images.mean(axis=0) / 255 == pytest.approx(means, abs=5 * (0.25 / 4000) ** 0.5)
    left, right = images[:, 0, 0, 0], images[:, 0, 1, 0]
    assert abs(np.corrcoef(left, right)[0, 1]) < 5 / 4000**0.5


def test_scores_are_computed_once_and_read_back(protocol, computed):
    first = scored(protocol, "fid", "sharpness")
    assert computed == [(row, "fid", "sharpness") for row in BASELINES]
    assert scored(protocol, "fid", "sharpness") == first
    assert set(scored(protocol, "sharpness")[FLOOR]) == {"sharpness"}
    assert len(computed) == len(BASELINES)


def test_only_what_is_missing_is_computed(protocol, computed):
    scored(protocol, "sharpness")
    computed.clear()
    scored(protocol, "sharpness", "fid")
    assert computed == [(row, "fid") for row in BASELINES]


def test_the_cache_is_read_once_for_all_rows(protocol, monkeypatch):
    scored(protocol, "sharpness")
    reads, read = [], baselines._read
    monkeypatch.setattr(baselines, "_read", lambda key: reads.append(key) or read(key))
    scored(protocol, "sharpness")
    assert len(reads) == 1


def test_what_is_not_defined_is_not_kept_and_says_why(protocol, computed):
    first = scored(protocol, "class-fid")
    assert first["one class"]["class_fid"].note.startswith("fewer than 2 images of nought, two")
    assert first["one class"]["class_fid"].detail["one"] > 0
    cache = baselines._read(protocol.key)
    assert "class_fid" in cache[FLOOR] and "class_fid" not in cache["one class"]
    computed.clear()
    assert repr(scored(protocol, "class-fid")) == repr(first)
    assert ("one class", "class-fid") in computed and (FLOOR, "class-fid") not in computed


def test_another_seed_n_or_judge_is_another_entry(protocol):
    others = [type(protocol)(protocol.splits, n, seed) for n, seed in ((50, 0), (60, 1))]
    others.append(validation_protocol(protocol.splits, 60, 0))
    assert len({protocol.key, *(other.key for other in others)}) == 4
    assert protocol.judge.identity in protocol.key and protocol.splits.digest in protocol.key


@pytest.mark.parametrize(
    "content", ["", "[1, 2]", '{"real images": {"fid": 3}}', '{"real images": {"fid": {}}}']
)
def test_a_damaged_cache_is_computed_anew(protocol, content):
    expected = scored(protocol, "sharpness")
    baselines._file(protocol.key).write_text(content)
    assert scored(protocol, "sharpness") == expected


def test_a_flipped_digit_in_the_cache_is_found_and_said(protocol, capsys):
    expected = scored(protocol, "sharpness")
    file = baselines._file(protocol.key)
    value = repr(expected[FLOOR]["sharpness"].value)
    flipped = value[:-1] + str((int(value[-1]) + 1) % 10)
    assert value in file.read_text()
    file.write_text(file.read_text().replace(value, flipped))
    assert scored(protocol, "sharpness") == expected
    assert f"{file} is damaged: the baselines are scored anew" in capsys.readouterr().err


def test_two_evaluations_keep_each_others_baselines(protocol):
    both = scored(protocol, "sharpness", "fid")
    baselines._file(protocol.key).unlink()
    baselines._keep(protocol.key, FLOOR, {"fid": both[FLOOR]["fid"]})
    baselines._keep(protocol.key, FLOOR, {"sharpness": both[FLOOR]["sharpness"]})
    assert {*baselines._read(protocol.key)[FLOOR]} == {"fid", "sharpness"}


def test_the_likelihood_of_pixel_means_stands_in_their_row(protocol):
    found = scored(protocol, "nll")
    assert found["pixel means"]["nll"].note.startswith("exact")
    assert not any(scores for row, scores in found.items() if row != "pixel means")


@pytest.mark.parametrize("name", METRICS)
def test_a_metric_is_computed_for_the_baselines_that_its_row_names(name):
    (loaded,) = load_metrics(selection.chosen([name]))
    rows = [row for row in BASELINES if baselines.for_baseline([loaded], row)]
    stated = METRICS[name].baselines
    assert rows == (list(BASELINES) if stated is None else list(stated))
