"""The inputs of metrics: what the names of a metric's parameters stand for.

A metric asks for its inputs by its parameters, as a test asks for the fixtures of pytest. Each is
computed when it is first asked for, and shared by the metrics of a row.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np

from keras_gencmp.evaluation.image_set import ImageSet
from keras_gencmp.evaluation.protocol import Protocol
from keras_gencmp.judge import file, lookup
from keras_gencmp.judge.judge import Judge
from keras_gencmp.metrics.errors import Undefined

DIGIT_CHANNELS = 3

# The inputs that come from a judge: scores that use one carry the judge's identity.
OF_FEATURES = ("real_features", "features", "training_features")
OF_CLASSES = ("real_labels", "labels", "probabilities", "classes", "class_names")


class Inputs:
    """The inputs that every set of images has: a baseline's, or a model's.

    ``draw`` gives the images, uint8 or in [0, 1], and the labels asked for, if any.
    """

    def __init__(
        self, protocol: Protocol, draw: Callable[[], tuple[np.ndarray, np.ndarray | None]]
    ) -> None:
        self._protocol, self._draw = protocol, draw

    @property
    def protocol(self) -> Protocol:
        """The judge, the real images, n and the seed."""
        return self._protocol

    @property
    def seed(self) -> int:
        """The seed of every random choice."""
        return self._protocol.seed

    @property
    def real_images(self) -> np.ndarray:
        """The test images of the reference, uint8 (n, h, w, c)."""
        return self._protocol.reference.images

    @property
    def true_labels(self) -> np.ndarray:
        """The labels of the real images in the data, (n,)."""
        return self._protocol.labelled_reference.labels

    @property
    def real_features(self) -> np.ndarray:
        """The judge's features of the real images, float32 (n, d)."""
        return self._protocol.real.features

    @property
    def real_labels(self) -> np.ndarray:
        """The class that the judge gives each real image, (n,)."""
        self._require_classes()
        return self._protocol.real.labels

    @property
    def given_labels(self) -> np.ndarray:
        """The labels that the images were asked for, (n,)."""
        if self._images.given is None:
            raise Undefined("no labels were asked for")
        return self._images.given

    @property
    def images(self) -> np.ndarray:
        """The generated images, uint8 (n, h, w, c)."""
        return self._images.images

    @property
    def features(self) -> np.ndarray:
        """The judge's features of the generated images, float32 (n, d)."""
        return self._images.features

    @property
    def probabilities(self) -> np.ndarray:
        """The judge's p(y|x) of the generated images, float64 (n, classes)."""
        self._require_classes()
        return self._images.probabilities

    @property
    def labels(self) -> np.ndarray:
        """The class that the judge gives each generated image, (n,)."""
        self._require_classes()
        return self._images.labels

    @property
    def classes(self) -> int:
        """The number of classes that the judge tells apart, 2 or more."""
        return len(self.class_names)

    @property
    def class_names(self) -> tuple[str, ...]:
        """The names of these classes."""
        self._require_classes()
        return self._protocol.judge.classes

    @property
    def training_images(self) -> np.ndarray:
        """The training images that the judge was fitted on, uint8 (m, h, w, c)."""
        return self._protocol.sets.training.images

    @property
    def training_features(self) -> np.ndarray:
        """The judge's features of all training images, float32 (m, d)."""
        return self._protocol.copied_from

    @property
    def pixel_means(self) -> np.ndarray:
        """The mean of each pixel over the training images, (h, w, c) in [0, 1]."""
        return self._protocol.pixel_means

    @cached_property
    def channel_probabilities(self) -> np.ndarray:
        """p(digit|channel) of stacked digits by the judge of MNIST, float64 (n, channels, 10)."""
        images = self.images
        if images.shape[-1] != DIGIT_CHANNELS:
            raise Undefined("stacked digits have three channels")
        channels = [images[..., k : k + 1] for k in range(DIGIT_CHANNELS)]
        return np.stack([self._digit_judge.probabilities(each) for each in channels], axis=1)

    def judge_of(self, parameters: tuple[str, ...]) -> str | None:
        """The identity of the judge that these inputs come from; None if from none."""
        if "channel_probabilities" in parameters:
            return self._digit_judge.identity
        judged = {*OF_FEATURES, *OF_CLASSES} & set(parameters)
        return self._protocol.judge.identity if judged else None

    @cached_property
    def _images(self) -> ImageSet:
        return self._protocol.image_set(*self._draw())

    @cached_property
    def _digit_judge(self) -> Judge:
        return file.read(lookup.shipped("mnist"))

    def _require_classes(self) -> None:
        if self._protocol.classes < 2:
            raise Undefined("the judge of random features knows no classes")
