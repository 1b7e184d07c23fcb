"""The registry of verbs, and how Click shows them: nothing heavy is imported before a verb runs."""

from __future__ import annotations

from typing import Any

import click

from keras_gencmp.errors import Interrupted, UserError, exit_code
from keras_gencmp.registry import Entry, Registry


def _verb(name: str, summary: str) -> Entry:
    """The row of a verb: its command has its name, in the module of its name."""
    return Entry(name, f"keras_gencmp.cli.{name}:{name}", summary)


VERBS = Registry(
    "command",
    (
        _verb("train", "Train a model from a recipe."),
        _verb("resume", "Continue a training that was interrupted."),
        _verb("sample", "Sample images from runs or SavedModels."),
        _verb("encode", "Encode images of your own as latent codes."),
        _verb("reconstruct", "Plot held-out images and their reconstructions."),
        _verb("interpolate", "Plot an interpolation between two latent vectors."),
        _verb("manifold", "Plot the images decoded from a grid over a 2-d latent space."),
        _verb("latent", "Plot the latent codes of held-out images by class."),
        _verb("explore", "Write a page to explore the latent space of a run by hand."),
        _verb("curves", "Plot the losses of runs."),
        _verb("figures", "Plot every figure that a run's model allows."),
        _verb("theory", "Plot the theory: divergences, optimal discriminator, V(D, G)."),
        _verb("gallery", "Write a page with samples of every trained recipe."),
        _verb("reproduce", "Train the models of a report and write a page of its results."),
        _verb("compare", "Train models under one budget and compare them."),
        _verb("choose", "Find the model for a dataset in the time that there is."),
        _verb("effect", "Show what one setting does, side by side."),
        _verb("study", "Decide the claims of the reports by experiments."),
        _verb("augment", "Measure whether generated images help a classifier."),
        _verb("evaluate", "Score runs beside real images and trivial generators."),
        _verb("judge", "Fit or show the classifier whose features the scores use."),
        _verb("export", "Export a run's model for use without gencmp."),
        _verb("recipes", "List the recipes, or show one."),
        _verb("runs", "List the runs."),
    ),
)


class Verb(click.Command):
    """A command whose help begins with the summary of its row."""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The summary, then what the docstring adds to it."""
        summary = VERBS[self.name].summary if self.name else ""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(summary)
        super().format_help_text(ctx, formatter)


class Verbs(click.Group):
    """A group whose verbs are imported when they are called; its help needs none of them."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """UserError where an option or argument is empty, as in ``--root=``: it would be ``.``."""
        for before, text in zip(["", *args], args, strict=False):
            option, equals, value = text.partition("=")
            if not text or (option.startswith("--") and equals and not value):
                name = option or (before if before.startswith("-") else "an argument")
                raise UserError(f"{name} is empty: give it a value, or leave it out")
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Call the verb; a signal that stops it is Interrupted, which Click does not report."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as stop:
            raise Interrupted("stopped", exit_code(stop)) from stop

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Verbs in the order in which they are used."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of a verb; None for an unknown name, which Click reports."""
        command: click.Command | None = VERBS.load(name) if name in VERBS else None
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The verbs with their summaries, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(row.name, row.summary) for row in VERBS.values()])
