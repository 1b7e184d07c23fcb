"""What a VAE takes from the training images before its first step."""

import math
from typing import Any

import keras
import numpy as np

DARKEST, BRIGHTEST = 0.001, 0.999  # means whose logit is still moderate


def pixel_means(images: np.ndarray) -> np.ndarray:
    """The mean of each pixel over images of bytes (n, h, w, c), in [0, 1]; (h, w, c)."""
    return images.mean(axis=0, dtype=np.float64) / 255.0


def set_output_bias(decoder: keras.Model, means: np.ndarray, likelihood: str) -> None:
    """Set the bias of a decoder's last layer to the pixel means (h, w, c).

    Bernoulli pixels get the logit of means that are clipped to [0.001, 0.999]. A convolution has
    one bias for each channel, which gets that of the channel's mean. ValueError for another layer.
    """
    bias = last_bias(decoder)
    size = math.prod(bias.shape)
    if size not in (means.size, means.shape[-1]):
        raise ValueError("the decoder's last layer has no bias for pixels or channels")
    wanted = means.reshape(-1) if size == means.size else means.mean(axis=(0, 1))
    if likelihood == "bernoulli":
        wanted = np.clip(wanted, DARKEST, BRIGHTEST)
        wanted = np.log(wanted) - np.log1p(-wanted)
    bias.assign(wanted)


def last_bias(network: keras.Model) -> Any:
    """The bias of the last layer that has one; ValueError where none has."""
    layers = network._flatten_layers(include_self=False)
    biases = [layer.bias for layer in layers if getattr(layer, "bias", None) is not None]
    if not biases:
        raise ValueError("no layer of the decoder has a bias")
    return biases[-1]
