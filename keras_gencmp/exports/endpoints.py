"""Endpoints: the functions of a trained model that an export offers, whatever its format."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from keras_gencmp.models.base import GenerativeModel

Endpoint = tuple[Callable[..., Any], list[tf.TensorSpec]]


def endpoints(model: GenerativeModel) -> dict[str, Endpoint]:
    """The endpoints by name, each a function and its inputs. The first one is the default.

    ``decode(z)`` and ``sample(n, seed)``, which decodes ``latents(n, seed)``; with an encoder also
    ``encode(images)``, the posterior mean, and ``reconstruct(images)``. Conditional models take
    ``labels`` too. Images are float32 (n, h, w, c) in [0, 1].
    """
    z = tf.TensorSpec((None, model.latent), tf.float32, name="z")
    count, seed = tf.TensorSpec((), tf.int32, name="n"), tf.TensorSpec((), tf.int64, name="seed")
    labels = [tf.TensorSpec((None,), tf.int32, name="labels")] if model.conditional else []
    offered: dict[str, Endpoint] = {
        "decode": (model.decode, [z, *labels]),
        "sample": (_sampler(model), [count, seed]),
        "latents": (_latents(model), [count, seed]),
    }
    if model.has_encoder:
        images = tf.TensorSpec((None, *model.image_shape), tf.float32, name="images")
        offered["encode"] = (model.posterior_mean, [images, *labels])
        offered["reconstruct"] = (_reconstructor(model), [images, *labels])
    return offered


def deterministic(model: GenerativeModel) -> dict[str, Endpoint]:
    """The endpoints without noise, for formats whose runtimes draw none: decode and encode."""
    offered = endpoints(model)
    return {name: offered[name] for name in ("decode", "encode") if name in offered}


def _sampler(model: GenerativeModel) -> Callable[..., Any]:
    latents = _latents(model)
    return lambda n, seed: model.decode(*latents(n, seed))


def _latents(model: GenerativeModel) -> Callable[..., Any]:
    """What ``decode`` takes to draw from the prior: latents, and the classes in turn."""

    def latents(n: Any, seed: Any) -> Any:
        z = model.prior(n, tf.stack([seed, tf.zeros_like(seed)]))
        return (z, tf.range(n) % model.classes) if model.conditional else (z,)

    return latents


def _reconstructor(model: Any) -> Callable[..., Any]:
    def reconstruct(images: Any, labels: Any = None) -> Any:
        return model.decode(model.posterior_mean(images, labels), labels)

    return reconstruct
