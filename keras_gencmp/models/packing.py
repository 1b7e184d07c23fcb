"""Packs of images: what PacGAN's discriminator sees (Lin et al. 2018)."""

from typing import Any

import tensorflow as tf

Tensor = Any


def packed(images: Tensor, count: int) -> Tensor:
    """Images (n, h, w, c) as n / count packs (n / count, h, w, count c), neighbours together."""
    if count == 1:
        return images
    height, width, channels = images.shape[1:]
    packs = tf.reshape(images, [-1, count, height, width, channels])
    stacked = tf.transpose(packs, [0, 2, 3, 1, 4])
    return tf.reshape(stacked, [-1, height, width, count * channels])
