"""Options for the form of images: their side in pixels, and their channels."""

from __future__ import annotations

import click

from keras_gencmp.data.summary import OFFERED

image_size_option = click.option(
    "--image-size",
    type=click.Choice([str(side) for side in OFFERED]),
    default="28",
    show_default=True,
    help="Side of the images in pixels.",
)
channels_option = click.option(
    "--channels",
    type=click.Choice(("0", "1", "3")),
    default="0",
    show_default=True,
    help="1 grey, 3 RGB, 0 those of the data.",
)
grey_or_colour_option = click.option(
    "--channels",
    type=click.Choice(("1", "3")),
    default="1",
    show_default=True,
    help="1 grey, 3 RGB.",
)
