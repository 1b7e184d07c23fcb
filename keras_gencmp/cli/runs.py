"""gencmp runs: what has been trained."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from keras_gencmp import runs as trainings
from keras_gencmp.cli.options import root_option
from keras_gencmp.cli.verbs import Verb
from keras_gencmp.errors import UserError
from keras_gencmp.recipes.changes import changes, short, value_text
from keras_gencmp.runs import history, scores
from keras_gencmp.terminal import console
from keras_gencmp.training.trust import trust_flag

HEADS = ("run", "data", "seed", "epochs", "state", "seconds", "best", "changes")
# By which score a run is shown, the first that it has.
SCORES = {"fid": "FID", "kid": "KID", "nll": "NLL", "elbo": "ELBO"}


@click.command(cls=Verb)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@root_option
def runs(as_json: bool, root: Path) -> None:
    """The oldest comes first. In a pipe, the columns are separated by tabs.

    The best score is the lowest KID of a training that was evaluated, or a score of gencmp
    evaluate; changes are those against the recipe of that name.

    \b
    Examples:
      gencmp runs
      gencmp runs | grep unfinished | cut -f1
    """
    if root != trainings.ROOT and not root.is_dir():
        raise UserError(f"there is no folder {root}: name the one that holds the runs by --root")
    # Listing builds no model, so that no code of a recipe is run.
    found = list(trainings.every(root, trust=True))
    rows = [_row(run) for run in found]
    for row in rows:
        if "damage" in row:
            console.note(f"{row['run']}: {row['damage']}")
    if as_json:
        console.result(json.dumps(rows, indent=2))
    elif not rows:
        console.note(f"no runs under {root}: train one first, as in: gencmp train dcgan")
    else:
        console.table(HEADS, [_cells(row) for row in rows])
        unfinished = [
            run for run, row in zip(found, rows, strict=True) if row.get("finished") is False
        ]
        if unfinished:
            command = f"gencmp resume {unfinished[-1].name}{trust_flag(unfinished[-1].recipe)}"
            console.note(f"to continue an unfinished run: {command}")


def _row(run: trainings.Run) -> dict[str, object]:
    """What there is to say of a run, or where it is damaged."""
    try:
        return _state(run)
    except UserError as damage:
        return {"run": run.name, "damage": str(damage)}


def _state(run: trainings.Run) -> dict[str, object]:
    done = history.read(run.history_file) if run.history_file.exists() else []
    plan = run.recipe
    return {
        "run": run.name,
        "data": plan.data.dataset,
        "seed": plan.schedule.seed,
        "epoch": len(done),
        "epochs": plan.schedule.epochs,
        "finished": run.finished,
        "seconds": run.outcome["seconds"] if run.finished else None,
        "best": _best(run),
        "changes": {short(key): value for key, value in changes(plan).items()},
    }


def _best(run: trainings.Run) -> str:
    """The best score of a run: the lowest KID of its training, or one of its evaluation.

    The latter carries the digest of its protocol in brackets, as only equal ones are comparable.
    """
    if run.finished and "best_kid" in run.outcome:
        return f"KID {run.outcome['best_kid']:.3g}"
    known = _known(run)
    for name, title in SCORES.items():
        value = known[name].get("value") if name in known else None
        if value is not None:
            # Scores of other protocols stand below each other here, and say so.
            protocol = known[name].get("protocol")
            return f"{title} {value:.3g}" + (f" [{protocol}]" if protocol else "")
    return ""


def _known(run: trainings.Run) -> dict[str, scores.ScoreTable]:
    """The scores of a run's samples by its present weights."""
    table = scores.read(run.evaluation_file)
    if "prior" not in table:
        return {}
    if run.finished:
        return scores.after(table["prior"], run.outcome["steps"])
    files = run.checkpoint_file, run.evaluation_file
    if not all(file.exists() for file in files):
        return {}
    saved, scored = (file.stat().st_mtime for file in files)
    return table["prior"].get("scores", {}) if scored >= saved else {}


def _cells(row: dict[str, Any]) -> tuple[object, ...]:
    if "damage" in row:
        return row["run"], *("-", "-", "-"), "damaged", *("", "", "")
    early = " early" if row["epoch"] != row["epochs"] else ""
    state = f"finished{early}" if row["finished"] else "unfinished"
    seconds = "" if row["seconds"] is None else f"{row['seconds']:.0f}"
    different = " ".join(f"{key}={value_text(value)}" for key, value in row["changes"].items())
    epochs = f"{row['epoch']}/{row['epochs']}"
    return row["run"], row["data"], row["seed"], epochs, state, seconds, row["best"], different
