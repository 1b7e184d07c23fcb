"""What a recipe is made of: components, data and schedule, as plain data with types and ranges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from keras_gencmp.recipes.hints import Pattern, Range

# A recipe's name becomes the name of a folder, so it must not lead out of the one above.
Name = Annotated[
    str,
    Pattern(
        r"(?!\.{1,2}$)[A-Za-z0-9._-]+",
        "of letters, digits, '.', '_' and '-', and neither '.' nor '..'",
    ),
]
# What is printed: control characters in it would steer the terminal.
Line = Annotated[str, Pattern(r"[^\x00-\x1f\x7f-\x9f]*", "without control characters")]
Latent = Annotated[int, Range(ge=1, le=2**16)]
Count = Annotated[int, Range(ge=1, le=10**6)]
CountOrNone = Annotated[int, Range(ge=0, le=10**9)]  # 0: as many as there are, or never
Draw = Annotated[int, Range(ge=0, le=10**6)]  # which of several disjoint ones
Seed = Annotated[int, Range(ge=0, le=2**32 - 1)]  # what NumPy takes
Fraction = Annotated[float, Range(ge=0, lt=1)]
Positive = Annotated[float, Range(gt=0)]
Weight = Annotated[float, Range(ge=0)]  # of a term of an objective

# Options of Keras optimizers, each as `keras.optimizers` documents it; others have no range.
OPTIMIZER_OPTIONS: Mapping[str, Any] = {
    "learning_rate": Positive,
    "beta_1": Fraction,
    "beta_2": Fraction,
    "rho": Fraction,
    "momentum": Fraction,
    "ema_momentum": Fraction,
    "epsilon": Positive,
    "weight_decay": Weight | None,
    "clipnorm": Positive | None,
    "clipvalue": Positive | None,
    "global_clipnorm": Positive | None,
    "gradient_accumulation_steps": Annotated[int, Range(ge=2)] | None,
    "amsgrad": bool,
    "nesterov": bool,
    "centered": bool,
    "use_ema": bool,
}

# Options of the learning-rate schedules "cosine", "two_cosines" and "linear": rates, and fractions
# of the training at which something begins or ends: they mean the same for any number of epochs.
#   learning_rate = { name = "cosine", initial = 4e-3, warm_up = 0.01, final = 0.0 }
#   learning_rate = { name = "two_cosines", initial = 4e-3, second = 2e-3, restart = 0.9 }
#   learning_rate = { name = "linear", initial = 1e-3, start = 0.5, final = 2e-5 }
# Cosine rises from 0 to ``initial`` by ``warm_up`` and falls to ``final`` over the rest; linear
# holds ``initial`` up to ``start``. Keras's schedules ("CosineDecay") count an optimizer's steps.
SCHEDULE_OPTIONS: Mapping[str, Any] = {
    "initial": Positive,
    "final": Annotated[float, Range(ge=0)],
    "warm_up": Fraction,
    "start": Fraction,
    "second": Positive,
    "restart": Annotated[float, Range(gt=0, lt=1)],
}


@dataclass(frozen=True)
class Component:
    """A name to look up in the package ("dcgan.generator") and the options it is called with."""

    name: str
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Data:
    """Which images: dataset name, side in pixels, channels, validation size and binarisation.

    ``channels`` 0 are those of the data: colour stays colour. A run's recipe holds what it became.
    ``validation`` -1 keeps the dataset's usual size. ``classes`` is filled in from the dataset.
    """

    dataset: Line = "auto"
    image_size: Annotated[int, Range(ge=16, le=128, multiple=4)] = 28
    channels: Literal[0, 1, 3] = 0
    classes: Count = 10
    validation: Annotated[int, Range(ge=-1, le=10**9)] = -1
    binarize: Literal["none", "threshold", "dynamic"] = "none"


@dataclass(frozen=True)
class Schedule:
    """For how long, in which order and with which arithmetic a model trains.

    An epoch has ``epoch_steps`` training steps, or with 0 as many as one pass through the images.
    Samples are scored every ``evaluate_every`` epochs (0: never) and after the last. With
    ``stop_when_saturated`` there is early stopping: the training ends when ``patience``
    evaluations in a row have brought no improvement, by the rule of
    :mod:`keras_gencmp.training.early_stopping`. With ``average`` above 0 the networks that sample
    have exponential moving averages of their weights with that momentum, as 0.999: samples,
    scores, figures and exports are those of the averages.
    """

    epochs: Count = 20
    epoch_steps: CountOrNone = 0
    batch_size: Count = 100
    seed: Seed = 0
    precision: Literal["float32", "mixed_float16", "mixed_bfloat16"] = "float32"
    jit: bool = False
    steps_per_execution: Count = 1
    average: Fraction = 0.0
    evaluate_every: CountOrNone = 0
    stop_when_saturated: bool = False
    patience: Count = 5

    @property
    def evaluation_period(self) -> int:
        """Epochs from one evaluation to the next, 0 without any; early stopping needs one."""
        return self.evaluate_every or int(self.stop_when_saturated)
