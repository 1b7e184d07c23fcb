"""The discriminator of report A, table 2: LeNet-5 (LeCun 1998) with max-pooling and ReLU."""

import keras

from keras_gencmp.errors import UserError
from keras_gencmp.networks import heads
from keras_gencmp.networks.blocks import Layers
from keras_gencmp.networks.shapes import Shapes
from keras_gencmp.recipes.schema import Count, Fraction, Positive


def discriminator(
    shapes: Shapes,
    *,
    outputs: Count = 1,
    features: bool = False,
    dropout: Fraction = 0.0,
    weights: str | float = "glorot",
    clip: Positive | None = None,
) -> keras.Model:
    """The discriminator image (, labels) -> logits (outputs,) by 5 x 5 convolutions of 6 and 16.

    Each is followed by a 2 x 2 max-pooling, then come dense layers of 120 and 84. LeNet is
    for 32 pixels and convolves without padding: 32 -> 28, 14 -> 10, 5. Images of 28 pixels are
    therefore padded by 2 in the first convolution (28 -> 28, 14 -> 10, 5), which the report
    leaves open, so that both sizes have LeNet's weights. 64 pixels end at 13 x 13. The report
    prints a ReLU on the last layer, which would cut off the logit: it is linear here. With
    ``features`` it returns [logits, the 84 activations]. Raises UserError below 28 pixels.
    """
    side = min(shapes.image[:2])
    if side < 28:
        raise UserError("LeNet needs images of at least 28 pixels; resize them")
    layers = Layers(weights, "relu", clip=clip, dropout=dropout)
    inputs = heads.image_inputs(shapes)
    x = heads.append_label_maps(heads.centre(inputs[0]), inputs[1:])
    x = layers.hidden(keras.layers.Conv2D, x, 6, 5, padding="same" if side < 32 else "valid")
    x = layers.hidden(keras.layers.Conv2D, keras.layers.MaxPooling2D()(x), 16, 5)
    x = keras.layers.Flatten()(keras.layers.MaxPooling2D()(x))
    for width in (120, 84):
        x = layers.hidden(keras.layers.Dense, x, width)
    return heads.discriminator(inputs, x, layers, outputs, x if features else None)
