"""Who is trained towards a quality: trainings that stop for a score, and go on after a restart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import keras
import numpy as np
import tensorflow as tf

from benchmarks.contests import networks, tutorial
from benchmarks.ours import Ours
from benchmarks.peers.bare_loop import BareLoop, shuffled
from benchmarks.peers.plain_vae import BATCH, PlainVAE
from keras_gencmp.data import Splits
from keras_gencmp.evaluation.evaluate import on_one_thread
from keras_gencmp.evaluation.protocol import Protocol
from keras_gencmp.metrics.frechet import frechet_distance, moments
from keras_gencmp.metrics.kernel import mmd_of_subsets
from keras_gencmp.metrics.likelihood import gaussian_kl
from keras_gencmp.metrics.pixels import unit
from keras_gencmp.models.inference import in_chunks
from keras_gencmp.recipes.recipe import Recipe

TUTORIAL_BATCH = 256
LEAST = 1e-7  # probabilities are kept that far from 0 and 1, as the Keras loss keeps them


class Contender(NamedTuple):
    """A training: its name, its batch, how to make steps and to score it, and its whole state."""

    name: str
    batch_size: int
    train: Callable[[int], None]
    score: Callable[[], dict[str, float]]
    variables: list[keras.Variable]


def gans(plan: Recipe, splits: Splits, protocol: Protocol, width: int) -> list[Contender]:
    """The recipe's GAN, and the tutorial's with its networks, Adam(1e-4) and batches of 256."""
    keras.utils.set_random_seed(plan.schedule.seed)
    ours = Ours(plan, splits.train)
    size = min(TUTORIAL_BATCH, len(splits.train.labels))
    bare = BareLoop(*networks(tutorial(plan, width)), size)
    batches = iter(shuffled(splits.train.images, size))
    drawn = {
        "gencmp": lambda: ours.model.sample(protocol.n, seed=1),
        "tutorial": lambda: sampled(bare, protocol.n),
    }
    scores = {name: lambda draw=draw: fidelity(protocol, draw()) for name, draw in drawn.items()}
    return [
        Contender("gencmp", plan.schedule.batch_size, ours.train, scores["gencmp"], ours.variables),
        Contender(
            "tutorial", size, lambda k: bare.train(batches, k), scores["tutorial"], bare.variables
        ),
    ]


def sampled(bare: BareLoop, count: int) -> np.ndarray:
    """Images of the tutorial's generator, in inference mode."""
    z = np.random.default_rng(1).standard_normal((count, bare.latent), "float32")
    return in_chunks(lambda block: bare.generator(block, training=False), z)


@on_one_thread
def fidelity(protocol: Protocol, images: np.ndarray) -> dict[str, float]:
    """KID and FID of images under the protocol's judge, against as many real ones."""
    pair = protocol.real.features, protocol.image_set(images).features
    kid = mmd_of_subsets(*pair, seed=protocol.seed).mean
    return {"kid": kid, "fid": frechet_distance(*map(moments, pair))}


def vaes(plan: Recipe, splits: Splits, protocol: Protocol, width: int) -> list[Contender]:
    """The recipe's VAE, and the plain one with its own networks and batches of 128."""
    keras.utils.set_random_seed(plan.schedule.seed)
    ours, plain = Ours(plan, splits.train), PlainVAE(width)
    images = unit(protocol.reference.images)
    size = min(BATCH, len(splits.train.labels))
    stream = shuffled(splits.train.images, size)

    def fit(steps: int) -> None:
        plain.fit(stream, steps_per_epoch=steps, shuffle=False, verbose=0)

    def infer(x: Any) -> Any:
        return ours.model.posterior(x, tf.zeros(len(x), "int32"))

    variables = [*plain.variables, *plain.optimizer.variables]
    scores = (
        lambda: bound(images, infer, ours.model.decode),
        lambda: bound(images, plain.infer, plain.decode),
    )
    return [
        Contender("gencmp", plan.schedule.batch_size, ours.train, scores[0], ours.variables),
        Contender("plain", size, fit, scores[1], variables),
    ]


def bound(images: np.ndarray, infer: Callable, decode: Callable) -> dict[str, float]:
    """The negative ELBO in nats of grey images (n, 28, 28, 1), one posterior sample each."""
    random, total = np.random.default_rng(1), 0.0
    for x in blocks(images):
        mean, log_variance = (np.asarray(part) for part in infer(x))
        noise = random.standard_normal(mean.shape, "float32")
        p = np.asarray(decode(tf.constant(mean + np.exp(0.5 * log_variance) * noise)))
        p = np.clip(p.astype("float64"), LEAST, 1.0 - LEAST)
        total -= (x * np.log(p) + (1.0 - x) * np.log1p(-p)).sum()
        total += gaussian_kl(mean, log_variance).sum()
    return {"negative_elbo": float(total / len(images))}


def blocks(images: np.ndarray, size: int = 500) -> Iterator[np.ndarray]:
    """The images in blocks of rows."""
    for at in range(0, len(images), size):
        yield images[at : at + size]
