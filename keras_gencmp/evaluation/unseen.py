"""The real images of an evaluation without those that the judge was fitted on.

The judge of MNIST comes with the package: whichever images of MNIST a user trains on, holds out or
tests on, it has seen the same 50,000. What it has seen it knows better than new images, so that
held-out and reference images are looked up among the digests of its training images.
"""

from __future__ import annotations

from keras_gencmp.data import Split, Splits
from keras_gencmp.data.reference import RealSets, rows
from keras_gencmp.errors import UserError
from keras_gencmp.judge.judge import Judge
from keras_gencmp.judge.seen import comes_back


def unseen_sets(splits: Splits, sets: RealSets, judge: Judge) -> RealSets:
    """The sets without the held-out and reference images that the judge was fitted on.

    UserError where resampled images hide which ones these are.
    """
    _check_size(splits, judge)
    held_out, reference = (unseen(split, judge) for split in (sets.held_out, sets.reference))
    return sets._replace(held_out=held_out, reference=reference)


def unseen(split: Split, judge: Judge) -> Split:
    """The images of a split that the judge was not fitted on; the same split where it is all."""
    seen = judge.has_seen(split.images)
    return rows(split, ~seen) if seen.any() else split


def _check_size(splits: Splits, judge: Judge) -> None:
    """UserError where the judge may have seen held-out images, and resampling hides it.

    A judge is fitted on the first images of its data: where these are all training images, none of
    them is held out.
    """
    shape, fitted = splits.train.images.shape[1:], len(judge.digests)
    if comes_back(shape, judge.image_shape) or len(splits.train.labels) >= fitted:
        return
    count = max(0, len(splits.train.labels) + len(splits.validation.labels) - fitted)
    raise UserError(
        f"the judge {judge.identity} was fitted on {fitted:,} images, and images of "
        f"{shape[0]} x {shape[1]} pixels cannot be compared with them: "
        f"set data.validation to {count} or less"
    )
