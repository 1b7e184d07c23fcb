"""gencmp judge: the classifier whose features the scores use."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from keras_gencmp import data
from keras_gencmp.cli.options import data_dir_option, seed_option

if TYPE_CHECKING:
    from keras_gencmp.data import Splits

SIZES = click.Choice(("28", "32", "64"))


@click.group()
def judge() -> None:
    """The classifier whose features and opinions the scores use.

    MNIST's comes with the package; any other dataset's is fitted once.

    \b
    gencmp judge fit --dataset fashion_mnist
    gencmp judge show --dataset mnist
    """


def data_options(command: Any) -> Any:
    """The options that name a dataset."""
    options = (
        click.option("--dataset", required=True, help=f"{data.menu()}."),
        click.option("--image-size", type=SIZES, default="28", show_default=True, help="Side."),
        click.option("--channels", type=click.Choice(("1", "3")), default="1", show_default=True),
        data_dir_option,
    )
    for option in reversed(options):
        command = option(command)
    return command


@judge.command()
@data_options
@click.option("--epochs", type=click.IntRange(1), help="Passes  [default: 10, small data more]")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File  [default: the cache]")
@seed_option
def fit(epochs: int | None, output: Path | None, seed: int, **names: Any) -> None:
    """Fit a judge to a dataset and store it by the data's digest.

    A network of random weights is stored where there is one class and nothing to tell apart.

    \b
    gencmp judge fit --dataset fashion_mnist
    """
    splits = _load(**names)
    from keras_gencmp.judge import lookup

    click.echo(_facts(lookup.fit(splits, seed=seed, epochs=epochs, path=output)))


@judge.command()
@data_options
def show(**names: Any) -> None:
    """Say which judge looks at a dataset, and how well it knows it.

    \b
    gencmp judge show --dataset mnist
    """
    splits = _load(**names)
    from keras_gencmp.judge import lookup

    click.echo(_facts(lookup.for_data(splits)))


def _load(dataset: str, image_size: str, channels: str, data_dir: str | None) -> Splits:
    from keras_gencmp.training import runtime

    click.echo("starting TensorFlow ...", err=True)
    runtime.start()
    return data.load(dataset, size=int(image_size), channels=int(channels), data_dir=data_dir)


def _facts(found: Any) -> str:
    facts = {"judge": found.identity, **found.facts}
    return "\n".join(f"{name:<14} {_text(value)}" for name, value in facts.items())


def _text(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
