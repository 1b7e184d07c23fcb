"""Inputs and output heads of all networks: images, latents and labels in, images and logits out.

Images are in [0, 1] outside every network; whatever works in [-1, 1] is rescaled here. A network
of several inputs takes them as a list in the order of its docstring.
"""

from collections.abc import Sequence

import keras

from keras_gencmp.errors import UserError
from keras_gencmp.networks.blocks import Layers
from keras_gencmp.networks.shapes import Shapes

# A standard deviation of 0.007 to 148: beyond, exp(log variance) only endangers the arithmetic.
LOG_VARIANCE_LIMIT = 10.0
SOFTPLUS_FLOOR = 1e-6


def image_inputs(shapes: Shapes, pack: int = 1) -> list[keras.KerasTensor]:
    """The input image in [0, 1], followed by the one-hot labels where the shapes have classes.

    With ``pack`` = m it is m images, stacked on channels.
    """
    if pack < 1:
        raise UserError(f"pack is 1 or more, not {pack}")
    height, width, channels = shapes.image
    image = keras.Input((height, width, pack * channels), dtype="float32", name="image")
    return [image, *_label_inputs(shapes)]


def latent_inputs(shapes: Shapes) -> list[keras.KerasTensor]:
    """The input z, followed by the one-hot labels where the shapes have classes."""
    return [keras.Input((shapes.latent,), dtype="float32", name="z"), *_label_inputs(shapes)]


def _label_inputs(shapes: Shapes) -> list[keras.KerasTensor]:
    if not shapes.classes:
        return []
    return [keras.Input((shapes.classes,), dtype="float32", name="labels")]


def refuse_labels(shapes: Shapes, style: str) -> None:
    """Refuse labels: raises UserError where the shapes have classes that the style cannot use."""
    if shapes.classes:
        raise UserError(f"{style} networks take no labels; use those of mlp, dcgan or conv")


def centre(image: keras.KerasTensor) -> keras.KerasTensor:
    """The image in [-1, 1]."""
    return keras.layers.Rescaling(2.0, -1.0)(image)


def append_vectors(x: keras.KerasTensor, vectors: Sequence[keras.KerasTensor]) -> keras.KerasTensor:
    """The vector x with others appended, as one-hot labels, if there are any."""
    return keras.layers.Concatenate()([x, *vectors]) if vectors else x


def append_label_maps(
    image: keras.KerasTensor, labels: Sequence[keras.KerasTensor]
) -> keras.KerasTensor:
    """The image with one constant channel for each class, if any, appended (Radford's code)."""
    if not labels:
        return image
    height, width, _ = image.shape[1:]
    maps = keras.layers.RepeatVector(height * width)(labels[0])
    maps = keras.layers.Reshape((height, width, labels[0].shape[-1]))(maps)
    return keras.layers.Concatenate()([image, maps])


def to_unit(x: keras.KerasTensor, output: str) -> keras.KerasTensor:
    """The linear x as an image in [0, 1], by "tanh" rescaled as (x + 1) / 2 or by "sigmoid"."""
    if output == "sigmoid":
        return keras.layers.Activation("sigmoid", dtype="float32")(x)
    if output == "tanh":
        x = keras.layers.Activation("tanh", dtype="float32")(x)
        return keras.layers.Rescaling(0.5, 0.5, dtype="float32")(x)
    raise UserError(f'output must be "tanh" or "sigmoid", not {output!r}')


def gaussian(
    x: keras.KerasTensor, layers: Layers, latent: int, head: str
) -> list[keras.KerasTensor]:
    """The heads [mean, log variance], each (latent,), of a diagonal Gaussian posterior.

    "log_variance" is the second dense layer u bent smoothly into [-10, 10] as 10 tanh(u / 10), so
    that no gradient dies; "softplus" is 2 log(softplus(u) + 1e-6) cut off at [-10, 10], so that
    the standard deviation is softplus(u) + 1e-6 as defined, wherever it is in [0.007, 148].
    """
    mean = layers.linear(keras.layers.Dense, x, latent, name="mean")
    u = layers.linear(keras.layers.Dense, x, latent, name="spread")
    limit = LOG_VARIANCE_LIMIT
    if head == "log_variance":
        return [mean, limit * keras.ops.tanh(u / limit)]
    if head == "softplus":
        log_sd = keras.ops.log(keras.ops.softplus(u) + SOFTPLUS_FLOOR)
        return [mean, keras.ops.clip(2.0 * log_sd, -limit, limit)]
    raise UserError(f'head must be "log_variance" or "softplus", not {head!r}')


def discriminator(
    inputs: Sequence[keras.KerasTensor],
    hidden: keras.KerasTensor,
    layers: Layers,
    outputs: int,
    features: keras.KerasTensor | None = None,
    labels: keras.KerasTensor | None = None,
) -> keras.Model:
    """The discriminator with linear logits (outputs,) on the last hidden vector, no sigmoid.

    With ``features`` it returns [logits, features], both float32. With one-hot ``labels`` y the
    logit of hidden vector h is w . h + b + (V y) . h, a projection on the embedded label (Miyato
    and Koyama 2018, equation 7).
    """
    logits = layers.linear(keras.layers.Dense, hidden, outputs)
    if labels is not None:
        size = hidden.shape[-1]
        embedded = layers.linear(keras.layers.Dense, labels, size, use_bias=False)
        hidden = keras.layers.Identity(dtype="float32")(hidden)
        logits += keras.ops.sum(embedded * hidden, axis=1, keepdims=True)
    if features is None:
        return network(inputs, logits, "discriminator")
    features = keras.layers.Identity(dtype="float32")(features)
    return network(inputs, [logits, features], "discriminator")


def network(
    inputs: Sequence[keras.KerasTensor],
    outputs: keras.KerasTensor | list[keras.KerasTensor],
    role: str,
) -> keras.Model:
    """The functional model of a role; a single input is a plain tensor, not a list of one."""
    return keras.Model(inputs[0] if len(inputs) == 1 else list(inputs), outputs, name=role)
