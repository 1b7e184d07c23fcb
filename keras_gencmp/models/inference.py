"""Inference over any number of rows: graphs that are traced once, and chunks that bound memory."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
import tensorflow as tf

from keras_gencmp.errors import UserError

Tensor = Any
EXPORTED = (
    *("encoder", "decoder", "generator"),
    *("prior_parameters", "local_features", "local_encoder", "local_prior", "autoregression"),
)
BATCH = 500  # images decoded at once when many are asked for: bounds the memory


def compiled(function: Callable[..., Tensor], *inputs: tuple[Sequence[int | None], str]) -> Any:
    """The function as a graph that is traced once, for inputs of these shapes and types.

    None in a shape stands for any length: a function of rows has it in front.
    """
    # TensorFlow counts the traces of equal code together, and warns of those of several models; a
    # partial stands for itself.
    return tf.function(partial(function), input_signature=[tf.TensorSpec(*each) for each in inputs])


def in_chunks(function: Callable[..., Tensor], *arrays: np.ndarray) -> np.ndarray:
    """function(*arrays) over blocks of rows, joined again."""
    blocks = range(0, len(arrays[0]), BATCH)
    parts = [function(*(tf.constant(each[at : at + BATCH]) for each in arrays)) for at in blocks]
    return np.concatenate([np.asarray(part) for part in parts])


class Inference:
    """What a trained model is used for: images from latents, in compiled chunks; NumPy out."""

    @property
    def exported_roles(self) -> tuple[str, ...]:
        """The networks that sampling, encoding and decoding need."""
        return tuple(role for role in EXPORTED if role in self.roles)

    @property
    def averaged_roles(self) -> tuple[str, ...]:
        """The networks whose weights are averaged, where a training keeps averages.

        They are those that sample and encode, and the variance that a likelihood has as well.
        """
        return (*self.exported_roles, *({"pixel_variance"} & set(self.roles)))

    @property
    def has_bernoulli_pixels(self) -> bool:
        """Whether p(x|z) is a Bernoulli distribution of each pixel, from which one can draw."""
        bernoulli = self.has_pixel_likelihood and self.likelihood == "bernoulli"
        return bernoulli and self.has_independent_pixels

    @property
    def has_independent_pixels(self) -> bool:
        """Whether the pixels of p(x|z) are independent of each other given z."""
        return True

    def decode(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        """Images in [0, 1] from latents (n, latent), in inference mode; (n, h, w, c)."""
        raise NotImplementedError

    def sample(self, count: int, labels: Any = None, seed: int = 0) -> np.ndarray:
        """``count`` images (count, h, w, c) float32 in [0, 1]; the same seed gives the same images.

        Conditional models draw the given labels (count,), or the classes in turn.
        """
        z = np.asarray(self.prior(count, tf.constant([seed, 0], "int64")))
        if labels is None and self.conditional:
            labels = np.arange(count) % self.classes
        return self.decode_many(z, labels)

    def draw_pixels(self, means: np.ndarray, seed: int = 0) -> np.ndarray:
        """Black and white images x ~ p(x|z) of Bernoulli pixels with these means, float32.

        The second half of ancestral sampling (report C): z ~ p(z), then x ~ p(x|z).
        """
        if not self.has_bernoulli_pixels:
            raise UserError(
                f"{type(self).__name__} has no Bernoulli likelihood: its pixels are no "
                "probabilities to draw from"
            )
        return (np.random.default_rng([seed, 1]).random(means.shape) < means).astype("float32")

    def decode_many(self, z: np.ndarray, labels: Any = None) -> np.ndarray:
        """:meth:`decode` in compiled chunks, for any number of latents; NumPy in and out.

        Conditional models take labels (n,), or soft labels (n, classes): shares of the classes.
        """
        soft = self.conditional and np.ndim(labels) == 2
        return self._in_chunks("decode_soft" if soft else "decode", z, labels)

    def decode_soft(self, z: Tensor, labels: Tensor) -> Tensor:
        """:meth:`decode` for soft labels (n, classes)."""
        return self.decode(z, labels)

    def _in_chunks(self, method: str, rows: Any, labels: Any = None) -> np.ndarray:
        kind = "float32" if method == "decode_soft" else "int32"
        conditions = [np.asarray(labels, kind)] if self.conditional else []
        return in_chunks(self._compiled(method), np.asarray(rows, "float32"), *conditions)

    def _compiled(self, method: str) -> Callable[..., Tensor]:
        if method not in self.graphs:
            shape = (self.latent,) if method.startswith("decode") else self.image_shape
            soft = method == "decode_soft"
            labels = ((None, self.classes), "float32") if soft else ((None,), "int32")
            inputs = [((None, *shape), "float32"), labels][: 1 + self.conditional]
            self.graphs[method] = compiled(getattr(self, method), *inputs)
        return self.graphs[method]
