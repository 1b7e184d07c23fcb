"""gencmp runs: what has been trained."""

from __future__ import annotations

import json
from pathlib import Path

import click

from keras_gencmp import runs as all_runs
from keras_gencmp.cli.options import root_option
from keras_gencmp.runs import history


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@root_option
def runs(as_json: bool, root: Path) -> None:
    """List the runs, the oldest first.

    \b
    gencmp runs
    """
    # Listing builds no model, so that no code of a recipe is run.
    rows = [_row(run) for run in all_runs.every(root, trust=True)]
    if as_json:
        click.echo(json.dumps(rows, indent=2))
    elif not rows:
        click.echo(f"no runs under {root} yet; start with: gencmp train dcgan")
    for row in [] if as_json else rows:
        early = " before the last epoch" if row["epoch"] != row["epochs"] else ""
        again = f"resume with: gencmp resume {row['run']}"
        state = f"finished{early}" if row["finished"] else again
        click.echo(f"{row['run']}  {row['data']}  epoch {row['epoch']}/{row['epochs']}  {state}")


def _row(run: all_runs.Run) -> dict[str, object]:
    done = history.read(run.history_file) if run.history_file.exists() else []
    plan = run.recipe
    return {
        "run": run.name,
        "data": plan.data.dataset,
        "epoch": len(done),
        "epochs": plan.schedule.epochs,
        "finished": run.finished,
    }
