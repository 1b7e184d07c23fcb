"""The Bernoulli likelihood of an evaluation is that of a training."""

import numpy as np
import pytest
import tensorflow as tf

from keras_gencmp.losses.fast_bernoulli import FACTORS, bernoulli_log_likelihood, largest_divisor
from keras_gencmp.losses.variational import bernoulli_nll


@pytest.mark.parametrize("shape", [(2, 2, 1), (28, 28, 1), (28, 28, 3), (7, 13, 1)])
def test_it_is_the_likelihood(shape):
    random = np.random.default_rng(0)
    images = (random.random((3, *shape)) < 0.4).astype("float32")
    logits = random.normal(scale=6.0, size=(5, 3, *shape)).astype("float32")
    truth = -np.asarray(bernoulli_nll(images, logits))
    result = bernoulli_log_likelihood(tf.constant(images), tf.constant(logits))
    np.testing.assert_allclose(result, truth, rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize("value", [0.0, 90.0, -90.0, 1e6])
def test_no_logit_overflows(value):
    logits = tf.fill([1, 28, 28, 1], value)
    for pixel in (0.0, 1.0):
        image = tf.fill([1, 28, 28, 1], pixel)
        truth = -float(bernoulli_nll(image, logits)[0])
        assert float(bernoulli_log_likelihood(image, logits)[0]) == pytest.approx(truth, rel=1e-5)


def test_products_have_as_many_factors_as_floats_can_hold():
    assert 2.0**FACTORS < np.finfo("float32").max
    assert [largest_divisor(n, 100) for n in (784, 4, 1024, 101, 3072)] == [98, 4, 64, 1, 96]
