"""The tf.data pipelines: batches whose order and noise are pure functions of seed and position.

They have no state to save: a stream that starts at step s is the tail of the stream that
starts at step 0, bit for bit.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_gencmp.data.binarisation import Binarise, binariser
from keras_gencmp.data.splits import Split
from keras_gencmp.errors import UserError

if TYPE_CHECKING:
    import tensorflow as tf

PREFETCHED = 2  # batches that are ready before they are asked for

# From positions int64 (b,) in the stream to the rows int64 (b,) of the split at these positions.
Order = Callable[[np.ndarray], np.ndarray]


def steps_per_epoch(split: Split, batch_size: int, batches: int = 1) -> int:
    """The number of steps of so many full batches in one epoch; UserError when there is not one."""
    count, most = len(split.labels), len(split.labels) // batches
    if 1 <= batch_size <= most:
        return count // (batch_size * batches)
    several = f"the {batches} batches of {batch_size} that a training step takes"
    wanted = several if batches > 1 else f"one batch of {batch_size}"
    mend = f"set --batch-size from 1 to {most}" if most else f"give {batches} images or more"
    raise UserError(f"{count} training images do not fill {wanted}: {mend}")


def pipeline(
    split: Split,
    *,
    batch_size: int,
    seed: int,
    epochs: int,
    first_step: int = 0,
    binarize: str = "none",
) -> tf.data.Dataset:
    """The training stream from ``first_step`` to the end of the last epoch, shuffled.

    Batches are images float32 in [0, 1] (batch_size, h, w, c) and labels int32 (batch_size,), all
    full: what remains of an epoch is left out, other images in every epoch. Epoch e is in the
    order ``np.random.default_rng([seed, e]).permutation(n)``. ``binarize`` is ``none``,
    ``threshold`` or ``dynamic``. UserError when the images do not fill one batch.
    """
    per_epoch = steps_per_epoch(split, batch_size) * batch_size
    order = _shuffled(len(split.labels), per_epoch, seed)
    gather = _gather(split, order, binariser(binarize, seed, "training"))
    last = epochs * per_epoch
    return _batches(split, gather, first_step * batch_size, last, batch_size, drop_remainder=True)


def evaluation_pipeline(
    split: Split, *, batch_size: int, binarize: str = "none", seed: int = 0
) -> tf.data.Dataset:
    """Every image of the split once, in order, as batches of ``batch_size`` and a smaller last one.

    Dynamic binarisation draws the same noise in every pass, other noise than in training.
    """
    gather = _gather(split, lambda positions: positions, binariser(binarize, seed, "evaluation"))
    return _batches(split, gather, 0, len(split.labels), batch_size, drop_remainder=False)


def _shuffled(count: int, per_epoch: int, seed: int) -> Order:
    """The order of the training stream, ``per_epoch`` positions of which are one epoch."""

    # Two, because a replica may read ahead into the next epoch while another finishes this one.
    @lru_cache(maxsize=2)
    def permutation(epoch: int) -> np.ndarray:
        return np.random.default_rng([seed, epoch]).permutation(count)

    def rows(positions: np.ndarray) -> np.ndarray:
        # A batch never reaches over the end of an epoch, so its first position names the epoch.
        return permutation(int(positions[0]) // per_epoch)[positions % per_epoch]

    return rows


def _gather(split: Split, order: Order, binarise: Binarise) -> Callable[[np.ndarray], Any]:
    """The function from positions to uint8 images and int32 labels."""

    def gather(positions: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        rows = order(positions)
        images = np.asarray(split.images[rows])
        return binarise(images, int(positions[0])), split.labels[rows].astype(np.int32)

    return gather


def _batches(
    split: Split,
    gather: Callable[[np.ndarray], Any],
    first: int,
    last: int,
    batch_size: int,
    *,
    drop_remainder: bool,
) -> tf.data.Dataset:
    """The stream from position ``first`` to before ``last``, gathered and scaled to [0, 1].

    It begins with ``range`` and ``batch`` so that a distribution strategy can divide the batches
    of positions among its replicas before any image is gathered.
    """
    import tensorflow as tf

    def gather_batch(positions: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        images, labels = tf.numpy_function(gather, [positions], (tf.uint8, tf.int32))
        images.set_shape((positions.shape[0], *split.images.shape[1:]))
        labels.set_shape(positions.shape)
        return tf.cast(images, tf.float32) / 255.0, labels

    options = tf.data.Options()
    options.deterministic = True
    # The autotuner sleeps for 10 ms, 20 ms, 40 ms, ..., and a pass that is given up before its end,
    # as by a training that stops early, waits until it wakes up: for as long as the pass has taken.
    options.autotune.enabled = False
    options.experimental_distribute.auto_shard_policy = tf.data.experimental.AutoShardPolicy.DATA
    positions = tf.data.Dataset.range(first, last).batch(batch_size, drop_remainder=drop_remainder)
    batches = positions.map(gather_batch).prefetch(PREFETCHED)
    return batches.with_options(options)
