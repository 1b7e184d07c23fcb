"""NaN and infinities end a training before one of them is saved."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NoReturn

import keras
import numpy as np

from keras_gencmp import assembly
from keras_gencmp.errors import Diverged
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.runs.run import Run
from keras_gencmp.training.callbacks.log import log


class TerminateOnNaN(keras.callbacks.Callback):
    """Ends the training after an epoch whose losses or weights are not finite numbers.

    Keras's callback of this name sees a loss called "loss" alone, which no model here has.
    """

    def __init__(self, run: Run, model: GenerativeModel, steps_per_epoch: int) -> None:
        super().__init__()
        self.set_model(model)
        self.run, self.steps_per_epoch = run, steps_per_epoch

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Check the epoch before anything is drawn or saved of it."""
        self.check(logs or {})

    def check(self, losses: Mapping[str, float]) -> None:
        """Diverged unless the losses and all that the model has learned are finite."""
        broken = [*broken_losses(losses), *broken_weights(self.model)]
        if broken:
            self.terminate(f"no finite number any more: {', '.join(broken)}")

    def terminate(self, reason: str) -> NoReturn:
        """Diverged, with the epoch, the reason, and the checkpoint that is whole."""
        epoch = -(-int(self.model.clock.numpy()) // self.steps_per_epoch)
        message = f"epoch {epoch}: {reason}"
        log(self.run, message)
        raise Diverged(
            f"{message}; the training stops. {self.run.checkpoint_file} is whole and from before; "
            "train anew with a lower learning rate"
        )


def broken_losses(losses: Mapping[str, float]) -> list[str]:
    """The losses that are not finite; held-out ones move no weight, and do not count."""
    return [
        name
        for name, value in losses.items()
        if not name.startswith("val_") and not math.isfinite(value)
    ]


def broken_weights(model: GenerativeModel) -> list[str]:
    """The networks of which some weight is not finite."""
    names = [
        name.partition("/")[0]
        for name, weight in assembly.learned(model).items()
        if not np.isfinite(weight.numpy()).all()
    ]
    return [f"weights of the {name}" for name in dict.fromkeys(names)]
