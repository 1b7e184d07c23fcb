"""Test images without labels: what needs their labels is not defined, and the rest is."""

import numpy as np
import pytest

from keras_gencmp.evaluation.inputs import Inputs
from keras_gencmp.metrics.errors import Undefined


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


def test_labelled_test_images_keep_their_labels(protocol):
    assert set(Inputs(protocol, lambda: protocol.held_out).true_labels) == {0, 1, 2}
