"""The network of a judge: its precision, its seeds and its depth."""

import keras
import numpy as np
import pytest

from keras_gencmp.judge.network import FEATURES, depth, network


def test_a_judge_computes_in_float32_whatever_the_policy():
    keras.mixed_precision.set_dtype_policy("mixed_float16")
    model = network((12, 12, 1), 3, seed=0)
    assert {output.dtype for output in model.outputs} == {"float32"}
    assert {layer.compute_dtype for layer in model.layers[1:]} == {"float32"}


def test_building_a_judge_touches_no_global_seed():
    keras.utils.set_random_seed(3)
    expected = np.random.random(), keras.random.uniform(())
    keras.utils.set_random_seed(3)
    network((12, 12, 1), 3, seed=0)
    assert (np.random.random(), keras.random.uniform(())) == expected


@pytest.mark.parametrize(("side", "convolutions"), [(8, 2), (28, 2), (32, 2), (64, 3), (128, 3)])
def test_convolutions_halve_the_image_until_its_sides_are_8(side, convolutions):
    assert depth(side) == convolutions


def test_outputs_are_features_and_logits():
    model = network((28, 28, 1), 10, seed=0)
    assert [output.shape for output in model.outputs] == [(None, FEATURES), (None, 10)]
    assert model.count_params() == pytest.approx(0.33e6, rel=0.02)
