"""The command line: one verb, one file."""

from __future__ import annotations

import click

from keras_gencmp import __version__
from keras_gencmp.cli.verbs import VERBS, Verbs

__all__ = ["VERBS", "gencmp"]


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="gencmp")
def gencmp() -> None:
    """Train, sample and compare GANs and VAEs.

    \b
    Start with:  gencmp train dcgan --epochs 20
    Then:        gencmp sample latest -o digits.png
    """
