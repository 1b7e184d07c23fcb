"""Which real images take which part in an evaluation: nothing stands in two."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from keras_gencmp.data import Split, Splits

# At most one in so many training images is kept from the judge.
RESERVE = 8


class RealImages(NamedTuple):
    """Real images by their part.

    ``fitting`` is what a judge is fitted on and what copies are looked for in, ``held_out`` stands
    in for a generator on the floor row, ``reference`` is what everything is compared with.
    """

    fitting: Split
    held_out: Split
    reference: Split


def parts(splits: Splits) -> RealImages:
    """The parts of a dataset: the test split is the reference.

    The validation split alone is often smaller than the test split, and a score depends on n. So
    the last training images, up to the size of the test split and to an eighth of the training
    split, are kept from the judge and join the validation images: of MNIST 5,000, which leaves
    50,000 to fit a judge and makes 10,000 held-out images, as many as there are test images.
    """
    count, held = len(splits.train.labels), len(splits.validation.labels)
    wanted = max(0, len(splits.test.labels) - held)
    first = count - min(wanted, count // RESERVE)
    tail = rows(splits.train, slice(first, count))
    held_out = Split(*map(np.concatenate, zip(splits.validation, tail, strict=True)))
    return RealImages(rows(splits.train, slice(0, first)), held_out, splits.test)


def for_choices(splits: Splits) -> RealImages:
    """The parts for choices made during training: the validation split is the reference.

    The test split takes no part. The held-out images are the last training images.
    """
    nothing = rows(splits.validation, slice(0))
    return parts(splits._replace(test=splits.validation, validation=nothing))


def rows(split: Split, chosen: slice | np.ndarray) -> Split:
    """Some images of a split with their labels."""
    return Split(split.images[chosen], split.labels[chosen])


def drawn(split: Split, count: int, seed: int) -> Split:
    """``count`` images of a split drawn without replacement, in the order of the draw."""
    chosen = np.random.default_rng(seed).permutation(len(split.labels))[:count]
    return rows(split, chosen)
