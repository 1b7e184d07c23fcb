"""Players: each moves some networks of a model by an optimizer of its own.

A GAN has two players with opposed losses, a VAE one. What all models share is a player's step,
``minimize``; the order of the steps is each model's own ``train_step``.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar

import keras
import tensorflow as tf

Tensor = Any
Gradients = dict[str, list[Tensor]]  # of each player


class Players:
    """The optimizers and gradient steps of a Keras model: a mixin of GenerativeModel.

    ``players`` maps each player to the roles of the networks that it moves; ``roles`` are those
    that the model was given.
    """

    players: ClassVar[dict[str, tuple[str, ...]]] = {}
    roles: tuple[str, ...]
    xla: bool = False  # training steps are compiled by XLA

    def compile(
        self,
        optimizers: Mapping[str, keras.optimizers.Optimizer],
        *,
        jit_compile: bool | str = "auto",
        steps_per_execution: int = 1,
    ) -> None:
        """Give each player its optimizer, ``{player: optimizer}``; the rest is Keras's.

        Under ``mixed_float16`` each optimizer gets a loss scale of its own.
        """
        super().compile(
            optimizer=None, jit_compile=jit_compile, steps_per_execution=steps_per_execution
        )
        self.xla = jit_compile is True
        for player in self.players:
            optimizer = optimizers[player]
            if keras.mixed_precision.dtype_policy().name == "mixed_float16":
                optimizer = keras.optimizers.LossScaleOptimizer(optimizer)
            # Built here: state that is restored into an optimizer without slots is lost.
            optimizer.build(self.weights_of(player))
            setattr(self, f"{player}_optimizer", optimizer)

    def networks_of(self, player: str) -> list[keras.Model]:
        """The networks that a player moves, of those that the model was given."""
        return [getattr(self, role) for role in self.players[player] if role in self.roles]

    def weights_of(self, player: str) -> list[keras.Variable]:
        """The trainable weights that a player moves."""
        return [w for network in self.networks_of(player) for w in network.trainable_weights]

    def minimize(self, player: str, objective: Callable[[], Tensor]) -> None:
        """One step of one player down the gradient of its objective; no other player moves."""
        self.minimize_together(lambda: {player: objective()})

    def minimize_together(self, objectives: Callable[[], Mapping[str, Tensor]]) -> None:
        """One simultaneous step: each player descends its own loss in its own weights.

        ``objectives()`` returns ``{player: loss}`` from one forward pass; all gradients are taken
        before any player moves. A player's loss never reaches another player's weights.
        """
        self.apply_gradients(self.gradients(objectives))

    def gradients(self, objectives: Callable[[], Mapping[str, Tensor]]) -> Gradients:
        """Of each player's loss, from ``objectives()``, in its own weights."""
        with tf.GradientTape(persistent=True, watch_accessed_variables=False) as tape:
            for player in self.players:
                tape.watch([weight.value for weight in self.weights_of(player)])
            losses = {name: self._scaled(name, loss) for name, loss in objectives().items()}
        return {
            name: tape.gradient(loss, [weight.value for weight in self.weights_of(name)])
            for name, loss in losses.items()
        }

    def apply_gradients(self, gradients: Gradients) -> None:
        """Move each player by its optimizer."""
        for name, gradient in gradients.items():
            self._optimizer(name).apply(gradient, self.weights_of(name))

    def _optimizer(self, player: str) -> keras.optimizers.Optimizer:
        return getattr(self, f"{player}_optimizer")

    def _scaled(self, player: str, loss: Tensor) -> Tensor:
        # Gradients are summed over replicas, so that each replica owes its share of the mean.
        replicas = tf.distribute.get_strategy().num_replicas_in_sync
        return self._optimizer(player).scale_loss(tf.cast(loss, "float32") / replicas)


@contextmanager
def frozen_moving_averages(networks: Sequence[keras.Model]) -> Iterator[None]:
    """Networks used in training mode whose moving averages come out as they went in.

    The discriminator's step generates images with batch statistics, but only the generator's own
    step may move the generator's averages; and the other way round.
    """
    averages = [weight for network in networks for weight in network.non_trainable_weights]
    before = [tf.identity(weight.value) for weight in averages]
    yield
    for weight, value in zip(averages, before, strict=True):
        weight.assign(value)
