"""The scores of a time to quality: FID and KID of samples, the bound of a VAE."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import tensorflow as tf

from keras_gencmp.evaluation.evaluate import on_one_thread
from keras_gencmp.evaluation.protocol import Protocol
from keras_gencmp.metrics.frechet import frechet_distance, moments
from keras_gencmp.metrics.kernel import mmd_of_subsets
from keras_gencmp.metrics.likelihood import gaussian_kl

LEAST = 1e-7  # probabilities are kept that far from 0 and 1, as the Keras loss keeps them


@on_one_thread
def fidelity(protocol: Protocol, images: np.ndarray) -> dict[str, float]:
    """KID and FID of images under the protocol's judge, against as many real ones."""
    pair = protocol.real.features, protocol.image_set(images).features
    kid = mmd_of_subsets(*pair, seed=protocol.seed).mean
    return {"kid": kid, "fid": frechet_distance(*map(moments, pair))}


def bound(images: np.ndarray, infer: Callable, decode: Callable) -> dict[str, float]:
    """The negative ELBO in nats of images (n, 28, 28, 1), one posterior sample each."""
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
