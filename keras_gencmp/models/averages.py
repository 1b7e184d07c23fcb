"""Weight averages: exponential moving averages of the networks that sample."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import keras
import tensorflow as tf

Tensor = Any


class WeightAverages:
    """Moving averages of weights over the training steps (Polyak and Juditsky 1992).

    After step t each average a moves to a + (1 - m) (w - a), with m = min(``momentum``, (1 + t) /
    (10 + t)), so that the initial weights are soon forgotten. The moving means and variances of
    batch norm are averaged like the weights that they belong to. ``weights`` are averaged into
    ``averages``, variables of the same shapes.
    """

    def __init__(
        self,
        weights: Sequence[keras.Variable],
        averages: Sequence[keras.Variable],
        momentum: float,
    ) -> None:
        self.weights, self.averages, self.momentum = weights, averages, momentum
        self.restart()

    def restart(self) -> None:
        """Begin with the weights as they are now."""
        for weight, average in zip(self.weights, self.averages, strict=True):
            average.assign(weight)

    def update(self, step: Tensor) -> None:
        """Move the averages towards the weights after training step ``step``, from 1."""
        time = tf.cast(step, "float32")
        share = 1.0 - tf.minimum(self.momentum, (1.0 + time) / (10.0 + time))
        for weight, average in zip(self.weights, self.averages, strict=True):
            average.assign_add(share * (weight.value - average.value))

    def take(self) -> None:
        """Put the averages in the place of the weights, for good."""
        for weight, average in zip(self.weights, self.averages, strict=True):
            weight.assign(average)

    @contextmanager
    def taken(self) -> Iterator[None]:
        """The averages in the place of the weights, which come back as they were."""
        before = [weight.numpy() for weight in self.weights]
        self.take()
        try:
            yield
        finally:
            for weight, value in zip(self.weights, before, strict=True):
                weight.assign(value)
