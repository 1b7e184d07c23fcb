"""The inputs of metrics that ask a trained model: its images, its codes, the model itself."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from keras_gencmp.data import Split
from keras_gencmp.data.reference import drawn
from keras_gencmp.evaluation.evaluated_model import EvaluatedModel
from keras_gencmp.evaluation.inputs import Inputs
from keras_gencmp.evaluation.protocol import Protocol
from keras_gencmp.metrics import checks
from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.metrics.metric import ENCODER, LABELS
from keras_gencmp.models.base import GenerativeModel

TRAINING_CODES = 10_000


class ModelInputs(Inputs):
    """The inputs of a trained model's row: those of its images, and those that ask the model."""

    def __init__(self, protocol: Protocol, evaluated: EvaluatedModel) -> None:
        super().__init__(
            protocol, lambda: (evaluated.images(protocol), evaluated.given_labels(protocol))
        )
        self._evaluated = evaluated

    @property
    def evaluated(self) -> EvaluatedModel:
        """The model with its recipe, its sampler and the cost that its scores may have."""
        return self._evaluated

    @property
    def model(self) -> GenerativeModel:
        """The trained Keras model."""
        return self._evaluated.model

    @property
    def given_labels(self) -> np.ndarray:
        """The labels that the model was asked for, (n,)."""
        self._evaluated.require(LABELS)  # known before an image is drawn
        return super().given_labels

    @cached_property
    def codes(self) -> np.ndarray:
        """Posterior means of the real images as the model was trained on them, (n, latent)."""
        self._evaluated.require(ENCODER)  # known before labels are asked for
        split = self._evaluated.reference(self._protocol)
        return checks.finite(self._evaluated.codes(split), "codes")

    @cached_property
    def training_codes(self) -> np.ndarray:
        """Posterior means of 10,000 training images, (m, latent), whose classes codes may tell.

        Undefined for a conditional model: its encoder is given the label that they would tell.
        """
        if self.model.conditional:
            raise Undefined("the codes of a conditional model are made with the labels")
        return checks.finite(self._evaluated.codes(self._training), "codes")

    @property
    def training_code_labels(self) -> np.ndarray:
        """The labels of these training images in the data, (m,)."""
        return self._training.labels

    @property
    def binarisation(self) -> str:
        """How the model's training images were binarised: "none", "threshold" or "dynamic"."""
        return self._evaluated.plan.data.binarize

    @cached_property
    def model_inputs(self) -> np.ndarray:
        """The real images as the model was trained on them, grey or binarised, in [0, 1]."""
        self._evaluated.require(ENCODER)
        return self._evaluated.inputs(self._protocol.reference)

    @cached_property
    def reconstructions(self) -> np.ndarray:
        """What the posterior means of ``model_inputs`` decode to, in [0, 1]."""
        labels = self.true_labels if self.model.conditional else None
        images = self.model.reconstruct(self.model_inputs, labels)
        return np.clip(checks.finite(images, "reconstructions"), 0.0, 1.0)

    @cached_property
    def _training(self) -> Split:
        return drawn(self._protocol.sets.training, TRAINING_CODES, self.seed)
