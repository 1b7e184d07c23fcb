"""A shortlist of models for a dataset, by what the data are: labels, colour, size and number."""

from __future__ import annotations

from typing import NamedTuple

from keras_gencmp.data import Splits

FEW = 2_000  # training images below which slow starters are left out
LEAST_BATCHES = 5  # in an epoch: a batch is at most so small a part of the images


class Facts(NamedTuple):
    """What the choice depends on: training images, classes, side in pixels, channels."""

    images: int
    classes: int
    side: int
    channels: int


def facts_of(splits: Splits) -> Facts:
    """The facts of a dataset."""
    count, side, _, channels = splits.train.images.shape
    return Facts(count, len(splits.classes), side, channels)


def shortlist(facts: Facts) -> list[str]:
    """Variants of both families in turn, as ``gencmp compare`` takes them; four at least.

    GANs: the convolutional one, with another loss, and with many images the critic with gradient
    penalty. VAEs: convolutional, with a likelihood that fits the pixels, and with a learned
    similarity. With labels a conditional model of each family; dense networks for small grey
    images.
    """
    grey = facts.channels == 1
    pixels = "bernoulli" if grey else "gaussian"
    names = ["dcgan", f"conv-vae:latent=20,likelihood={pixels}", "lsgan", "vae-gan"]
    if facts.classes > 1:
        names += ["conditional-gan", f"conditional-vae:binarize=none,likelihood={pixels}"]
    if facts.images >= FEW:
        names.append("wgan-gp")
    if grey and facts.side <= 32:
        names.append("vae:binarize=none")
    return [_fitted(name, facts) for name in names]


def reasons(facts: Facts) -> str:
    """Why the shortlist is what it is, in one sentence."""
    labels = f"{facts.classes} classes" if facts.classes > 1 else "no classes"
    colour = "grey" if facts.channels == 1 else "coloured"
    number = "few" if facts.images < FEW else "many"
    return (
        f"{facts.images:,} {colour} training images of {facts.side} x {facts.side} pixels in "
        f"{labels}: {number} images"
    )


def _fitted(name: str, facts: Facts) -> str:
    """A variant with the size of the data, and with batches that the data fill several times."""
    changes = []
    if facts.side != 28:
        changes.append(f"image_size={facts.side}")
    if facts.channels != 1:
        changes.append(f"channels={facts.channels}")
    if batch := small_batch(facts.images):
        changes.append(f"batch_size={batch}")
    if not changes:
        return name
    return f"{name}{',' if ':' in name else ':'}{','.join(changes)}"


def small_batch(images: int) -> int | None:
    """A batch that few training images fill several times; None where they are many enough."""
    return max(1, images // (5 * LEAST_BATCHES)) if images < 100 * LEAST_BATCHES else None
