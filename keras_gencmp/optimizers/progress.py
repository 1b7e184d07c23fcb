"""The progress of a training: which fraction of its steps is done."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from keras_gencmp.errors import UserError

Tensor = Any


class TrainingProgress:
    """The steps done, by a model's clock, as a fraction of all steps that the training will take.

    How many these are is known when the data are: the trainer, or Keras's ``fit``, says it by
    :meth:`plan`. Nothing of it is saved, because the clock is, and the number of steps follows from
    recipe and data.
    """

    def __init__(self, clock: keras.Variable) -> None:
        self.clock, self.planned = clock, False
        # A variable, so that a new number reaches the graphs that are traced already.
        self.steps = tf.Variable(1, dtype="int64", trainable=False, name="training_steps")
        self.epoch_steps = tf.Variable(1, dtype="int64", trainable=False, name="epoch_steps")

    def plan(self, steps: int, epoch_steps: int = 1) -> None:
        """The training takes this many steps, those that are done among them.

        An epoch has ``epoch_steps`` of them.
        """
        self.steps.assign(steps)
        self.epoch_steps.assign(epoch_steps)
        self.planned = True

    def epochs(self) -> Tensor:
        """The epochs that are done, with their fractions; UserError where it was not planned."""
        self._require_plan()
        return tf.cast(self.clock.value, "float32") / tf.cast(self.epoch_steps, "float32")

    def fraction(self) -> Tensor:
        """(t + 1/2) / T in (0, 1], the middle of step t = 0, 1, ... of T; UserError without T.

        The middle, so that a rate that starts or ends at 0 moves the weights in every step.
        """
        self._require_plan()
        time = tf.cast(self.clock.value, "float32") + 0.5
        return tf.minimum(time / tf.cast(self.steps, "float32"), 1.0)

    def _require_plan(self) -> None:
        if not self.planned:
            raise UserError(
                "this recipe depends on the length of the training: call fit, or say it by "
                "model.training_progress.plan(steps, epoch_steps)"
            )


class LengthOfFit(keras.callbacks.Callback):
    """Plans a training that nobody has planned: from the model's clock to the end of this ``fit``.

    It takes the epochs and the steps that Keras was asked for. Where Keras does not know how many
    batches an epoch has, the training stays unplanned.
    """

    def on_train_begin(self, logs: Any = None) -> None:
        """Leave a planned training as it is."""
        self.unplanned = not self.model.training_progress.planned

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Plan before the first step is traced."""
        if self.unplanned and self.params["steps"]:
            left = (self.params["epochs"] - epoch) * self.params["steps"]
            done, per_epoch = int(self.model.clock.numpy()), self.params["steps"]
            self.model.training_progress.plan(done + left, per_epoch)

    def on_train_end(self, logs: Any = None) -> None:
        """The next ``fit`` is a training of its own."""
        if self.unplanned:
            self.model.training_progress.planned = False
