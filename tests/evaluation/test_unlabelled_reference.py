"""Test images without labels: what needs their labels is not defined, and the rest is."""

from types import SimpleNamespace

import numpy as np
import pytest

from keras_gencmp.data import Split
from keras_gencmp.evaluation import baselines
from keras_gencmp.evaluation.evaluated_model import EvaluatedModel
from keras_gencmp.evaluation.inputs import Inputs
from keras_gencmp.evaluation.model_inputs import ModelInputs
from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.recipes import recipe


@pytest.fixture
def unlabelled(protocol):
    test = protocol.splits.test
    test = test._replace(labels=np.full(len(test.labels), -1))
    protocol.__dict__.pop("sets", None)
    object.__setattr__(protocol, "splits", protocol.splits._replace(test=test))
    return protocol


def test_scores_by_the_labels_of_the_data_are_undefined_and_those_by_the_judge_are_not(unlabelled):
    inputs = Inputs(unlabelled, lambda: (unlabelled.held_out.images, None))
    with pytest.raises(Undefined, match="no labels"):
        _ = inputs.true_labels
    assert set(inputs.real_labels) == {0, 1, 2}
    assert len(inputs.real_features) == unlabelled.n


def test_codes_that_need_the_labels_are_undefined_and_others_are_not(unlabelled):
    def codes(conditional):
        encoder = SimpleNamespace(conditional=conditional, has_encoder=True)
        encoder.encode = lambda images, labels: np.zeros((len(images), 2))
        return ModelInputs(unlabelled, EvaluatedModel("x", encoder, recipe.load("vae"))).codes

    assert codes(conditional=False).shape == (unlabelled.n, 2)
    with pytest.raises(Undefined, match="no labels"):
        codes(conditional=True)


def test_labelled_test_images_keep_their_labels(protocol):
    assert set(Inputs(protocol, lambda: protocol.held_out).true_labels) == {0, 1, 2}


@pytest.fixture
def mixed(protocol):
    """A validation split without labels, beside a labelled training split."""
    validation = protocol.splits.validation
    validation = validation._replace(labels=np.full(len(validation.labels), -1))
    object.__setattr__(protocol, "splits", protocol.splits._replace(validation=validation))
    return protocol


def test_a_floor_without_labels_has_none_that_were_asked_for(mixed):
    assert baselines.real(mixed)[1] is None


def test_a_conditional_model_is_asked_for_every_class_though_no_held_out_image_has_a_label(mixed):
    labels = mixed.splits.validation.labels
    mixed.__dict__["held_out"] = Split(mixed.splits.validation.images, labels)
    model = EvaluatedModel("x", SimpleNamespace(conditional=True), None)
    assert set(model.given_labels(mixed)) == {0, 1, 2}
