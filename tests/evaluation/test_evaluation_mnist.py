"""Real digits: what real images score, and that no trivial generator passes for good."""

import numpy as np
import pytest

from keras_gencmp.evaluation.baselines import BASELINES, FLOOR, observed
from keras_gencmp.evaluation.protocol import Protocol
from keras_gencmp.evaluation.scores import FAMILIES, scores


@pytest.fixture(scope="module")
def place(mnist):
    return Protocol(mnist, 2000, seed=0)


def of(place, made, *families):
    wanted = {name: FAMILIES[name] for name in families}
    return {one.name: one for one in scores(place, made, wanted)}


def values(found):
    return {name: one.value for name, one in found.items()}


def test_real_images_score_at_the_judges_own_floor(place):
    families = ("fid", "kid", "prdc", "is", "classes", "conditional", "diversity", "c2st")
    found = of(place, observed(place, FLOOR), *families, "sharpness", "memorisation")
    value = values(found)
    assert 0 < value["fid"] < 8 and found["kid"].low < 0 < found["kid"].high
    assert min(value[name] for name in ("precision", "recall", "density", "coverage")) > 0.9
    assert 9.4 < value["inception_score"] < 10
    assert value["class_kl"] < 0.02 and value["missing_classes"] == 0
    assert value["conditional_accuracy"] > 0.98
    assert value["sharpness"] == pytest.approx(1.0, abs=0.05)
    assert value["diversity"] == pytest.approx(1.0, abs=0.05)
    assert value["c2st"] == pytest.approx(0.5, abs=0.05)
    assert value["auth_pct"] > 40 and value["copying"] > -3


def test_a_dropped_class_is_named_as_missing(place):
    images, labels = place.held_out
    kept = np.flatnonzero(labels != 1)
    found = of(place, place.observe(images[np.resize(kept, place.n)]), "fid", "classes")
    assert found["missing_classes"].detail == ["1"] and found["missing_classes"].note == "1"
    assert found["class_kl"].value > 0.05
    assert found["fid"].value > 2 * of(place, observed(place, FLOOR), "fid")["fid"].value


def test_copies_are_flagged_as_memorised_and_nothing_else_sees_them(place):
    found = of(place, observed(place, "training copies"), "fid", "prdc", "memorisation")
    assert found["auth_pct"].value == 0.0
    assert found["copying"].value < -10 and found["copying"].note == "copies"
    assert found["precision"].value > 0.9 and found["coverage"].value > 0.9
    assert found["fid"].value < 2 * of(place, observed(place, FLOOR), "fid")["fid"].value


def test_a_hundred_images_repeated_have_no_recall_and_no_coverage(mnist):
    place = Protocol(mnist, 5000, seed=0)
    found = values(of(place, observed(place, "100 repeated"), "prdc"))
    assert found["recall"] < 0.01 and found["coverage"] < 0.15
    assert found["precision"] > 0.9  # which is why it takes both


def test_one_class_has_almost_no_inception_score(place):
    found = values(of(place, observed(place, "one class"), "is", "classes"))
    assert found["inception_score"] < 1.5 and found["missing_classes"] == 9


@pytest.mark.parametrize("row", ["pixel means", "noise"])
def test_noise_is_told_apart_by_every_score(place, row):
    found = values(of(place, observed(place, row), "fid", "prdc", "sharpness", "c2st"))
    assert found["fid"] > 100 and found["coverage"] < 0.1
    assert found["sharpness"] > 3 and found["c2st"] > 0.95


def test_padded_digits_are_judged_as_the_digits_they_are(place, mnist):
    images = mnist.test.images[:200]
    padded = np.pad(images, ((0, 0), (2, 2), (2, 2), (0, 0)))
    assert (place.judge.features(padded) == place.judge.features(images)).all()


def test_independent_pixels_score_the_known_likelihood(place):
    from keras_gencmp.evaluation.baselines import pixel_means
    from keras_gencmp.evaluation.likelihood.independent_pixels import pixel_nll

    (found,) = pixel_nll(place, pixel_means(place))
    assert found.value == pytest.approx(205.8, abs=3 * found.margin / 1.96)


@pytest.mark.slow
def test_ten_thousand_images_are_at_the_floor_or_far_from_it(mnist):
    place = Protocol(mnist, 10_000, seed=0)
    found = {
        row: values(of(place, observed(place, row), "fid", "prdc", "c2st")) for row in BASELINES
    }
    floor = found[FLOOR]
    assert floor["fid"] < 2
    assert min(floor[name] for name in ("precision", "recall", "coverage")) > 0.9
    repeated = found["100 repeated"]
    assert repeated["recall"] < 0.01 and repeated["coverage"] < 0.15
    for row in ("100 repeated", "one class", "pixel means", "noise"):
        assert found[row]["fid"] > 5 * floor["fid"]
