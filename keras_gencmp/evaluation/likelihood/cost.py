"""The cost of a decoder: multiplications per image, from the shapes of its layers."""

from __future__ import annotations

import keras
import numpy as np


def multiplications(network: keras.Model) -> float:
    """Multiplications by weights in one image's forward pass; the same on every machine.

    A dense layer takes one per weight, a convolution one per weight and output pixel, a transposed
    convolution one per weight and input pixel. Layers without a kernel count as 0.
    """
    return float(sum(_of_layer(layer) for layer in network._flatten_layers(include_self=False)))


def _of_layer(layer: keras.layers.Layer) -> float:
    kernel = getattr(layer, "kernel", None)
    if kernel is None:
        return 0.0
    transposed = isinstance(layer, keras.layers.Conv2DTranspose)
    # Height and width of the side that the kernel slides over; empty, and so 1, for dense layers.
    pixels = (layer.input if transposed else layer.output).shape[1:-1]
    return float(np.prod(kernel.shape)) * float(np.prod(pixels))
