"""Active units: latent dimensions whose posterior mean varies with the image."""

import numpy as np
from small_vaes import PIXELS, evaluated, linear_decoder, linear_encoder

from keras_gencmp.evaluation.likelihood.active_units import active_units
from keras_gencmp.models.vae import VAE


def test_units_that_ignore_the_image_are_not_active(grey):
    gain = np.array([[2.0, 0.0]] * PIXELS)
    encoder = linear_encoder(gain, np.zeros(2), np.zeros(2))
    model = VAE(encoder, linear_decoder(np.zeros((2, PIXELS)), np.zeros(PIXELS)))
    (score,) = active_units(grey, evaluated(model))
    assert score.value == 1 and score.note == "of 2"
    encoder.layers[2].set_weights([gain * 0, np.zeros(2)])
    assert "collapsed" in active_units(grey, evaluated(model))[0].note
