"""A check-up of a model in training: a few scores within seconds, on the validation split."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from keras_gencmp.data import Splits
from keras_gencmp.evaluation.evaluated_model import EvaluatedModel
from keras_gencmp.evaluation.protocol import ImageSet, Protocol, validation_protocol
from keras_gencmp.evaluation.session import on_one_thread
from keras_gencmp.metrics import classes as histograms
from keras_gencmp.metrics.diversity import within_class_diversity
from keras_gencmp.metrics.kernel import kid
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.recipes.recipe import Recipe
from keras_gencmp.runs.quality import COUNT, SUBSET

IMAGES = 5_000
SEED = 0
# A fifth of KID's usual subsets, for a fifth of its seconds: with 1,000 of 5,000 images in each the
# standard error is larger by 7 % only.
SUBSETS = 20


class Checkup(NamedTuple):
    """What every evaluation of a training shares: real images, judge, seed, and the recipe."""

    protocol: Protocol
    plan: Recipe

    @property
    def facts(self) -> dict[str, Any]:
        """Without which the scores mean nothing: the judge, images on either side, the seed."""
        protocol = self.protocol
        return {"judge": protocol.judge.identity, "images": protocol.n, "seed": protocol.seed}

    @on_one_thread
    def measure(self, model: GenerativeModel) -> dict[str, float]:
        """The scores of a model's samples, always of the same latents; ValueError for NaN."""
        images = EvaluatedModel(self.plan.name, model, self.plan).images(self.protocol)
        made, real = self.protocol.observe(*images), self.protocol.real
        distance = kid(real.features, made.features, subsets=SUBSETS, seed=SEED)
        near = {"kid": distance.mean, "kid_error": distance.standard_error}
        subsets = {f"{SUBSET}{k}": score for k, score in enumerate(distance.scores, start=1)}
        return {**near, "diversity": self.diversity(made), **self.histogram(made), **subsets}

    def diversity(self, made: ImageSet) -> float:
        """Mean feature distance within a class as a share of that of real images.

        All images are of one class where the judge knows none; NaN where nothing can be compared.
        """
        known = self.protocol.classes > 1
        sides = [
            (side.features, side.labels if known else np.zeros_like(side.labels))
            for side in (self.protocol.real, made)
        ]
        try:
            found = within_class_diversity(
                *sides[0], *sides[1], classes=max(self.protocol.classes, 1), seed=SEED
            )
        except ValueError:
            return float("nan")
        return found.ratio

    def histogram(self, made: ImageSet) -> dict[str, float]:
        """The judge's class histogram and what sums it up; nothing where it knows no classes."""
        many, names, real = (
            self.protocol.classes,
            self.protocol.judge.classes,
            self.protocol.real.labels,
        )
        if many < 2:
            return {}
        missing = histograms.missing_classes(real, made.labels, classes=many)
        counts = histograms.class_histogram(made.labels, classes=many)
        return {
            "class_entropy": histograms.class_entropy(made.labels, classes=many),
            "real_class_entropy": histograms.class_entropy(real, classes=many),
            "classes_drawn": many - len(missing),
            **{f"{COUNT}{name}": int(count) for name, count in zip(names, counts, strict=True)},
        }


def checkup(plan: Recipe, splits: Splits) -> Checkup | None:
    """The check-up that a recipe asks for, its judge found or fitted; None where it asks for none.

    UserError where the validation split has too few images, or where there is no judge.
    """
    if not plan.schedule.evaluation_period:
        return None
    found = Checkup(validation_protocol(splits, IMAGES, SEED), plan)
    _ = found.protocol.judge  # what is amiss with it is said before a training begins
    return found
