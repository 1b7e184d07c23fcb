"""gencmp gallery: one picture of every system."""

from __future__ import annotations

from pathlib import Path

import click

from keras_gencmp.cli.options import root_option


@click.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    default="gallery.md",
    show_default=True,
    help="Markdown page; pictures go into a folder beside it.",
)
@root_option
def gallery(output: Path, root: Path) -> None:
    """Write a page with the last finished run of every recipe: samples, command, seconds, losses.

    \b
    gencmp gallery -o docs/gallery.md
    """
    from keras_gencmp.reports import gallery as galleries

    for path in galleries.write(output, root):
        click.echo(path)
