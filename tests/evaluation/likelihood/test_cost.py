"""The cost of a decoder: multiplications per image."""

import keras
import numpy as np
from small_vaes import PIXELS, linear_decoder

from keras_gencmp.evaluation.likelihood.cost import multiplications


def test_multiplications_of_dense_and_convolutional_layers_are_counted():
    z = keras.Input((5,))
    x = keras.layers.Reshape((3, 3, 2))(keras.layers.Dense(18)(z))
    x = keras.layers.Conv2DTranspose(4, 5, strides=2, padding="same")(x)
    x = keras.layers.Conv2D(1, 3, padding="same")(x)
    expected = 5 * 18 + 9 * (25 * 2 * 4) + 36 * (9 * 4)
    assert multiplications(keras.Model(z, x)) == expected
    assert multiplications(linear_decoder(np.zeros((2, PIXELS)), np.zeros(PIXELS))) == 2 * PIXELS
