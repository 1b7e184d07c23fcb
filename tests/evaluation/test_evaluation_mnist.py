"""Real digits: what real images score, and that no trivial generator passes for good."""

from types import SimpleNamespace

import numpy as np
import pytest
from small_vaes import evaluated

from keras_gencmp.data.reference import rows
from keras_gencmp.evaluation import baselines
from keras_gencmp.evaluation.baselines import BASELINES, FLOOR
from keras_gencmp.evaluation.evaluate import load_metrics
from keras_gencmp.evaluation.inputs import Inputs
from keras_gencmp.evaluation.measure import measure
from keras_gencmp.evaluation.model_inputs import ModelInputs
from keras_gencmp.evaluation.protocol import Protocol, make_protocol
from keras_gencmp.judge import seen
from keras_gencmp.metrics import selection


@pytest.fixture(scope="module")
def protocol(mnist):
    return Protocol(mnist, 2000, seed=0)


def of(inputs, *names):
    return measure(inputs, load_metrics(selection.chosen(names)), "")


def values(found):
    return {name: one.value for name, one in found.items()}


def test_real_images_score_at_the_judges_own_floor(protocol):
    names = ("fid", "kid", "prdc", "is", "classes", "conditional", "diversity", "c2st")
    found = of(baselines.inputs(protocol, FLOOR), *names, "sharpness", "memorisation")
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


def test_a_dropped_class_is_named_as_missing(protocol):
    images, labels = protocol.held_out
    chosen = np.resize(np.flatnonzero(labels != 1), protocol.n)
    found = of(Inputs(protocol, lambda: (images[chosen], None)), "fid", "classes")
    assert found["missing_classes"].detail == ["1"] and found["missing_classes"].note == "1"
    assert found["class_kl"].value > 0.05
    assert found["fid"].value > 2 * of(baselines.inputs(protocol, FLOOR), "fid")["fid"].value


def test_copies_are_flagged_as_memorised_and_nothing_else_sees_them(protocol):
    found = of(baselines.inputs(protocol, "training copies"), "fid", "prdc", "memorisation")
    assert found["auth_pct"].value == 0.0
    assert found["copying"].value < -10 and found["copying"].note == "copies"
    assert found["precision"].value > 0.9 and found["coverage"].value > 0.9
    assert found["fid"].value < 2 * of(baselines.inputs(protocol, FLOOR), "fid")["fid"].value


def test_a_hundred_images_repeated_have_no_recall_and_no_coverage(mnist):
    protocol = Protocol(mnist, 5000, seed=0)
    found = values(of(baselines.inputs(protocol, "100 repeated"), "prdc"))
    assert found["recall"] < 0.01 and found["coverage"] < 0.15
    assert found["precision"] > 0.9  # which is why it takes both


def test_one_class_has_almost_no_inception_score(protocol):
    found = values(of(baselines.inputs(protocol, "one class"), "is", "classes"))
    assert found["inception_score"] < 1.5 and found["missing_classes"] == 9


@pytest.mark.parametrize("row", ["pixel means", "noise"])
def test_noise_is_told_apart_by_every_score(protocol, row):
    found = values(of(baselines.inputs(protocol, row), "fid", "prdc", "sharpness", "c2st"))
    assert found["fid"] > 100 and found["coverage"] < 0.1
    assert found["sharpness"] > 3 and found["c2st"] > 0.95


def test_padded_digits_are_judged_as_the_digits_they_are(protocol, mnist):
    images = mnist.test.images[:200]
    padded = np.pad(images, ((0, 0), (2, 2), (2, 2), (0, 0)))
    assert (protocol.judge.features(padded) == protocol.judge.features(images)).all()


def test_independent_pixels_score_the_known_likelihood(protocol):
    from keras_gencmp.evaluation.likelihood.independent_pixels import pixel_nll

    found = pixel_nll(protocol, protocol.pixel_means)
    assert found.value == pytest.approx(205.8, abs=3 * (found.high - found.value) / 1.96)


@pytest.mark.slow
def test_ten_thousand_images_are_at_the_floor_or_far_from_it(mnist):
    protocol = Protocol(mnist, 10_000, seed=0)
    found = {
        row: values(of(baselines.inputs(protocol, row), "fid", "prdc", "c2st")) for row in BASELINES
    }
    floor = found[FLOOR]
    assert floor["fid"] < 2
    assert min(floor[name] for name in ("precision", "recall", "coverage")) > 0.9
    repeated = found["100 repeated"]
    assert repeated["recall"] < 0.01 and repeated["coverage"] < 0.15
    for row in ("100 repeated", "one class", "pixel means", "noise"):
        assert found[row]["fid"] > 5 * floor["fid"]


class RealImages(SimpleNamespace):
    """A conditional model that returns held-out real images which the floor has not drawn."""

    conditional = True

    def sample(self, count, labels, seed):
        images = np.empty((count, *self.pool.images.shape[1:]))
        for label in np.unique(labels):
            wanted, own = labels == label, self.pool.images[self.pool.labels == label]
            images[wanted] = own[: wanted.sum()] / 255
        return images


@pytest.mark.slow
def test_a_conditional_model_of_held_out_images_scores_the_floor(mnist):
    protocol = make_protocol(mnist, 2_000, seed=0)
    drawn = seen.digests(protocol.held_out.images)
    new = ~seen.is_among(protocol.sets.held_out.images, drawn)
    model = RealImages(pool=rows(protocol.sets.held_out, new))
    names = "fid", "kid", "classes", "prdc"
    floor = of(baselines.inputs(protocol, FLOOR), *names)
    found = of(ModelInputs(protocol, evaluated(model)), *names)
    for name in ("fid", "kid", "class_kl", "recall"):
        assert floor[name].low <= found[name].value <= floor[name].high, name
        assert found[name].value != floor[name].value
