"""The base class of all models: their networks, abilities, clock, noise and metrics."""

import inspect
import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, ClassVar

import keras
import tensorflow as tf

from keras_gencmp import noise
from keras_gencmp.models.averages import WeightAverages
from keras_gencmp.models.inference import Inference, Tensor
from keras_gencmp.models.players import Players
from keras_gencmp.optimizers.progress import LengthOfFit, TrainingProgress
from keras_gencmp.priors.overridden import own_prior
from keras_gencmp.priors.prior import Prior
from keras_gencmp.priors.standard_normal import StandardNormal


class GenerativeModel(Inference, Players, keras.Model):
    """A model of images in [0, 1], of named networks that one or more players train.

    A subclass states its ``players`` (player: roles of the networks that it moves), the
    ``metric_names`` of what it records in each step, and its abilities, and writes ``train_step``
    with :meth:`minimize`. The abilities are attributes of the class, so that nothing has to be
    built to know them.

    Noise is a pure function of (seed, clock, stream), and the clock, which counts training steps,
    is a saved weight: a resumed training draws what the uninterrupted one would have drawn. XLA
    changes nothing in it: see :mod:`keras_gencmp.noise`.
    """

    metric_names: ClassVar[tuple[str, ...]] = ()

    # Labels enter the networks, which model p(x|y).
    conditional: ClassVar[bool] = False
    # ``encode`` maps images to latents, ``reconstruct`` to what these decode to.
    has_encoder: ClassVar[bool] = False
    # The decoder is trained on log p(x|z), with ``likelihood`` its kind of pixels.
    has_pixel_likelihood: ClassVar[bool] = False
    # p(x|z) and q(z|x) are densities, whose importance weights bound p(x).
    has_likelihood: ClassVar[bool] = False
    # ``classify`` maps images to classes ...
    classifies: ClassVar[bool] = False
    # ... which are those of the data, because some labels are given in training.
    supervised: ClassVar[bool] = False
    # ``log_prior`` is the density of the latents that ``prior`` draws.
    has_prior_density: ClassVar[bool] = True
    # p(z) may be any prior that a recipe names.
    takes_prior: ClassVar[bool] = False
    # z has so many parts, one given by the next; the prior of a recipe is that of the last one.
    levels: ClassVar[int] = 1

    # The distribution of a pixel given z, where the model has one.
    likelihood: str = ""
    # The role of the network from z to images.
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
        self.__dict__["_recorded"], self.__dict__["graphs"] = threading.local(), {}
        self.__dict__["training_progress"] = TrainingProgress(self.clock)
        self.averages: WeightAverages | None = None
        self.given_prior: Prior = StandardNormal(self.latent)
        # Overridden methods may call these here: p_z asks the methods, they the given prior.
        self.p_z: Prior = own_prior(self, GenerativeModel) or self.given_prior
        self.trackers = {name: keras.metrics.Mean(name=name) for name in self.metric_names}
        # The networks are functional, so that every weight exists, which Keras cannot see.
        self.built = True

    # -- shapes ---------------------------------------------------------------------------------

    @property
    def batches_per_step(self) -> int:
        """How many batches of data one training step consumes."""
        return 1

    @property
    def pack(self) -> int:
        """How many images of a batch belong together: the batch size is a multiple of it."""
        return 1

    @property
    def decoding_network(self) -> keras.Model:
        """The network from z to images: the decoder or the generator."""
        return getattr(self, self.decoding_role)

    @property
    def latent(self) -> int:
        """The length of the latent vector z."""
        return int(self.decoding_network.inputs[0].shape[-1])

    @property
    def image_shape(self) -> tuple[int, int, int]:
        """Height, width and channels of the images."""
        return tuple(self.decoding_network.outputs[0].shape[1:])

    @property
    def classes(self) -> int:
        """The number of classes whose labels enter the networks; 0 for an unconditional model."""
        return int(self.decoding_network.inputs[1].shape[-1]) if self.conditional else 0

    @property
    def code_names(self) -> tuple[str, ...]:
        """The names of the parts of z that a model's ``traversal`` varies; most have none."""
        return ()

    # -- noise ----------------------------------------------------------------------------------

    def noise_seed(self, stream: int) -> Tensor:
        """A seed (2,) that is a pure function of (seed, clock, stream, replica)."""
        context = tf.distribute.get_replica_context()
        replica = context.replica_id_in_sync_group if context else 0
        moment = tf.stack([tf.constant(self.seed, "int64"), tf.cast(self.clock.value, "int64")])
        return noise.fold_in(noise.fold_in(moment, stream), replica)

    def prior(self, count: int | Tensor, seed: Tensor) -> Tensor:
        """Latents z ~ p(z), (count, latent), as a pure function of the seed (2,).

        A class that overrides it overrides :meth:`log_prior` too, and is then evaluated by both.
        """
        return self.given_prior.sample(count, seed, self.xla)

    def log_prior(self, z: Tensor) -> Tensor:
        """log p(z) in nats, (..., latent) to (...)."""
        return self.given_prior.log_prob(z)

    # -- training -------------------------------------------------------------------------------

    def fit(self, *data: Any, callbacks: Sequence[Any] | None = None, **options: Any) -> Any:
        """Keras's ``fit``; learning rates over fractions of the training end with it."""
        if isinstance(data[0] if data else options.get("x"), tf.data.Dataset):
            options.setdefault("shuffle", False)  # Keras would warn that its default is ignored
        return super().fit(*data, callbacks=[*(callbacks or ()), LengthOfFit()], **options)

    def prepare(self, split: Any) -> None:
        """What a model takes from the training split before its first step: nothing, as a rule."""

    def conditioned(self, x: Tensor, labels: Tensor | None) -> Any:
        """Latents or images as the networks take them: x, or [x, one-hot labels]."""
        return [x, self.one_hot(labels)] if self.conditional else x

    def one_hot(self, labels: Tensor) -> Tensor:
        """Labels (n,) as (n, classes) float32; soft labels, which are (n, classes), as they are."""
        if len(labels.shape) == 2:
            return tf.cast(labels, "float32")
        return tf.one_hot(tf.cast(labels, "int32"), self.classes)

    def keep_averages(self, momentum: float) -> None:
        """Average the weights of the ``averaged_roles``, from here on, with this momentum."""
        networks = [getattr(self, role) for role in self.averaged_roles]
        weights = [weight for network in networks for weight in network.weights]
        own = [
            self.add_weight(shape=weight.shape, dtype="float32", trainable=False, name="average")
            for weight in weights
        ]
        self.__dict__["averages"] = WeightAverages(weights, own, momentum)

    def averaged(self) -> AbstractContextManager[None]:
        """The averaged weights for as long as the context lasts, where the model keeps averages."""
        return self.averages.taken() if self.averages else nullcontext()

    @property
    def metrics(self) -> list[keras.metrics.Metric]:
        """Running means of the metrics over an epoch."""
        return list(self.trackers.values())

    def record_metrics(self, **values: Tensor) -> None:
        """Keep values of this step under their metric names; the last value of a name counts."""
        vars(self._recorded).update(values)

    def recorded_metrics(self) -> dict[str, Tensor]:
        """The means of what was recorded since the last call; the last line of a ``test_step``."""
        values = {name: vars(self._recorded)[name] for name in self.metric_names}
        vars(self._recorded).clear()
        for name, value in values.items():
            self.trackers[name].update_state(value)
        return {name: tf.reduce_mean(value) for name, value in values.items()}

    def finish_step(self) -> dict[str, Tensor]:
        """This step's metrics; the clock moves on. The last line of every ``train_step``."""
        self.clock.assign_add(1)
        if self.averages:
            self.averages.update(self.clock.value)
        return self.recorded_metrics()
