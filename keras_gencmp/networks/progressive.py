"""Networks that grow from 7 over 14 to 28 pixels with faded-in layers (Karras 2018).

One static graph holds every resolution. A second input, the stage (1,) of each image, blends them:
at stage k both networks work at resolution number k alone (0: 7 or 8 pixels, 1: 14 or 16, 2: 28
or 32, 3: 64), and at k + a, with 0 < a < 1, resolution k + 1 enters with the weight a. Nothing is
rebuilt when the networks grow; in return every step costs what the last one does. Images have full
size throughout, those of a low stage in blocks of equal pixels. No labels enter: each role raises
UserError where the shapes have classes.
"""

import keras

from keras_gencmp.networks import heads
from keras_gencmp.networks.blocks import Layers
from keras_gencmp.networks.convolutions import downsamplings, lowest_resolution
from keras_gencmp.networks.shapes import Shapes
from keras_gencmp.recipes.schema import Count, Fraction, Positive


def generator(
    shapes: Shapes,
    *,
    width: Count = 12,
    batch_norm: bool = True,
    weights: str | float = 0.02,
    output: str = "tanh",
) -> keras.Model:
    """The generator [z, stage] -> image in [0, 1]; ``width`` channels at full size, doubled below.

    Each resolution has a 1 x 1 convolution to an image, named ``image_0``, ``image_1``, ...
    """
    heads.refuse_labels(shapes, "progressive")
    layers, top = Layers(weights, "relu", batch_norm), downsamplings(shapes.image)
    z, stage = heads.latent_inputs(shapes)[0], _stage()
    start = (*lowest_resolution(shapes.image), width << top)
    x = layers.hidden(keras.layers.Dense, z, start[0] * start[1] * start[2])
    x = keras.layers.Reshape(start)(x)
    images = []
    for level in range(top + 1):
        if level:
            kind, channels = keras.layers.Conv2DTranspose, width << (top - level)
            x = layers.hidden(kind, x, channels, 4, 2, padding="same")
        images.append(
            layers.linear(keras.layers.Conv2D, x, shapes.image[2], 1, name=f"image_{level}")
        )
    image = heads.to_unit(_blend(images, stage), output)
    return heads.network([z, stage], image, "generator")


def discriminator(
    shapes: Shapes,
    *,
    outputs: Count = 1,
    width: Count = 12,
    batch_norm: bool = False,
    dropout: Fraction = 0.0,
    weights: str | float = 0.02,
    clip: Positive | None = None,
) -> keras.Model:
    """The discriminator [image, stage] -> logits (outputs,): the generator's mirror.

    Every resolution sees the image averaged over blocks; a resolution that the stage has not
    reached is multiplied by 0.
    """
    heads.refuse_labels(shapes, "progressive")
    layers, top = (
        Layers(weights, "leaky_relu", batch_norm, clip, dropout),
        downsamplings(shapes.image),
    )
    image, stage = heads.image_inputs(shapes)[0], _stage()
    sizes = _shrink(heads.centre(image), top)
    x = layers.hidden(keras.layers.Conv2D, sizes[top], width, 1, norm=False)
    for level in reversed(range(top)):
        kind, channels = keras.layers.Conv2D, width << (top - level)
        x = layers.hidden(kind, x, channels, 4, 2, padding="same")
        entry = layers.hidden(kind, sizes[level], channels, 1, norm=False)
        share = _share(keras.ops.clip(stage - level, 0.0, 1.0))
        x = share * x + (1.0 - share) * entry
    return heads.discriminator([image, stage], keras.layers.Flatten()(x), layers, outputs)


def fade(shapes: Shapes) -> keras.Model:
    """The real image as the generator could draw it: [image, stage] -> image, without weights.

    Without it the discriminator would tell real images by their fine detail while a resolution
    fades in (Karras 2018, section 2).
    """
    heads.refuse_labels(shapes, "progressive")
    image, stage = heads.image_inputs(shapes)[0], _stage()
    return heads.network(
        [image, stage], _blend(_shrink(image, downsamplings(shapes.image)), stage), "fade"
    )


def _stage() -> keras.KerasTensor:
    return keras.Input((1,), dtype="float32", name="stage")


def _share(weight: keras.KerasTensor) -> keras.KerasTensor:
    return keras.layers.Reshape((1, 1, 1), dtype="float32")(weight)


def _shrink(image: keras.KerasTensor, top: int) -> list[keras.KerasTensor]:
    """The image at every resolution, the lowest first, each pixel the mean of a block."""
    return [keras.layers.AveragePooling2D(1 << (top - k))(image) for k in range(top)] + [image]


def _blend(images: list[keras.KerasTensor], stage: keras.KerasTensor) -> keras.KerasTensor:
    """The images at full size, number k with the weight max(0, 1 - |stage - k|)."""
    top = len(images) - 1
    shares = [_share(keras.ops.relu(1.0 - keras.ops.abs(stage - k))) for k in range(top + 1)]
    full = [
        keras.layers.UpSampling2D(1 << (top - k), dtype="float32")(x) for k, x in enumerate(images)
    ]
    weighted = [share * x for share, x in zip(shares, full, strict=True)]
    return keras.layers.Add(dtype="float32")(weighted)
