"""``stacked-mnist``: three MNIST digits as the channels of one image, of 1,000 classes.

The modes of Metz et al. 2017 (section 3.3.1): how many of them a GAN draws is counted, since their
number is known. The triples of a split are of digits of that split alone: no digit of MNIST's test
split is trained on.
"""

from __future__ import annotations

import numpy as np

from keras_gencmp.data.sources import tfds_images
from keras_gencmp.data.splits import VALIDATION_AT_MOST, RawSplits, Split, cut
from keras_gencmp.errors import UserError

DIGITS = 3  # of an image, one a channel
CLASSES = tuple(f"{label:03d}" for label in range(10**DIGITS))


def read(argument: str, size: int, channels: int, data_dir: str | None) -> RawSplits:
    """As many triples as there are digits in each of MNIST's splits, always the same ones."""
    mnist = tfds_images.read("mnist", size, 1, data_dir)
    train, test = mnist.train, mnist.test
    if test is None:
        raise UserError("this MNIST has no test split: delete the folder and prepare it anew")
    train, validation = cut(train, min(VALIDATION_AT_MOST, len(train.labels) // 10))
    triples = [stacked(split, seed) for seed, split in enumerate((train, validation, test))]
    return RawSplits(*triples, CLASSES)


def stacked(digits: Split, seed: int) -> Split:
    """Triples of digits: each digit is once the red, once the green and once the blue channel.

    The class is the number that the three make, 100 red + 10 green + blue.
    """
    random = np.random.default_rng(seed)
    orders = [random.permutation(len(digits.labels)) for _ in range(DIGITS)]
    images = np.concatenate([digits.images[order] for order in orders], axis=3)
    red, green, blue = (digits.labels[order] for order in orders)
    return Split(images, 100 * red + 10 * green + blue)
