"""Own losses and penalties, tried once on small tensors before anything is trained or written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from keras_gencmp.assembly.calling import first_line
from keras_gencmp.errors import UserError
from keras_gencmp.losses.adversarial import AdversarialLoss
from keras_gencmp.losses.penalty import Penalty

Tensor = Any
IMAGES = (4, 8, 8, 1)


def try_loss(loss: AdversarialLoss, name: str) -> None:
    """UserError unless both functions of a loss give scalars of scores (4, 1).

    That of the generator is also called without the scores of real images, which it gets only
    where it ``generator_needs_real``.
    """
    real, fake = tf.linspace([[-1.0]], [[2.0]], 4)[:, 0], tf.linspace([[-2.0]], [[1.0]], 4)[:, 0]
    _scalar(lambda: loss.discriminator(real, fake), f"the discriminator's function of {name}")
    of_generator = f"the generator's function of {name}"
    _scalar(lambda: loss.generator(real, fake), of_generator)
    if not loss.generator_needs_real:
        mend = "set generator_needs_real=True where it uses them"
        where = f"{of_generator}, called without scores of real images ({mend}),"
        _scalar(lambda: loss.generator(None, fake), where)


def try_penalty(penalty: Penalty, name: str) -> None:
    """UserError unless a penalty is a scalar of a small critic, of images, and of a seed."""
    real = tf.reshape(tf.linspace(0.0, 1.0, 4 * 8 * 8), IMAGES)
    seed = tf.constant([0, 0], "int64")
    _scalar(lambda: penalty(_critic, real, 1.0 - real, seed), f"the function of {name}")


def _critic(images: Tensor) -> Tensor:
    """Scores (n, 1) with a gradient of its own at each image."""
    return tf.reduce_mean(tf.square(images), axis=(1, 2, 3))[:, None]


def _scalar(call: Callable[[], Tensor], where: str) -> None:
    """UserError unless a call gives one finite number. Whatever it raises is said in its words."""
    try:
        value = tf.convert_to_tensor(call())
    except Exception as error:
        raise UserError(
            f"{where} fails on small tensors with {type(error).__name__}: {first_line(error)}"
        ) from error
    if not value.dtype.is_floating or value.shape.rank != 0:
        raise UserError(
            f"{where} gives {value.dtype.name} {tuple(value.shape)}, not one number: take a mean, "
            "as by tf.reduce_mean"
        )
    if not bool(tf.math.is_finite(value)):
        raise UserError(f"{where} gives {float(value)} of scores between -2 and 2")
