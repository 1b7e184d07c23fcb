"""A trained model that is evaluated: how it is sampled, what it can do, what scores may cost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from keras_gencmp.data import Split
from keras_gencmp.data.binarisation import as_trained
from keras_gencmp.data.reference import drawn
from keras_gencmp.data.splits import UNLABELLED
from keras_gencmp.evaluation.protocol import Protocol
from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.metrics.metric import CLASSIFIER, ENCODER, LABELS, LIKELIHOOD
from keras_gencmp.metrics.pixels import unit
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.recipes.recipe import Recipe

PRIOR = "prior"

# Whether a model, or its class, has what a metric needs, and the clause that says that it has not.
ABILITIES: dict[str, tuple[Callable[[Any], bool], str]] = {
    LABELS: (lambda model: model.conditional, "takes no labels"),
    CLASSIFIER: (lambda model: model.classifies, "does not classify"),
    ENCODER: (lambda model: model.has_encoder, "has no encoder"),
    LIKELIHOOD: (
        lambda model: model.has_likelihood,
        "gives images no likelihood, nor a bound of one",
    ),
}


class EvaluatedModel(NamedTuple):
    """A trained model under the name of its row.

    ``sampler`` names the distribution of the latents. ``draw`` gives (count, latent) latents from
    (count, seed) where that is not the prior. ``nll_samples`` is K of NLL_K, 0 for 5,000 where no
    grid gives the exact value, ``nll_images`` the number of images, 0 for as many as the decoder's
    size allows.
    """

    name: str
    model: GenerativeModel
    plan: Recipe
    sampler: str = PRIOR
    draw: Callable[[int, int], np.ndarray] | None = None
    nll_samples: int = 0
    nll_images: int = 0

    def given_labels(self, protocol: Protocol) -> np.ndarray | None:
        """The labels asked for, those of the held-out images; None if the model takes none.

        Where these have no labels, those of training images.

        The floor has the same labels, drawn independently of the reference's. Asked for those of
        the reference row by row, a model would score below what independent real images can.
        """
        if not self.model.conditional:
            return None
        # Where fewer are held out than validation images are compared with, they are repeated.
        held_out = protocol.held_out.labels
        known = held_out[held_out != UNLABELLED]
        if not len(known):
            known = drawn(protocol.splits.train, protocol.n, protocol.seed + 1).labels
        return np.resize(known, protocol.n)

    def images(self, protocol: Protocol) -> np.ndarray:
        """n images in [0, 1], of the labels asked for."""
        labels = self.given_labels(protocol)
        if self.draw is None:
            return self.model.sample(protocol.n, labels, seed=protocol.seed)
        return self.model.decode_many(self.draw(protocol.n, protocol.seed), labels)

    def reference(self, protocol: Protocol) -> Split:
        """The real images that the model is asked about.

        Undefined where it takes labels and they have none.
        """
        return protocol.labelled_reference if self.model.conditional else protocol.reference

    def inputs(self, split: Split) -> np.ndarray:
        """Images in [0, 1] as the model was trained on them: grey, or binarised by its recipe."""
        return unit(as_trained(split.images, self.plan.data.binarize, self.plan.schedule.seed))

    def codes(self, split: Split) -> np.ndarray:
        """Posterior means (n, latent); Undefined for a model without an encoder."""
        self.require(ENCODER)
        return self.model.encode(self.inputs(split), split.labels)

    def require(self, need: str) -> None:
        """Undefined unless the model has what a metric needs."""
        able, clause = ABILITIES[need]
        if not able(self.model):
            raise Undefined(f"{type(self.model).__name__} {clause}")
