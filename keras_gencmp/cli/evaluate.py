"""gencmp evaluate: the scores of runs, beside baselines."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from keras_gencmp import runs
from keras_gencmp.cli.options import (
    RunName,
    data_dir_option,
    open_data,
    root_option,
    sampler_option,
    seed_option,
    trust_option,
)
from keras_gencmp.errors import UserError
from keras_gencmp.evaluation import names

if TYPE_CHECKING:
    from keras_gencmp.evaluation.evaluate import Row
    from keras_gencmp.evaluation.session import Fit

REAL = "real"
COUNT = click.IntRange(1, 100_000)
RENDERERS = {".txt": "text", ".md": "markdown", ".json": "as_json"}


@click.command()
@click.argument("run", nargs=-1, required=True, type=RunName(), help="Runs, or the word 'real'.")
@click.option("--metrics", help=f"Some of {', '.join(names.ALL)}  [default: the usual ones]")
@click.option("--n", type=COUNT, default=10_000, show_default=True, help="Images on either side.")
@click.option("--nll-samples", type=COUNT, help="K of NLL_K  [default: 5000, above two latents]")
@click.option("--nll-images", type=COUNT, help="Images of NLL_K  [default: 1000, or by its cost]")
@sampler_option
@click.option("--components", type=COUNT, default=10, show_default=True, help="Of the mixture.")
@click.option("--dataset", default="auto", show_default=True, help="The data of 'real'.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Table file (.txt, .md, .json)."
)
@seed_option
@data_dir_option
@root_option
@trust_option
def evaluate(
    run: tuple[str, ...],
    metrics: str | None,
    as_json: bool,
    output: Path | None,
    root: Path,
    trust: bool,
    data_dir: str | None,
    dataset: str,
    **numbers: Any,
) -> None:
    """Score RUNs against held-out real images, beside real images and trivial generators.

    The word 'real' stands for held-out real images, scored as if they were generated. A run keeps
    its scores in evaluation.json.

    \b
    gencmp evaluate latest
    gencmp evaluate dcgan dcgan@best --metrics fid,kid
    gencmp evaluate dcgan conv-vae --metrics fid,kid,prdc --n 5000 -o scores.md
    gencmp evaluate real --dataset mnist
    """
    render = _renderer(output, as_json)
    found = [runs.find(name, root, trust) for name in run if name != REAL]
    usual = names.USUAL if found else names.USUAL_OF_REAL
    numbers["wanted"] = names.chosen(metrics.split(",")) if metrics else usual
    _say(_rows(found, dataset, data_dir, numbers), render, output)


def _say(rows: list[Row], render: str, output: Path | None) -> None:
    from keras_gencmp.evaluation import table

    words = getattr(table, render)(rows)
    if output:
        runs.write_text(output, words)
    click.echo(output or words, nl=output is not None)


def _rows(
    found: Sequence[runs.Run], dataset: str, data_dir: str | None, numbers: dict[str, Any]
) -> list[Row]:
    from keras_gencmp.training import runtime

    click.echo("starting TensorFlow ...", err=True)
    runtime.start(found[0].environment.get("threads") if found else None)
    from keras_gencmp import data
    from keras_gencmp.cli import abilities
    from keras_gencmp.evaluation import session

    components = numbers.pop("components")
    numbers |= {key: numbers[key] or 0 for key in ("nll_samples", "nll_images")}
    if numbers["sampler"] == "gmm":
        for run in found:
            abilities.require(run.recipe, "encoder", "--sampler gmm")
        numbers["fit"] = _mixture(components, numbers["seed"])
    options = session.Options(**numbers)
    if found:
        return session.rows_of_runs(found, options, lambda run: open_data(run, data_dir))
    protocol = session.opened(data.load(dataset, data_dir=data_dir), options)
    return session.rows_of_data(protocol, options)


def _mixture(components: int, seed: int) -> Fit:
    from keras_gencmp.latent import mixture as sampling

    def fit(codes: Any) -> Any:
        mixture = sampling.fit_mixture(codes, components, seed)
        return lambda count, seed: sampling.draw(mixture, count, seed)

    return fit


def _renderer(output: Path | None, as_json: bool) -> str:
    suffix = output.suffix if output else ".json" if as_json else ".txt"
    if suffix not in RENDERERS:
        raise UserError(f"a table is written as {', '.join(RENDERERS)}, not as {suffix!r}")
    return RENDERERS[suffix]
