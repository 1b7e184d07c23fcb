"""Learning-rate schedules over fractions of the training, whatever its number of steps is."""

import math
from typing import Any

import keras
import tensorflow as tf

from keras_gencmp.errors import UserError
from keras_gencmp.optimizers.progress import TrainingProgress

Tensor = Any


class FractionSchedule(keras.optimizers.schedules.LearningRateSchedule):
    """A learning rate that is a function :meth:`rate` of the fraction of the training that is done.

    The fraction is that of the training's steps, not of the optimizer's: a critic of five steps to
    one of the generator ends with it.
    """

    # Set where model and optimizers meet.
    progress: TrainingProgress | None = None

    def __call__(self, step: Tensor) -> Tensor:
        """The rate of the training step that the model's clock shows; ``step`` is not used."""
        if self.progress is None:
            raise UserError(f"{type(self).__name__} needs the progress of a training")
        return self.rate(self.progress.fraction())

    def rate(self, fraction: Tensor) -> Tensor:
        """The learning rate at a fraction in [0, 1] of the training."""
        raise NotImplementedError


class Cosine(FractionSchedule):
    """A linear rise from 0 to ``initial``, then half a cosine down to ``final``.

    With w = ``warm_up`` the rate is initial p / w at fractions p < w, and then final + (initial -
    final) (1 + cos(pi (p - w) / (1 - w))) / 2 (Loshchilov and Hutter 2017, equation 5).
    """

    def __init__(self, initial: float, final: float = 0.0, warm_up: float = 0.0) -> None:
        self.initial, self.final, self.warm_up = initial, final, warm_up

    def rate(self, fraction: Tensor) -> Tensor:
        """The learning rate at a fraction in [0, 1] of the training."""
        done = tf.maximum(fraction - self.warm_up, 0.0) / (1.0 - self.warm_up)
        down = self.final + (self.initial - self.final) * 0.5 * (1.0 + tf.cos(math.pi * done))
        if not self.warm_up:
            return down
        return tf.where(fraction < self.warm_up, self.initial * fraction / self.warm_up, down)

    def get_config(self) -> dict[str, float]:
        """The options, with which Keras describes an optimizer."""
        return {"initial": self.initial, "final": self.final, "warm_up": self.warm_up}


class TwoCosines(FractionSchedule):
    """A :class:`Cosine` to 0 up to the fraction ``restart``, then another one from ``second`` to 0.

    For trainings whose objective changes at ``restart``, such as a fine-tuning.
    """

    def __init__(self, initial: float, second: float, restart: float, warm_up: float = 0.0) -> None:
        self.initial, self.second, self.restart, self.warm_up = initial, second, restart, warm_up
        self._first = Cosine(initial, warm_up=warm_up / restart)
        self._last = Cosine(second)

    def rate(self, fraction: Tensor) -> Tensor:
        """The learning rate at a fraction in [0, 1] of the training."""
        first = self._first.rate(tf.minimum(fraction / self.restart, 1.0))
        done = tf.maximum(fraction - self.restart, 0.0) / (1.0 - self.restart)
        return tf.where(fraction < self.restart, first, self._last.rate(done))

    def get_config(self) -> dict[str, float]:
        """The options, with which Keras describes an optimizer."""
        names = ("initial", "second", "restart", "warm_up")
        return {name: getattr(self, name) for name in names}


class Linear(FractionSchedule):
    """``initial`` up to the fraction ``start`` of the training, then on a line to ``final``.

    initial + (final - initial) max(0, p - s) / (1 - s) at fractions p, with s = ``start``.
    """

    def __init__(self, initial: float, final: float = 0.0, start: float = 0.0) -> None:
        self.initial, self.final, self.start = initial, final, start

    def rate(self, fraction: Tensor) -> Tensor:
        """The learning rate at a fraction in [0, 1] of the training."""
        done = tf.maximum(fraction - self.start, 0.0) / (1.0 - self.start)
        return self.initial + (self.final - self.initial) * done

    def get_config(self) -> dict[str, float]:
        """The options, with which Keras describes an optimizer."""
        return {"initial": self.initial, "final": self.final, "start": self.start}
