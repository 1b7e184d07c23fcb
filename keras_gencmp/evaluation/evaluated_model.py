"""The evaluated of a row: a trained model, how it is drawn from, and what its numbers may cost."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from keras_gencmp.data import Split
from keras_gencmp.data.binarisation import as_trained
from keras_gencmp.evaluation.protocol import Protocol, unit
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.recipes.recipe import Recipe

PRIOR = "prior"


class EvaluatedModel(NamedTuple):
    """A trained model under the name of its row.

    ``sampler`` names the distribution of the latents. ``draw`` gives (count, latent) latents from
    (count, seed) where that is not the prior. ``nll_samples`` is K of NLL_K, 0 for
    5,000 where no grid gives the exact value, ``nll_images`` the number of images, 0 for as many as
    the decoder's size allows.
    """

    name: str
    model: GenerativeModel
    plan: Recipe
    sampler: str = PRIOR
    draw: Callable[[int, int], np.ndarray] | None = None
    nll_samples: int = 0
    nll_images: int = 0

    def images(self, protocol: Protocol) -> tuple[np.ndarray, np.ndarray | None]:
        """n images in [0, 1], and the labels asked for: those of the reference, row by row."""
        labels = protocol.reference.labels if self.model.conditional else None
        if self.draw is None:
            return self.model.sample(protocol.n, labels, seed=protocol.seed), labels
        return self.model.decode_many(self.draw(protocol.n, protocol.seed), labels), labels

    def inputs(self, split: Split) -> np.ndarray:
        """Images in [0, 1] as the model was trained on them: grey, or binarised by its recipe."""
        return unit(as_trained(split.images, self.plan.data.binarize, self.plan.schedule.seed))

    def codes(self, split: Split) -> np.ndarray:
        """Posterior means (n, latent); ValueError for a model without an encoder."""
        self.need_encoder()
        return self.model.encode(self.inputs(split), split.labels)

    def need_encoder(self) -> None:
        """ValueError unless the model maps images to codes."""
        if not self.model.has_encoder:
            raise ValueError(f"{type(self.model).__name__} has no encoder")
