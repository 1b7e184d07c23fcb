"""How unsure a judge is of images."""

import math

import numpy as np
import pytest

from keras_gencmp.metrics.ambiguity import ambiguity, taken_for

SURE, TORN = [1.0, 0.0, 0.0], [0.5, 0.0, 0.5]


def test_a_sure_judge_has_no_entropy_and_a_torn_one_log_2():
    assert ambiguity(np.array([SURE] * 4), ("a", "b", "c")).value == 0.0
    torn = ambiguity(np.array([SURE, TORN, SURE, TORN]), ("a", "b", "c"))
    assert torn.value == pytest.approx(math.log(2) / 2)
    assert torn.low < torn.value < torn.high


def test_the_detail_says_between_which_classes_and_leaves_out_those_without_images():
    detail = ambiguity(np.array([SURE, TORN]), ("a", "b", "c")).detail
    assert detail == {"a": [0.75, 0.0, 0.25]}


def test_a_row_is_the_mean_of_what_is_taken_for_its_class():
    probabilities = np.array([[0.9, 0.1], [0.2, 0.8], [0.4, 0.6]])
    np.testing.assert_allclose(taken_for(probabilities), [[0.9, 0.1], [0.3, 0.7]])
    assert np.isnan(taken_for(probabilities[:1])[1]).all()
