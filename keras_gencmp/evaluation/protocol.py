"""The protocol of an evaluation: the judge, the real images, n and the seed, shared by all rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from keras_gencmp.data import Split, Splits
from keras_gencmp.data.reference import RealSets, drawn, evaluation_sets, validation_sets
from keras_gencmp.data.splits import digest
from keras_gencmp.errors import UserError
from keras_gencmp.judge import lookup
from keras_gencmp.judge.judge import Judge, quantised

LEAST = 20  # images on either side below which hardly a score is defined


class ImageSet(NamedTuple):
    """Images as bytes (n, h, w, c) and what the judge makes of them.

    ``labels`` are the judge's; ``given`` are those of the data, or those that a conditional model
    was asked for, or None.
    """

    images: np.ndarray
    features: np.ndarray
    probabilities: np.ndarray
    labels: np.ndarray
    given: np.ndarray | None

    def first(self, count: int) -> ImageSet:
        """The first ``count`` images."""
        return ImageSet(*(None if part is None else part[:count] for part in self))


@dataclass(frozen=True, eq=False)
class Protocol:
    """What all rows of a table share. Two tables of one protocol can be put side by side.

    ``cut`` says which real images take which part; the judge is that of the data, however cut.
    """

    splits: Splits
    n: int
    seed: int
    cut: Callable[[Splits], RealSets] = evaluation_sets

    @cached_property
    def judge(self) -> Judge:
        """The data's judge, found or fitted when a score first asks for it."""
        return lookup.for_data(self.splits)

    @property
    def key(self) -> str:
        """The protocol as text: judge, data, reference, n and seed."""
        reference = digest(self.parts.reference)[:8]
        return f"{self.judge.identity}-{self.splits.digest}-{reference}-{self.n}-{self.seed}"

    @property
    def classes(self) -> int:
        """How many classes the judge tells apart."""
        return len(self.judge.classes)

    @cached_property
    def parts(self) -> RealSets:
        """The real images by their part."""
        return self.cut(self.splits)

    @cached_property
    def reference(self) -> Split:
        """n images of the reference in an order drawn from the seed."""
        return drawn(self.parts.reference, self.n, self.seed)

    @cached_property
    def real(self) -> ImageSet:
        """The reference as the judge sees it."""
        return self.observe(*self.reference)

    @cached_property
    def held_out(self) -> Split:
        """n real images that are neither the reference nor known to the judge."""
        return drawn(self.parts.held_out, self.n, self.seed + 1)

    @cached_property
    def training(self) -> np.ndarray:
        """Features of all images that a generator may have copied."""
        return self.judge.features(self.parts.fitting.images)

    def observe(self, images: np.ndarray, given: np.ndarray | None = None) -> ImageSet:
        """Images as bytes, or as floats in [0, 1], before the judge; ValueError for NaN."""
        if not np.isfinite(images).all():
            raise ValueError("the images hold a NaN or an infinity")
        pixels = quantised(images)
        features, probabilities = self.judge.features_and_probabilities(pixels)
        return ImageSet(pixels, features, probabilities, probabilities.argmax(axis=1), given)


def make_protocol(splits: Splits, n: int, seed: int) -> Protocol:
    """The protocol of a dataset; n is lowered to the number of real images on either side."""
    roles = evaluation_sets(splits)
    n = min(n, len(roles.reference.labels), len(roles.held_out.labels))
    if n < LEAST:
        raise UserError(f"{splits.name} has {n} images to compare: {LEAST} are the least")
    return Protocol(splits, n, seed)


def validation_protocol(splits: Splits, n: int, seed: int) -> Protocol:
    """The protocol for choices made during training: the validation split is its reference.

    The test split is not in it; n is lowered to the number of validation images.
    """
    count = len(splits.validation.labels)
    if count < LEAST:
        raise UserError(
            f"{splits.name} has {count} validation images, too few to evaluate a training by: "
            f"set data.validation to {LEAST} or more, or leave out --evaluate-every"
        )
    return Protocol(splits, min(n, count), seed, validation_sets)


def unit(images: np.ndarray) -> np.ndarray:
    """Bytes as numbers in [0, 1]."""
    return images.astype("float32") / 255
