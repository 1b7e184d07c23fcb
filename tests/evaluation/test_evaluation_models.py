"""Scores that ask a model: reconstructions, codes, use."""

from types import SimpleNamespace

import numpy as np
import pytest
from evaluation_blobs import blobs, stripe_judge
from small_vaes import evaluated

from keras_gencmp.evaluation import reconstruction, usefulness


class Fake:
    """A model that encodes an image as its three stripes, and rebuilds it with a known error."""

    conditional, reports, error = True, (), 0.1

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


def test_a_known_error_has_a_known_mse_and_psnr(protocol):
    mse, psnr, ssim = reconstruction.reconstruction(protocol, evaluated(Fake()))
    assert mse.value == pytest.approx(0.01, rel=1e-4)
    assert psnr.value == pytest.approx(20.0, rel=1e-4)
    assert ssim.value < 1 and mse.n == 60


def test_reconstructions_are_of_what_the_model_was_trained_on(protocol):
    (mse, *_) = reconstruction.reconstruction(protocol, evaluated(Fake(), "threshold"))
    assert mse.note == "threshold binarisation"


def test_codes_that_separate_the_classes_score_one(protocol):
    votes, silhouette, rand = reconstruction.latent(protocol, evaluated(Fake()))
    assert votes.value == rand.value == 1.0
    assert silhouette.value > 0.7
    assert votes.detail == {"training codes": 220}


def test_codes_of_one_class_cannot_be_separated(protocol):
    alike = protocol.splits.test._replace(labels=np.zeros(60, int))
    protocol.__dict__["reference"] = alike
    with pytest.raises(ValueError, match="one class"):
        reconstruction.latent(protocol, evaluated(Fake()))


@pytest.mark.parametrize("score", [reconstruction.reconstruction, reconstruction.latent])
def test_a_model_without_an_encoder_says_so(protocol, score):
    with pytest.raises(ValueError, match="SimpleNamespace has no encoder"):
        score(protocol, evaluated(SimpleNamespace()))


def test_a_classifier_trained_on_generated_images_is_tested_on_real_ones(protocol, monkeypatch):
    seen = []

    def classifier(made, classes, **options):
        seen.append((made, classes, options["epochs"]))
        return stripe_judge().network

    monkeypatch.setattr(usefulness, "classifier", classifier)
    (found,) = usefulness.cas(protocol, evaluated(Fake()))
    ((made, classes, epochs),) = seen
    assert made.images.dtype == np.uint8 and (made.labels == protocol.reference.labels).all()
    assert (classes, epochs) == (3, usefulness.STEPS_OF // 60)
    assert found.value == 1.0 and found.note == "trained on 60"
    assert found.detail["nearest_neighbour"] > 0.9


def test_the_labels_that_are_asked_for_are_those_of_the_reference(protocol):
    images, labels = evaluated(Fake()).images(protocol)
    assert (labels == protocol.reference.labels).all()
    assert (protocol.observe(images, labels).labels == labels).all()


def test_use_is_for_models_that_take_labels(protocol):
    with pytest.raises(ValueError, match="takes no labels"):
        usefulness.cas(protocol, evaluated(SimpleNamespace(conditional=False)))


@pytest.mark.parametrize(
    ("reports", "share", "words"), [(("accuracy",), 0.0, "accuracy"), ((), 1.0, "best map")]
)
def test_categories_found_without_labels_are_mapped_and_those_with_labels_are_not(
    protocol, reports, share, words
):
    permuted = (protocol.reference.labels + 1) % 3
    model = SimpleNamespace(classify=lambda images: permuted, reports=reports)
    (found,) = usefulness.classification(protocol, evaluated(model))
    assert found.value == share and words in found.note


def test_a_model_that_does_not_classify_says_so(protocol):
    with pytest.raises(ValueError, match="does not classify"):
        usefulness.classification(protocol, evaluated(SimpleNamespace()))


def test_latents_are_drawn_from_what_stands_in_for_the_prior(protocol):
    model = SimpleNamespace(conditional=False, decode_many=lambda z, labels: z)
    drawn = evaluated(model)._replace(draw=lambda count, seed: np.full((count, 2), seed))
    images, labels = drawn.images(protocol)
    assert images.shape == (60, 2) and labels is None
