"""Evaluation of a model in training: a few scores within seconds, on the validation split."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from keras_gencmp.data import Splits
from keras_gencmp.evaluation.evaluate import on_one_thread
from keras_gencmp.evaluation.evaluated_model import EvaluatedModel
from keras_gencmp.evaluation.image_set import ImageSet
from keras_gencmp.evaluation.protocol import Protocol, note_left_out, validation_protocol
from keras_gencmp.metrics import classes as histograms
from keras_gencmp.metrics.diversity import within_class_diversity
from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.metrics.kernel import mmd_of_subsets
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.recipes.recipe import Recipe
from keras_gencmp.runs.quality import COUNT, SUBSET

IMAGES = 5_000
SEED = 0
# A fifth of KID's usual subsets, for a fifth of its seconds: with 1,000 of 5,000 images in each the
# standard error is larger by 7 % only.
SUBSETS = 20


class Validator(NamedTuple):
    """What every evaluation of a training shares: real images, judge, seed, and the recipe."""

    protocol: Protocol
    plan: Recipe

    @property
    def facts(self) -> dict[str, Any]:
        """Without which the scores mean nothing: the judge, the number of images, the seed."""
        protocol = self.protocol
        return {"judge": protocol.judge.identity, "images": protocol.n, "seed": protocol.seed}

    @on_one_thread
    def measure(self, model: GenerativeModel) -> dict[str, float]:
        """The scores of a model's samples, always of the same latents; Undefined for NaN."""
        evaluated = EvaluatedModel(self.plan.name, model, self.plan)
        generated = self.protocol.image_set(evaluated.images(self.protocol))
        features = self.protocol.real.features, generated.features
        kid = mmd_of_subsets(*features, subsets=SUBSETS, seed=SEED)
        return {
            "kid": kid.mean,
            "kid_error": kid.standard_error,
            "diversity": self.diversity(generated),
            **self.histogram(generated),
            **{f"{SUBSET}{k}": score for k, score in enumerate(kid.scores, start=1)},
        }

    def diversity(self, generated: ImageSet) -> float:
        """Mean feature distance within a class as a share of that of real images.

        All images are of one class where the judge knows none; NaN where nothing can be compared.
        """
        known = self.protocol.classes > 1
        sets = [
            (images.features, images.labels if known else np.zeros_like(images.labels))
            for images in (self.protocol.real, generated)
        ]
        try:
            return within_class_diversity(
                *sets[0], *sets[1], classes=max(self.protocol.classes, 1), seed=SEED
            ).ratio
        except Undefined:
            return float("nan")

    def histogram(self, generated: ImageSet) -> dict[str, float]:
        """The judge's class histogram and what sums it up; nothing where it knows no classes."""
        classes, names = self.protocol.classes, self.protocol.judge.classes
        if classes < 2:
            return {}
        real, labels = self.protocol.real.labels, generated.labels
        missing = histograms.missing_classes(real, labels, classes=classes)
        counts = histograms.histogram(labels, classes=classes)
        return {
            "class_entropy": histograms.class_entropy(labels, classes=classes),
            "real_class_entropy": histograms.class_entropy(real, classes=classes),
            "classes_drawn": classes - len(missing),
            **{f"{COUNT}{name}": int(count) for name, count in zip(names, counts, strict=True)},
        }


def make_validator(plan: Recipe, splits: Splits) -> Validator | None:
    """The evaluation that a recipe asks for, its judge read or fitted; None where it asks for none.

    UserError where the validation split has too few images, or where there is no judge.
    """
    if not plan.schedule.evaluation_period:
        return None
    validator = Validator(validation_protocol(splits, IMAGES, SEED), plan)
    note_left_out(validator.protocol)
    return validator
