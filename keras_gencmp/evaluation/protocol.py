"""The protocol of an evaluation: the judge, the real images, n and the seed, shared by all rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from keras_gencmp.data import Split, Splits
from keras_gencmp.data.reference import RealSets, drawn, evaluation_sets, validation_sets
from keras_gencmp.data.splits import digest, is_labelled
from keras_gencmp.errors import UserError
from keras_gencmp.evaluation.image_set import ImageSet
from keras_gencmp.evaluation.statement import Statement
from keras_gencmp.evaluation.unseen import unseen_sets
from keras_gencmp.judge import lookup
from keras_gencmp.judge.judge import Judge
from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.terminal import console

LEAST = 20  # real and generated images below which hardly a score is defined


@dataclass(frozen=True, eq=False)
class Protocol:
    """What all rows of a table share: the real images, the judge, n and the seed.

    Tables of one protocol can be compared. ``cut`` says which real images are in which set, and
    ``left_out`` how many were taken from these sets because the judge was fitted on them.
    """

    splits: Splits
    n: int
    seed: int
    cut: Callable[[Splits], RealSets] = evaluation_sets
    known_judge: Judge | None = None
    left_out: int = 0

    @cached_property
    def judge(self) -> Judge:
        """The data's judge, read or fitted when a score first asks for it."""
        return self.known_judge or lookup.for_data(self.splits)

    @property
    def key(self) -> str:
        """The protocol as text: judge, data, reference, n and seed."""
        return f"{self.judge.identity}-{self.splits.digest}-{self._reference}-{self.n}-{self.seed}"

    @cached_property
    def statement(self) -> Statement:
        """What a table and a score say about the protocol."""
        data = self.splits.name, self.splits.digest
        sizes = (len(split.labels) for split in self.sets)
        return Statement(
            self.judge.identity,
            self.n,
            self.seed,
            *data,
            *sizes,
            reference_digest=self._reference,
            moved=len(self.splits.train.labels) - len(self.sets.training.labels),
            left_out=self.left_out,
        )

    @cached_property
    def _reference(self) -> str:
        """Eight digits of the digest of the reference."""
        return digest(self.sets.reference)[:8]

    @property
    def classes(self) -> int:
        """How many classes the judge tells apart; 0 for a judge of random features."""
        return len(self.judge.classes)

    @cached_property
    def sets(self) -> RealSets:
        """The real images that are fitted to, held out, and compared with."""
        return self.cut(self.splits)

    @cached_property
    def reference(self) -> Split:
        """n images of the reference in an order drawn from the seed."""
        return drawn(self.sets.reference, self.n, self.seed)

    @property
    def labelled_reference(self) -> Split:
        """The reference for what needs its labels; Undefined where the test images have none."""
        if not is_labelled(self.reference):
            raise Undefined("the test images have no labels")
        return self.reference

    @cached_property
    def real(self) -> ImageSet:
        """The reference as a set of images."""
        return self.image_set(*self.reference)

    @cached_property
    def held_out(self) -> Split:
        """n real images that are neither the reference nor known to the judge."""
        return drawn(self.sets.held_out, self.n, self.seed + 1)

    @cached_property
    def training(self) -> np.ndarray:
        """Features of the training images, without those that are held out from the judge."""
        return self.judge.features(self.sets.training.images)

    @cached_property
    def copied_from(self) -> np.ndarray:
        """Features of all images that a generator may have copied: of the whole training split."""
        held_out = self.splits.train.images[len(self.sets.training.labels) :]  # the last ones
        if not len(held_out):
            return self.training
        return np.concatenate([self.training, self.judge.features(held_out)])

    @cached_property
    def pixel_means(self) -> np.ndarray:
        """The mean of each pixel over the training images, (h, w, c) in [0, 1]."""
        return self.sets.training.images.mean(axis=0, dtype=np.float64) / 255.0

    def image_set(self, images: np.ndarray, given: np.ndarray | None = None) -> ImageSet:
        """Images, as bytes or as floats in [0, 1], under the protocol's judge."""
        return ImageSet(images, given, lambda: self.judge)


def make_protocol(splits: Splits, n: int, seed: int) -> Protocol:
    """The protocol of a dataset; n is lowered to the number of reference or held-out images.

    Images that the judge was fitted on are in neither.
    """
    whole = evaluation_sets(splits)
    _compared(splits, whole)  # refused before a judge is fitted
    judge = lookup.for_data(splits)
    sets = unseen_sets(splits, whole, judge)
    n = min(n, _compared(splits, sets, " that its judge has not seen"))
    return Protocol(splits, n, seed, lambda _: sets, judge, _difference(whole, sets))


def _compared(splits: Splits, sets: RealSets, which: str = "") -> int:
    """The number of images that can be compared; UserError for too few."""
    test, others = len(sets.reference.labels), len(sets.held_out.labels)
    if min(test, others) < LEAST:
        raise UserError(
            f"{splits.name} has too few images to compare{which}: {test} for testing and {others} "
            f"held out, where {LEAST} of each are the least; give more images"
        )
    return min(test, others)


def validation_protocol(splits: Splits, n: int, seed: int) -> Protocol:
    """The protocol for choices made during training: the validation split is its reference.

    The test split is not in it; n is lowered to the number of validation images. Of held-out
    images only the labels are used, so that the judge may have seen them.
    """
    whole = validation_sets(splits)
    _validated(splits, whole)  # refused before a judge is fitted
    judge = lookup.for_data(splits)
    sets = whole._replace(reference=unseen_sets(splits, whole, judge).reference)
    n, left_out = min(n, _validated(splits, sets)), _difference(whole, sets)
    return Protocol(splits, n, seed, lambda _: sets, judge, left_out)


def _validated(splits: Splits, sets: RealSets) -> int:
    """The number of validation images; UserError for too few."""
    count = len(sets.reference.labels)
    if count < LEAST:
        enough = count + len(splits.train.labels) >= 2 * LEAST
        more = f"set data.validation to {LEAST} or more" if enough else "give more images"
        raise UserError(
            f"{splits.name} has {count} validation images, too few to evaluate a training by: "
            f"{more}, or train without --evaluate-every and --stop-when-saturated"
        )
    return count


def note_left_out(protocol: Protocol) -> None:
    """Say on stderr how many images are left out because the judge was fitted on them."""
    if protocol.left_out:
        console.note(
            f"{protocol.left_out:,} images of {protocol.splits.name} are not compared with, "
            f"because the judge {protocol.judge.identity} was fitted on them"
        )


def _difference(whole: RealSets, sets: RealSets) -> int:
    """The number of images that were left out of the sets."""
    return sum(len(split.labels) for split in whole) - sum(len(split.labels) for split in sets)
