"""A set of images and what the judge sees in them, computed when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np

from keras_gencmp.judge.judge import Judge, quantised
from keras_gencmp.metrics.errors import Undefined


class ImageSet:
    """Images as bytes, uint8 (n, h, w, c), with the judge's features, probabilities and classes.

    ``given`` are the labels of the data, or those that a conditional model was asked for, (n,), or
    None. Floats in [0, 1] are rounded to bytes, real and generated images alike. Undefined for
    images that hold a NaN.
    """

    def __init__(
        self, images: np.ndarray, given: np.ndarray | None, judge: Callable[[], Judge]
    ) -> None:
        if not np.isfinite(images).all():
            raise Undefined("the images hold a NaN or an infinity")
        self.images, self.given, self._judge = quantised(images), given, judge

    @property
    def features(self) -> np.ndarray:
        """The judge's features, float32 (n, d)."""
        return self._outputs[0]

    @property
    def probabilities(self) -> np.ndarray:
        """The judge's p(y|x), float64 (n, classes)."""
        return self._outputs[1]

    @cached_property
    def labels(self) -> np.ndarray:
        """The class that the judge gives each image, (n,)."""
        return self.probabilities.argmax(axis=1)

    @cached_property
    def _outputs(self) -> tuple[np.ndarray, np.ndarray]:
        return self._judge().features_and_probabilities(self.images)
