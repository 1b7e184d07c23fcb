"""The command line: one verb, one file; nothing heavy is imported before a verb runs."""

from __future__ import annotations

import importlib

import click

from keras_gencmp import __version__

VERBS = {
    "train": "Train a model by its recipe.",
    "resume": "Go on with a run that was stopped.",
    "sample": "Draw images from a run or a SavedModel.",
    "reconstruct": "Show held-out images beside their reconstructions.",
    "interpolate": "Walk through latent space from one image to another.",
    "manifold": "Decode a grid over a 2-d latent space.",
    "latent": "Scatter the codes of held-out images by class.",
    "curves": "Plot a run's losses.",
    "figures": "Draw all that a run's model can show.",
    "theory": "Draw the theory figures: divergences, D*, V(D, G).",
    "gallery": "Write a page with one picture of every system.",
    "reproduce": "Train a report's systems and write its page.",
    "evaluate": "Score runs beside real images and trivial generators.",
    "judge": "Fit or show the classifier whose features the scores use.",
    "export": "Write a run's model as a SavedModel.",
    "recipes": "List the recipes, or show one.",
    "runs": "List the runs.",
}


class Verbs(click.Group):
    """A group whose verbs are imported when they are called; help needs none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Verbs in the order in which they are used."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The verb's command from the module of its name."""
        if name not in VERBS:
            return None
        command: click.Command = getattr(importlib.import_module(f"keras_gencmp.cli.{name}"), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of verbs, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="gencmp")
def gencmp() -> None:
    """Train, sample and compare GANs and VAEs.

    \b
    Start with:  gencmp train dcgan --epochs 20
    Then:        gencmp sample latest -o digits.png
    """
