"""Scores that ask a model: reconstructions, codes, use."""

from types import SimpleNamespace

import numpy as np
import pytest
from evaluation_blobs import blobs, stripe_judge
from small_vaes import evaluated

from keras_gencmp.data import Split, Splits
from keras_gencmp.evaluation import cas
from keras_gencmp.evaluation.baselines import FLOOR, inputs
from keras_gencmp.evaluation.classification import classification
from keras_gencmp.evaluation.evaluate import load_metrics
from keras_gencmp.evaluation.measure import measure
from keras_gencmp.evaluation.model_inputs import ModelInputs
from keras_gencmp.evaluation.protocol import Protocol
from keras_gencmp.judge import lookup
from keras_gencmp.metrics import selection
from keras_gencmp.metrics.errors import Undefined


class Unable(SimpleNamespace):
    """A model without abilities, but for those that are given."""

    conditional = has_encoder = has_likelihood = classifies = supervised = False


class Fake(Unable):
    """A model that encodes an image as its three stripes, and rebuilds it with a known error."""

    conditional, has_encoder, reports, error = True, True, (), 0.1

    def encode(self, images, labels):
        return images.reshape(len(images), 3, -1).mean(axis=2)

    def reconstruct(self, images, labels):
        return np.where(images > 0.5, images - self.error, images + self.error)

    def sample(self, count, labels, seed):
        images = np.empty((count, 12, 12, 1))
        made = blobs(3 * count, seed + 50)
        for label in range(3):
            wanted = labels == label
            images[wanted] = made.images[made.labels == label][: wanted.sum()] / 255
        return images


class Unconditional(Fake):
    """One whose encoder is not given the label."""

    conditional = False


def of(protocol, model, *names):
    """The scores of a model in the metrics of these names."""
    return measure(ModelInputs(protocol, model), load_metrics(selection.chosen(names)), "")


def test_a_known_error_has_a_known_mse_and_psnr(protocol):
    found = of(protocol, evaluated(Fake()), "reconstruction")
    assert found["mse"].value == pytest.approx(0.01, rel=1e-4)
    assert found["psnr"].value == pytest.approx(20.0, rel=1e-4)
    assert found["ssim"].value < 1 and found["mse"].n == 60


def test_reconstructions_are_of_what_the_model_was_trained_on(protocol):
    found = of(protocol, evaluated(Fake(), "threshold"), "reconstruction")
    assert found["mse"].note == "threshold binarisation"


def test_codes_that_separate_the_classes_score_one(protocol):
    found = of(protocol, evaluated(Unconditional()), "latent")
    assert found["knn_accuracy"].value == found["adjusted_rand"].value == 1.0
    assert found["silhouette"].value > 0.7
    assert found["knn_accuracy"].detail == {"training codes": 220}


def test_codes_that_were_given_the_label_are_not_scored_by_it(protocol):
    found = of(protocol, evaluated(Fake()), "latent")
    assert {one.note for one in found.values()} == {
        "the codes of a conditional model are made with the labels"
    }


def test_codes_of_one_class_cannot_be_separated(protocol):
    alike = protocol.splits.test._replace(labels=np.zeros(60, int))
    protocol.__dict__["reference"] = alike
    found = of(protocol, evaluated(Unconditional()), "latent")
    assert {one.note for one in found.values()} == {"the images have one class"}


@pytest.mark.parametrize("name", ["reconstruction", "latent", "active-units"])
def test_a_model_without_an_encoder_says_so(protocol, name):
    found = of(protocol, evaluated(Unable()), name)
    assert {one.note for one in found.values()} == {"Unable has no encoder"}


@pytest.mark.parametrize("name", ["reconstruction", "latent", "active-units"])
def test_codes_and_reconstructions_of_nan_have_no_scores(protocol, name, monkeypatch):
    monkeypatch.setattr(Fake, "encode", lambda self, images, labels: np.full((60, 3), np.nan))
    monkeypatch.setattr(Fake, "reconstruct", lambda self, images, labels: images * np.nan)
    found = of(protocol, evaluated(Fake()), name)
    assert all("NaN" in one.note and one.value is None for one in found.values())


def test_classifiers_trained_on_generated_images_are_tested_on_real_ones(protocol, monkeypatch):
    seen = []

    def trained(made, classes, seed, epochs, phase):
        seen.append((made, classes, seed, epochs))
        return stripe_judge().network

    monkeypatch.setattr(cas, "trained", trained)
    found = of(protocol, evaluated(Fake()), "cas")["cas"]
    made, classes, _, epochs = seen[0]
    assert made.images.dtype == np.uint8 and (made.labels == protocol.held_out.labels).all()
    assert [seed for _, _, seed, _ in seen] == [0, 1, 2]
    assert (classes, epochs) == (3, cas.EPOCHS)
    assert found.value == 1.0 and found.note == "mean of 3 trainings on 60 images"
    assert found.detail["trainings"] == [1.0, 1.0, 1.0]
    assert found.detail["nearest_neighbour"] > 0.9


@pytest.mark.parametrize(("count", "epochs"), [(30, 60), (1_000, 60), (10_000, 44), (50_000, 8)])
def test_few_images_get_fewer_steps_and_many_no_more_than_the_most(count, epochs, monkeypatch):
    asked = []
    monkeypatch.setattr(cas, "accuracy", lambda *arrays: 0.5)
    monkeypatch.setattr(cas, "logits", lambda *arrays: None)
    monkeypatch.setattr(
        cas, "trained", lambda split, classes, seed, epochs, phase: asked.append(epochs)
    )
    made = Split(np.zeros((count, 1, 1, 1), np.uint8), np.zeros(count, np.int64))
    assert cas.accuracies(made, made, 3, 0) == [0.5] * 3
    assert asked == [epochs] * 3


def test_a_classifier_learns_stripes_and_repeats_to_the_bit(monkeypatch):
    monkeypatch.setattr(cas, "EPOCHS", 8)
    made, real = blobs(120, 3), blobs(60, 4)
    first, again = (cas.accuracies(made, real, 3, 0) for _ in range(2))
    assert first == again and np.mean(first) > 0.9


def test_the_interval_of_a_mean_accuracy_holds_both_the_images_and_the_trainings():
    alone = cas.mean_accuracy([0.99, 0.99, 0.99], 10_000)
    assert alone[:3] == pytest.approx((0.99, 0.98785, 0.99178), abs=1e-5)
    found = cas.mean_accuracy([0.989, 0.99, 0.991], 10_000)
    spread = 4.302653 * 0.001 / 3**0.5
    assert found.high == pytest.approx(0.99 + np.hypot(spread, alone.high - 0.99), abs=1e-6)
    assert cas.mean_accuracy([1.0, 1.0, 1.0], 50).high == 1.0


def test_the_labels_that_are_asked_for_are_those_of_the_held_out_images(protocol):
    made = ModelInputs(protocol, evaluated(Fake()))
    assert (made.given_labels == protocol.held_out.labels).all()
    assert (made.labels == made.given_labels).all()


@pytest.mark.parametrize("name", ["cas", "conditional"])
def test_labels_are_asked_of_models_that_take_them_and_no_image_is_drawn_of_others(protocol, name):
    (found,) = of(protocol, evaluated(Unable()), name).values()
    assert found.note == "Unable takes no labels"


@pytest.mark.parametrize(
    ("supervised", "share", "words"), [(True, 0.0, "accuracy"), (False, 1.0, "best map")]
)
def test_categories_found_without_labels_are_mapped_and_those_with_labels_are_not(
    protocol, supervised, share, words
):
    permuted = (protocol.reference.labels + 1) % 3
    model = Unable(classifies=True, classify=lambda images: permuted, supervised=supervised)
    found = classification(evaluated(model), protocol)
    assert found.value == share and words in found.note


def test_a_model_that_does_not_classify_says_so(protocol):
    with pytest.raises(Undefined, match="does not classify"):
        classification(evaluated(Unable()), protocol)


def test_latents_are_drawn_from_what_stands_in_for_the_prior(protocol):
    model = Unable(decode_many=lambda z, labels: z)
    drawn = evaluated(model)._replace(draw=lambda count, seed: np.full((count, 2), seed))
    assert drawn.images(protocol).shape == (60, 2) and drawn.given_labels(protocol) is None


class Perfect(Unable):
    """A conditional model that returns other real images of the labels that it is asked for."""

    conditional = True

    def sample(self, count, labels, seed):
        images, real = np.empty((count, 12, 12, 1)), blobs(6 * count, 99)
        for label in range(3):
            wanted = labels == label
            images[wanted] = real.images[real.labels == label][: wanted.sum()] / 255
        return images


def test_a_perfect_conditional_model_scores_the_floor(splits, judge, monkeypatch):
    # Of random classes, so that two sets of labels differ by chance.
    monkeypatch.setattr(lookup, "for_data", lambda splits: judge)
    parts = [one_of_many(blobs(6 * count, k), count, k) for k, count in enumerate((900, 300, 300))]
    protocol = Protocol(Splits(*parts, splits.classes, "2" * 16, "blobs"), 300, seed=0)
    names = "fid", "kid", "classes", "prdc"
    floor = measure(inputs(protocol, FLOOR), load_metrics(selection.chosen(names)), "")
    found = of(protocol, evaluated(Perfect()), *names)
    assert found["class_kl"].value == pytest.approx(floor["class_kl"].value)
    for name in ("fid", "kid", "recall"):
        gap = abs(found[name].value - floor[name].value)
        assert gap < np.hypot(found[name].margin, floor[name].margin), name


def one_of_many(split: Split, count: int, seed: int) -> Split:
    """``count`` images drawn at random, so that their class counts are not equal."""
    rows = np.random.default_rng(seed).permutation(len(split.labels))[:count]
    return Split(split.images[rows], split.labels[rows])
