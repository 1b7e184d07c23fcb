"""gencmp gallery: a page with samples of every trained recipe."""

from __future__ import annotations

from pathlib import Path

import click

from keras_gencmp.cli.options import OutputPath, root_option
from keras_gencmp.cli.verbs import Verb
from keras_gencmp.terminal import console


@click.command(cls=Verb)
@click.option(
    "-o",
    "--output",
    type=OutputPath(),
    default="gallery.md",
    show_default=True,
    help="Markdown file; its images go into a folder beside it.",
)
@root_option
def gallery(output: Path, root: Path) -> None:
    """It shows the samples, command, training time and losses of each recipe's newest finished run.

    A recipe without a run keeps the entry that the page has of it.

    \b
    Examples:
      gencmp gallery
      gencmp gallery -o docs/gallery.md
    """
    from keras_gencmp.reports import gallery_page

    for path in gallery_page.write(output, root):
        console.result(path)
