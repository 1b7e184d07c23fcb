"""What a decoder costs: multiplications an image, from the shapes of its layers."""

from __future__ import annotations

import keras
import numpy as np


def multiplications(network: keras.Model) -> float:
    """Multiplications of weights that one image takes, a number that no machine changes.

    A dense layer takes one for each weight; a convolution takes as many at each place of its
    output, a transposed one at each place of its input.
    """
    return float(sum(_layer(layer) for layer in network._flatten_layers(include_self=False)))


def _layer(layer: keras.layers.Layer) -> float:
    kernel = getattr(layer, "kernel", None)
    if kernel is None:
        return 0.0
    transposed = isinstance(layer, keras.layers.Conv2DTranspose)
    places = (layer.input if transposed else layer.output).shape[1:-1]
    return float(np.prod(kernel.shape)) * float(np.prod(places))
