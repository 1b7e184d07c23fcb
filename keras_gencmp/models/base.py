"""The shell that every model shares: players, their optimizers, the clock, noise and reports."""

import inspect
import threading
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import keras
import numpy as np
import tensorflow as tf

from keras_gencmp.models.passes import Tensor, compiled, in_chunks


class GenerativeModel(keras.Model):
    """A model of images in [0, 1], made of named networks that are trained by one or more players.

    A subclass states ``players`` (player: roles of the networks it moves), ``reports`` (names of
    the losses it records) and writes ``train_step`` with :meth:`minimize`. Noise is a pure function
    of (seed, clock, stream), and the clock is a saved weight: a resumed training draws what the
    uninterrupted one would have drawn.
    """

    players: ClassVar[dict[str, tuple[str, ...]]] = {}
    reports: ClassVar[tuple[str, ...]] = ()
    conditional: ClassVar[bool] = False
    decoding_role: ClassVar[str] = "decoder"

    def __init_subclass__(cls) -> None:
        """The signature of a class that passes ``**options`` on names those of its parent too."""
        super().__init_subclass__()
        known = dict(inspect.signature(cls.__init__).parameters)
        if "options" in known:
            known = {**inspect.signature(cls.__base__).parameters, **known}
        named = [each for each in known.values() if each.kind is not each.VAR_KEYWORD]
        named.remove(known["self"])
        cls.__signature__ = inspect.Signature(sorted(named, key=lambda each: each.kind))

    def __init__(self, *, seed: int = 0, **networks: keras.Model) -> None:
        super().__init__()
        self.seed, self.roles = seed, tuple(networks)
        for role, network in networks.items():
            setattr(self, role, network)
        self.clock = self.add_weight(shape=(), dtype="int64", trainable=False, name="clock")
        # Out of Keras's tracking; and a strategy traces every replica in a thread of its own.
        self.__dict__["notes"], self.__dict__["functions"] = threading.local(), {}
        self.trackers = {name: keras.metrics.Mean(name=name) for name in self.reports}
        # The networks are functional, so every weight exists; Keras only knows it when told.
        self.built = True

    # -- shapes ---------------------------------------------------------------------------------

    @property
    def batches_per_step(self) -> int:
        """How many batches of data one training step consumes."""
        return 1

    @property
    def latent(self) -> int:
        """The length of the latent vector z."""
        return int(getattr(self, self.decoding_role).inputs[0].shape[-1])

    @property
    def image_shape(self) -> tuple[int, int, int]:
        """Height, width and channels of the images."""
        return tuple(getattr(self, self.decoding_role).outputs[0].shape[1:])

    @property
    def exported_roles(self) -> tuple[str, ...]:
        """The networks that sampling, encoding and decoding need."""
        return tuple(role for role in ("encoder", "decoder", "generator") if role in self.roles)

    @property
    def classes(self) -> int:
        """The number of classes whose labels enter the networks; 0 for an unconditional model."""
        return int(getattr(self, self.decoding_role).inputs[1].shape[-1]) if self.conditional else 0

    # -- training -------------------------------------------------------------------------------

    def compile(self, optimizers: Mapping[str, keras.optimizers.Optimizer], **options: Any) -> None:
        """Give each player its optimizer, ``{player: optimizer}``; options are those of Keras.

        Under ``mixed_float16`` each optimizer gets a loss scale of its own.
        """
        super().compile(optimizer=None, **options)
        for player in self.players:
            optimizer = optimizers[player]
            if keras.mixed_precision.dtype_policy().name == "mixed_float16":
                optimizer = keras.optimizers.LossScaleOptimizer(optimizer)
            # Built here: state that is restored into an optimizer without slots is lost.
            optimizer.build(self.weights_of(player))
            setattr(self, f"{player}_optimizer", optimizer)

    def weights_of(self, player: str) -> list[keras.Variable]:
        """The trainable weights that a player moves."""
        return [w for network in self.networks_of(player) for w in network.trainable_weights]

    def networks_of(self, player: str) -> list[keras.Model]:
        """The networks that a player moves, of those that the model was given."""
        return [getattr(self, role) for role in self.players[player] if role in self.roles]

    def prepare(self, split: Any) -> None:
        """What a model takes from the training split before its first step: nothing, as a rule."""

    def minimize(self, player: str, objective: Callable[[], Tensor]) -> None:
        """One step of one player down the gradient of its objective; nobody else moves."""
        self.minimize_together(lambda: {player: objective()})

    def minimize_together(self, objectives: Callable[[], Mapping[str, Tensor]]) -> None:
        """One simultaneous step: each player descends its own loss in its own weights.

        ``objectives()`` returns ``{player: loss}`` from one forward pass; all gradients are taken
        before anybody moves. A player's loss never reaches another player's weights.
        """
        with tf.GradientTape(persistent=True, watch_accessed_variables=False) as tape:
            for player in self.players:
                tape.watch([weight.value for weight in self.weights_of(player)])
            losses = {name: self._scaled(name, loss) for name, loss in objectives().items()}
        gradients = {
            name: tape.gradient(loss, [weight.value for weight in self.weights_of(name)])
            for name, loss in losses.items()
        }
        for name, gradient in gradients.items():
            self._optimizer(name).apply(gradient, self.weights_of(name))

    def _optimizer(self, player: str) -> keras.optimizers.Optimizer:
        return getattr(self, f"{player}_optimizer")

    def _scaled(self, player: str, loss: Tensor) -> Tensor:
        # Gradients are summed over replicas, so that each replica owes its share of the mean.
        replicas = tf.distribute.get_strategy().num_replicas_in_sync
        return self._optimizer(player).scale_loss(tf.cast(loss, "float32") / replicas)

    # -- noise ----------------------------------------------------------------------------------

    def noise_seed(self, stream: int) -> Tensor:
        """A seed (2,) that is a pure function of (seed, clock, stream, replica)."""
        context = tf.distribute.get_replica_context()
        replica = context.replica_id_in_sync_group if context else 0
        moment = tf.stack([tf.constant(self.seed, "int64"), tf.cast(self.clock.value, "int64")])
        fold = tf.random.experimental.stateless_fold_in
        return fold(fold(moment, stream), replica)

    def prior(self, count: int | Tensor, seed: Tensor) -> Tensor:
        """Latents z ~ N(0, I), (count, latent), as a pure function of the seed (2,)."""
        return tf.random.stateless_normal([count, self.latent], seed)

    # -- reports --------------------------------------------------------------------------------

    @property
    def metrics(self) -> list[keras.metrics.Metric]:
        """Running means of the reports over an epoch."""
        return list(self.trackers.values())

    def record(self, **values: Tensor) -> None:
        """Note values of this step under their report names; the last note of a name counts."""
        vars(self.notes).update(values)

    def results(self) -> dict[str, Tensor]:
        """This step's reports; the clock moves on. The last line of every ``train_step``."""
        self.clock.assign_add(1)
        return self.take_notes()

    def take_notes(self) -> dict[str, Tensor]:
        """The reports noted since the last call; the last line of a ``test_step``."""
        for name in self.reports:
            self.trackers[name].update_state(vars(self.notes)[name])
        noted = {name: tf.reduce_mean(vars(self.notes)[name]) for name in self.reports}
        vars(self.notes).clear()
        return noted

    # -- use ------------------------------------------------------------------------------------

    def decode(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        """Images in [0, 1] from latents (n, latent), in inference mode; (n, h, w, c)."""
        raise NotImplementedError

    def draw(self, count: int | Tensor, labels: Tensor | None, seed: Tensor) -> Tensor:
        """Images from the prior, as a pure function of the seed (2,)."""
        return self.decode(self.prior(count, seed), labels)

    def sample(self, count: int, labels: Any = None, seed: int = 0) -> np.ndarray:
        """``count`` images (count, h, w, c) float32 in [0, 1]; the same seed gives the same images.

        Conditional models draw the given labels (count,), or the classes in turn.
        """
        z = np.asarray(self.prior(count, tf.constant([seed, 0], "int64")))
        if labels is None and self.conditional:
            labels = np.arange(count) % self.classes
        return self.decode_many(z, labels)

    def decode_many(self, z: np.ndarray, labels: Any = None) -> np.ndarray:
        """:meth:`decode` in compiled chunks, for any number of latents; NumPy in and out."""
        return self._mapped("decode", z, labels)

    def _mapped(self, method: str, rows: Any, labels: Any = None) -> np.ndarray:
        given = [np.asarray(labels, "int32")] if self.conditional else []
        return in_chunks(self._compiled(method), np.asarray(rows, "float32"), *given)

    def _compiled(self, method: str) -> Callable[..., Tensor]:
        if method not in self.functions:
            shape = (self.latent,) if method == "decode" else self.image_shape
            inputs = [((None, *shape), "float32"), ((None,), "int32")][: 1 + self.conditional]
            self.functions[method] = compiled(getattr(self, method), *inputs)
        return self.functions[method]

    def one_hot(self, labels: Tensor) -> Tensor:
        """Labels (n,) as (n, classes) float32."""
        return tf.one_hot(tf.cast(labels, "int32"), self.classes)
