"""What a recipe is made of: components, data and schedule, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class Component:
    """A name to look up in the package ("dcgan.generator") and the options it is called with."""

    name: str
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Data:
    """Which images: dataset name, side in pixels, channels, validation size and binarisation.

    ``validation`` -1 keeps the dataset's usual size. ``classes`` is filled in from the dataset.
    """

    dataset: str = "auto"
    image_size: Literal[28, 32, 64] = 28
    channels: Literal[1, 3] = 1
    classes: int = 10
    validation: int = -1
    binarize: Literal["none", "threshold", "dynamic"] = "none"


@dataclass(frozen=True)
class Schedule:
    """For how long, in which order and with which arithmetic a model trains.

    An epoch has ``epoch_steps`` training steps, or with 0 as many as one pass through the images.
    Samples are scored every ``evaluate_every`` epochs (0: never) and after the last; with
    ``stop_when_saturated`` the training ends when ``patience`` evaluations in a row have brought
    nothing, by the rule of :mod:`keras_gencmp.training.early_stopping`.
    """

    epochs: int = 20
    epoch_steps: int = 0
    batch_size: int = 100
    seed: int = 0
    precision: Literal["float32", "mixed_float16", "mixed_bfloat16"] = "float32"
    jit: bool = False
    steps_per_execution: int = 1
    evaluate_every: int = 0
    stop_when_saturated: bool = False
    patience: int = 5

    @property
    def evaluation_period(self) -> int:
        """Epochs from one evaluation to the next, 0 without any; the stopping rule needs one."""
        return self.evaluate_every or int(self.stop_when_saturated)
