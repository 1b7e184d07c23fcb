"""gencmp as a rival: the model of a recipe, trained step by step as ``gencmp train`` trains it."""

from __future__ import annotations

import keras

from keras_gencmp import assembly, data
from keras_gencmp.data import Split, Splits
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.recipes.recipe import Recipe

EPOCHS = 10**6  # the stream of batches never ends; positions in it are computed, not stored


def small() -> Splits:
    """The bundled digits under MNIST's name, whose judge need not be fitted first."""
    return data.load("digits")._replace(name="mnist")


class Ours:
    """The compiled model of a recipe on a training split, through ``fit``."""

    def __init__(self, plan: Recipe, split: Split) -> None:
        self.plan, self.split = plan, split
        self.model: GenerativeModel = assembly.assemble(plan)
        self.model.prepare(split)

    @property
    def variables(self) -> list[keras.Variable]:
        """All that training changes, the clock among it."""
        return list(assembly.variables(self.model).values())

    def train(self, steps: int) -> None:
        """That many steps from where the clock stands."""
        schedule = self.plan.schedule
        batches = data.pipeline(
            self.split,
            batch_size=schedule.batch_size * self.model.batches_per_step,
            seed=schedule.seed,
            epochs=EPOCHS,
            first_step=int(self.model.clock.numpy()),
            binarize=self.plan.data.binarize,
        )
        self.model.fit(batches, steps_per_epoch=steps, shuffle=False, verbose=0)
