"""Networks over pairs: the discriminator of (image, z), and the implicit encoder of (image, noise).

Both belong to adversarial variational Bayes (AVB, Mescheder 2017); the first also to the
adversarial VAE of report D. ``trunk`` is "conv" or "mlp". No labels enter: either raises UserError
where the shapes have classes.
"""

import keras

from keras_gencmp.errors import UserError
from keras_gencmp.networks import heads
from keras_gencmp.networks.blocks import Layers
from keras_gencmp.networks.convolutions import ConvOptions, downsample, downsamplings
from keras_gencmp.networks.shapes import Shapes
from keras_gencmp.recipes.schema import Count, CountOrNone


def discriminator(
    shapes: Shapes,
    *,
    trunk: str = "conv",
    width: Count = 32,
    dense: CountOrNone = 256,
    batch_norm: bool = False,
    weights: str | float = "glorot",
) -> keras.Model:
    """The discriminator [image, z] -> logit (1,), T(x, z) in AVB.

    Image and z pass through a hidden layer of ``dense`` units each, then through two that they
    share: T has to become log q(z|x) - log p(z), which is quadratic in z already for Gaussians.
    """
    heads.refuse_labels(shapes, "pairs")
    layers = Layers(weights, "leaky_relu", batch_norm)
    image, z = heads.image_inputs(shapes)[0], heads.latent_inputs(shapes)[0]
    x = _features(heads.centre(image), layers, trunk, width, dense)
    x = heads.append_vectors(x, [layers.hidden(keras.layers.Dense, z, dense, norm=False)])
    for _ in range(2):
        x = layers.hidden(keras.layers.Dense, x, dense)
    return heads.discriminator([image, z], x, layers, 1)


def implicit_encoder(
    shapes: Shapes,
    *,
    noise: Count = 64,
    basis: Count = 32,
    moments: bool = False,
    trunk: str = "conv",
    width: Count = 32,
    dense: CountOrNone = 256,
    batch_norm: bool = False,
    weights: str | float = "glorot",
) -> keras.Model:
    """The encoder [image, noise (noise,)] -> z (latent,), with z = a_0(x) + sum_k v_k(e_k) a_k(x).

    The e_k are ``basis`` equal parts of the noise, so that the v_k are independent of one another.
    With ``moments`` it returns [z, E z, Var z] given the image, where E v_k and Var v_k are those
    of the batch: adaptive contrast needs them, and needs a batch. Raises UserError where the noise
    does not fall into equal parts.
    """
    heads.refuse_labels(shapes, "pairs")
    if noise % basis:
        raise UserError(f"noise must be a multiple of basis, which {noise} is not of {basis}")
    layers = Layers(weights, "relu", batch_norm)
    image = heads.image_inputs(shapes)[0]
    source = keras.Input((noise,), dtype="float32", name="noise")
    x = _features(image, layers, trunk, width, dense)
    offset = layers.linear(keras.layers.Dense, x, shapes.latent)
    # Amplitudes around one: z starts near N(0, I), like the prior, whatever the image.
    a = layers.linear(keras.layers.Dense, x, basis * shapes.latent, bias_initializer="ones")
    a = keras.layers.Reshape((basis, shapes.latent), dtype="float32")(a)
    v = _noise_functions(source, basis, shapes.latent)
    outputs = [offset + keras.ops.sum(v * a, axis=1)]
    outputs += _moments(offset, a, v) if moments else []
    return heads.network([image, source], outputs if moments else outputs[0], "implicit_encoder")


def _features(
    x: keras.KerasTensor, layers: Layers, trunk: str, width: int, dense: int
) -> keras.KerasTensor:
    if trunk not in ("conv", "mlp"):
        raise UserError(f'trunk must be "conv" or "mlp", not {trunk!r}')
    if trunk == "conv":
        x = downsample(x, layers, ConvOptions(width), downsamplings(x.shape[1:]))[-1]
    x = keras.layers.Flatten()(x)
    return layers.hidden(keras.layers.Dense, x, dense, norm=trunk == "conv")


def _noise_functions(
    noise: keras.KerasTensor, basis: int, latent: int, hidden: Count = 32
) -> keras.KerasTensor:
    """v_1 ... v_basis, (basis, latent): one small network for each part of the noise."""
    size = noise.shape[-1] // basis
    parts = keras.layers.Reshape((basis, size), dtype="float32")(noise)
    # The sum over the basis starts with a variance of one: that of tanh of N(0, 1) is 0.39.
    x = keras.layers.EinsumDense(
        "nki,kih->nkh",
        (basis, hidden),
        activation="tanh",
        bias_axes="kh",
        kernel_initializer=keras.initializers.RandomNormal(stddev=size**-0.5),
        dtype="float32",
    )(parts)
    return keras.layers.EinsumDense(
        "nkh,khl->nkl",
        (basis, latent),
        bias_axes="kl",
        kernel_initializer=keras.initializers.RandomNormal(stddev=(0.39 * hidden * basis) ** -0.5),
        dtype="float32",
    )(x)


def _moments(
    offset: keras.KerasTensor, a: keras.KerasTensor, v: keras.KerasTensor
) -> list[keras.KerasTensor]:
    mean = offset + keras.ops.sum(keras.ops.mean(v, axis=0, keepdims=True) * a, axis=1)
    spread = keras.ops.var(v, axis=0, keepdims=True)
    return [mean, keras.ops.sum(spread * keras.ops.square(a), axis=1)]
