"""The shapes that every network of a model agrees on."""

from typing import NamedTuple


class Shapes(NamedTuple):
    """Image (height, width, channels), the length of the latent vector, and the number of classes.

    ``classes`` is 0 where no label enters the networks.
    """

    image: tuple[int, int, int] = (28, 28, 1)
    latent: int = 100
    classes: int = 0
