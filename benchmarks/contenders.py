"""Who is trained towards a quality: trainings that stop for a score, and go on after a restart."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import keras
import numpy as np
import tensorflow as tf

from benchmarks.contests import networks, tutorial
from benchmarks.ours import Ours
from benchmarks.peers.bare_loop import BareLoop, shuffled
from benchmarks.peers.plain_vae import BATCH, PlainVAE
from benchmarks.peers.torch_peer import TorchPeer
from benchmarks.scores import bound, fidelity
from keras_gencmp.data import Splits
from keras_gencmp.data.binarisation import as_trained
from keras_gencmp.evaluation.protocol import Protocol
from keras_gencmp.metrics.pixels import unit
from keras_gencmp.models.inference import in_chunks
from keras_gencmp.recipes.recipe import Recipe
from keras_gencmp.runs import checkpoint

TUTORIAL_BATCH = 256
RADFORD = {"kind": "radford", "width": 64, "rate": 2e-4, "beta_1": 0.5, "batch": 128}
# Our networks in PyTorch, with the settings of our recipe.
SAME = {"kind": "recipe", "width": 24, "rate": 2e-4, "beta_1": 0.5, "batch": 100}
TORCH_VAE = {"kind": "vae", "rate": 1e-3, "beta_1": 0.9, "batch": 128}


class Seconds(NamedTuple):
    """Wall and processor seconds of some work."""

    wall: float
    cpu: float


class Contender(NamedTuple):
    """A training: its name and batch, how to make steps, to score it, and to keep its state.

    ``steps`` are those of its whole schedule, where it has one.
    """

    name: str
    batch_size: int
    train: Callable[[int], Seconds]
    score: Callable[[], dict[str, float]]
    save: Callable[[Path], object]
    restore: Callable[[Path], object]
    steps: int | None = None


class Setting(NamedTuple):
    """What all contenders of one seed share.

    ``width`` replaces that of the peers' networks; ``torch_python`` runs the peers in PyTorch.
    """

    splits: Splits
    protocol: Protocol
    seed: int
    width: int | None
    torch_python: str


def clocked(work: Callable[[], object]) -> Seconds:
    """The wall and processor seconds of some work in this process."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Seconds(time.perf_counter() - wall, time.process_time() - cpu)


def in_keras(
    name: str, batch_size: int, train: Callable[[int], object], variables: list[keras.Variable]
) -> Contender:
    """A training in this process, whose state are its variables; a score is added later."""
    named = {f"{index:04d}": each for index, each in enumerate(variables)}

    def save(file: Path) -> None:
        checkpoint.write(file, {key: each.numpy() for key, each in named.items()})

    def restore(file: Path) -> None:
        checkpoint.assign(named, checkpoint.read(file), file)

    return Contender(
        name, batch_size, lambda steps: clocked(lambda: train(steps)), dict, save, restore
    )


def our_gan(plan: Recipe, setting: Setting) -> Contender:
    """A recipe of ours that is scored by its samples."""
    contender, ours = _ours(plan, setting)

    def score() -> dict[str, float]:
        with ours.model.averaged():  # as gencmp samples from its runs
            return fidelity(setting.protocol, ours.model.sample(setting.protocol.n, seed=1))

    return contender._replace(score=score)


def our_vae(plan: Recipe, setting: Setting) -> Contender:
    """A recipe of ours that is scored by its bound; its prior is N(0, I)."""
    contender, ours = _ours(plan, setting)
    images = held_out(plan, setting)

    def infer(x: Any) -> Any:
        return ours.model.posterior(x, tf.zeros(len(x), "int32"))

    def score() -> dict[str, float]:
        with ours.model.averaged():
            return bound(images, infer, ours.model.decode)

    return contender._replace(score=score)


def _ours(plan: Recipe, setting: Setting) -> tuple[Contender, Ours]:
    keras.utils.set_random_seed(setting.seed)
    ours, schedule = Ours(plan, setting.splits.train), plan.schedule
    size = schedule.batch_size * ours.model.batches_per_step
    epoch = schedule.epoch_steps or len(setting.splits.train.labels) // size
    steps = schedule.epochs * epoch
    ours.model.training_progress.plan(
        steps, epoch
    )  # a learning rate may fall over the whole length
    contender = in_keras(plan.name, schedule.batch_size, ours.train, ours.variables)
    return contender._replace(steps=steps), ours


def held_out(plan: Recipe, setting: Setting) -> np.ndarray:
    """The protocol's reference images as a recipe's likelihood takes them, (n, h, w, c) floats."""
    images = setting.protocol.reference.images
    return unit(as_trained(images, plan.data.binarize, setting.protocol.seed))


def tutorial_gan(plan: Recipe, setting: Setting) -> Contender:
    """TensorFlow's DCGAN tutorial: its networks, Adam(1e-4) and batches of 256."""
    keras.utils.set_random_seed(setting.seed)
    train = setting.splits.train
    size = min(TUTORIAL_BATCH, len(train.labels))
    bare = BareLoop(*networks(tutorial(plan, setting.width or 64)), size)
    batches = iter(shuffled(train.images, size))
    contender = in_keras("tutorial", size, lambda k: bare.train(batches, k), bare.variables)
    draw = partial(sampled, bare, setting.protocol.n)
    return contender._replace(score=lambda: fidelity(setting.protocol, draw()))


def sampled(bare: BareLoop, count: int) -> np.ndarray:
    """Images of the tutorial's generator, in inference mode."""
    z = np.random.default_rng(1).standard_normal((count, bare.latent), "float32")
    return in_chunks(lambda block: bare.generator(block, training=False), z)


def plain_vae(plan: Recipe, setting: Setting) -> Contender:
    """The VAE of the Keras documentation, with its own networks and batches of 128."""
    keras.utils.set_random_seed(setting.seed)
    plain, train = PlainVAE(setting.width or 32), setting.splits.train
    size = min(BATCH, len(train.labels))
    stream = shuffled(train.images, size)

    def fit(steps: int) -> None:
        plain.fit(stream, steps_per_epoch=steps, shuffle=False, verbose=0)

    variables = [*plain.variables, *plain.optimizer.variables]
    images = held_out(plan, setting)
    contender = in_keras("plain", size, fit, variables)
    return contender._replace(score=lambda: bound(images, plain.infer, plain.decode))


def torch_gan(settings: Mapping[str, Any], plan: Recipe, setting: Setting) -> Contender:
    """A DCGAN in PyTorch with its own settings."""
    contender, peer = _torch(settings, setting)
    draw = partial(peer.sample, setting.protocol.n)
    return contender._replace(score=lambda: fidelity(setting.protocol, draw()))


def torch_vae(plan: Recipe, setting: Setting) -> Contender:
    """The networks of a recipe's VAE in PyTorch, with Adam(1e-3) and batches of 128."""
    encoder = plan.networks["encoder"].options
    sizes = {"widths": list(encoder["widths"]), "activation": encoder.get("activation", "relu")}
    settings = {**TORCH_VAE, **sizes, "latent": plan.latent}
    contender, peer = _torch(settings, setting)
    images = held_out(plan, setting)
    return contender._replace(score=lambda: bound(images, peer.encode, peer.decode))


def _torch(settings: Mapping[str, Any], setting: Setting) -> tuple[Contender, TorchPeer]:
    images = setting.splits.train.images
    size = min(settings["batch"], len(images))
    width = {"width": setting.width} if setting.width else {}
    settings = {**settings, **width, "batch": size, "seed": setting.seed}
    peer = TorchPeer(setting.torch_python, settings, images)
    name = f"torch-{settings['kind']}"
    return (
        Contender(
            name, size, lambda steps: Seconds(*peer.train(steps)), dict, peer.save, peer.restore
        ),
        peer,
    )


PEERS: Mapping[str, Callable[[Recipe, Setting], Contender]] = {
    "tutorial": tutorial_gan,
    "torch-radford": partial(torch_gan, RADFORD),
    "torch-recipe": partial(torch_gan, SAME),
    "plain": plain_vae,
    "torch-vae": torch_vae,
}
