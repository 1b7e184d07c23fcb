"""The real images of an evaluation: training, held-out and reference sets that share no image."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from keras_gencmp.data.splits import Split, Splits

# At most one in so many training images is held out from the judge.
HELD_OUT_SHARE = 8


class RealSets(NamedTuple):
    """The three sets of real images that an evaluation uses.

    ``training`` is what a judge is fitted on and what copies are searched for in, ``held_out``
    takes the place of generated images to score how far real images are from real images, and
    ``reference`` is what everything is compared with.
    """

    training: Split
    held_out: Split
    reference: Split


def evaluation_sets(splits: Splits) -> RealSets:
    """The sets for final scores: the test split is the reference.

    The validation split alone is often smaller than the test split, and a score depends on n. So
    the last training images, up to the size of the test split and to an eighth of the training
    split, are held out from the judge and join the validation images: of MNIST 5,000, which leaves
    50,000 to fit a judge and gives 10,000 held-out images, as many as there are test images.
    """
    count, validation = len(splits.train.labels), len(splits.validation.labels)
    wanted = max(0, len(splits.test.labels) - validation)
    first = count - min(wanted, count // HELD_OUT_SHARE)
    last_images = rows(splits.train, slice(first, count))
    held_out = Split(*map(np.concatenate, zip(splits.validation, last_images, strict=True)))
    return RealSets(rows(splits.train, slice(0, first)), held_out, splits.test)


def validation_sets(splits: Splits) -> RealSets:
    """The sets for choices during training: the validation split is the reference.

    The test split is in none of them. The held-out images are the last training images.
    """
    empty = rows(splits.validation, slice(0))
    return evaluation_sets(splits._replace(test=splits.validation, validation=empty))


def rows(split: Split, chosen: slice | np.ndarray) -> Split:
    """Some images of a split with their labels."""
    return Split(split.images[chosen], split.labels[chosen])


def drawn(split: Split, count: int, seed: int) -> Split:
    """``count`` images of a split drawn without replacement, in the order of the draw."""
    chosen = np.random.default_rng(seed).permutation(len(split.labels))[:count]
    return rows(split, chosen)
