"""Who trains against whom: lists of rivals, ours first, each with its FLOP an image."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

import numpy as np

from benchmarks.alternate import Rival
from benchmarks.flops import (
    SHARED,
    TORCH_FRESH,
    TORCH_SHARED,
    TWO_PASSES,
    gan_flops,
    vae_flops,
)
from benchmarks.ours import Ours
from benchmarks.peers.bare_loop import BareLoop, shuffled
from benchmarks.peers.child import Child
from benchmarks.peers.plain_vae import BATCH, PlainVAE
from benchmarks.peers.two_passes import TwoPasses
from keras_gencmp import assembly
from keras_gencmp.data import Split
from keras_gencmp.errors import UserError
from keras_gencmp.recipes.recipe import Recipe, override

TUTORIAL = "benchmarks.peers.tutorial_networks:"


def tutorial(plan: Recipe, width: int = 64) -> Recipe:
    """The recipe of a GAN with the networks of TensorFlow's tutorial in the place of its own."""
    roles = ("generator", "discriminator")
    networks = {f"networks.{role}": {"name": TUTORIAL + role, "width": width} for role in roles}
    return override(plan, networks)


def gans(plan: Recipe, split: Split, steps: int) -> list[Rival]:
    """Our step, the bare loop and the two-pass step, each on networks of its own of one kind."""
    size, ours = plan.schedule.batch_size, Ours(plan, split)
    pair = (ours.model.generator, ours.model.discriminator)
    bare, passes = BareLoop(*networks(plan), size), TwoPasses(*networks(plan))
    stream = shuffled(split.images, size)
    batches = iter(stream)
    shared, twice = (gan_flops(*pair, scheme) for scheme in (SHARED, TWO_PASSES))
    fit = {"steps_per_epoch": steps, "verbose": 0, "shuffle": False}
    return [
        Rival("gencmp, `fit`", lambda: ours.train(steps), steps * size, shared),
        Rival("bare `tf.function` loop", lambda: bare.train(batches, steps), steps * size, shared),
        Rival("two passes, `fit`", lambda: passes.fit(stream, **fit), steps * size, twice),
    ]


def networks(plan: Recipe) -> tuple[Any, Any]:
    """A generator and a discriminator of a recipe, with weights of their own."""
    model = assembly.assemble(plan)
    return model.generator, model.discriminator


def torch_gans(
    command: tuple[str, str, int], plan: Recipe, steps: int, children: ExitStack
) -> list[Rival]:
    """A recipe's networks in PyTorch, with fakes that both players share and with fresh ones.

    ``command`` is a Python that has torch, the kind of networks and their width. ``children`` ends
    the processes. UserError unless they train as many weights as the recipe's.
    """
    (python, *kind), size, pair = command, plan.schedule.batch_size, networks(plan)
    trained = [weight for network in pair for weight in network.trainable_weights]
    weights = sum(int(np.prod(weight.shape)) for weight in trained)
    rivals = []
    for passes, scheme in (("shared", TORCH_SHARED), ("fresh", TORCH_FRESH)):
        child = children.enter_context(Child(python, size, passes, *kind))
        if child.weights != weights:
            raise UserError(f"PyTorch trains {child.weights} weights, not {weights}: leave it out")
        name, flops = f"PyTorch eager, {passes} fakes", gan_flops(*pair, scheme)
        rivals.append(Rival(name, lambda child=child: child.train(steps), steps * size, flops))
    return rivals


def vaes(plan: Recipe, split: Split, steps: int, width: int = 32) -> list[Rival]:
    """Our convolutional VAE and the plain one, each with the networks and the batch of its own."""
    size, ours, plain = plan.schedule.batch_size, Ours(plan, split), PlainVAE(width)
    stream = shuffled(split.images, BATCH)
    fit = {"steps_per_epoch": steps, "verbose": 0, "shuffle": False}
    flops = [vae_flops(vae.encoder, vae.decoder) for vae in (ours.model, plain)]
    return [
        Rival("gencmp, `fit`", lambda: ours.train(steps), steps * size, flops[0]),
        Rival("plain VAE, `fit`", lambda: plain.fit(stream, **fit), steps * BATCH, flops[1]),
    ]
