"""Targets: the images and the binarisation for which a likelihood is defined."""

import keras
import numpy as np
import pytest
from small_vaes import all_binary, bernoulli, evaluated, gaussian, targets

from keras_gencmp.evaluation.likelihood import elbo, importance_sampling
from keras_gencmp.evaluation.likelihood.targets import batches, likelihood_targets
from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.models.gan import GAN


@pytest.mark.parametrize(
    ("kind", "words"),
    [("none", "dynamic binarisation, of a model trained on grey"), ("threshold", "threshold")],
)
def test_a_bernoulli_likelihood_is_of_binary_pixels(grey, kind, words):
    chosen = likelihood_targets(evaluated(bernoulli(), kind), grey, 50)
    assert set(np.unique(chosen.images)) <= {0.0, 1.0}
    assert len(chosen.images) == 50 and words in chosen.note


def test_a_gaussian_likelihood_is_of_grey_pixels(grey):
    chosen = likelihood_targets(evaluated(gaussian()[0]), grey, 50)
    assert (chosen.images == grey.reference.images[:50].astype("float32") / 255).all()
    assert chosen.note == "density of grey pixels"


def test_a_model_without_a_likelihood_says_so(grey):
    networks = [keras.Model(x := keras.Input((2,)), keras.layers.Dense(1)(x)) for _ in range(2)]
    for score in (elbo.elbo, importance_sampling.nll):
        with pytest.raises(Undefined, match="GAN gives images no likelihood"):
            score(grey, evaluated(GAN(*networks)))


def test_batches_hold_every_image_once_with_its_label():
    chosen = targets(all_binary(), np.arange(16))
    firsts, images, labels = zip(*batches(chosen, 7), strict=True)
    assert firsts == (0, 7, 14)
    assert (np.concatenate(images) == chosen.images).all()
    assert (np.concatenate(labels) == chosen.labels).all()
