"""The gallery: samples of every trained recipe, with its command, training time and losses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from keras_gencmp import runs
from keras_gencmp.errors import UserError
from keras_gencmp.figures.grid import grid
from keras_gencmp.figures.saving import save
from keras_gencmp.inspection.run_curves import VALIDATION, label
from keras_gencmp.inspection.run_titles import run_title
from keras_gencmp.recipes import recipe
from keras_gencmp.reports import rendering
from keras_gencmp.reports.page import Table
from keras_gencmp.runs.files import write_text
from keras_gencmp.runs.run import Run

FOLDER = "gallery"  # the name of a run that trained a recipe as it stands
SHOWN, COLUMNS, DPI = 30, 10, 80


def write(page: Path, root: Path) -> list[Path]:
    """Write a Markdown page with the newest finished run of each recipe below ``root``.

    Images go into a folder named after the page, beside it. They are the samples that the training
    stored after its last epoch, so no model is loaded. A recipe without a run keeps the entry that
    the page has of it. UserError where there is no finished run.
    """
    # No model is loaded, so that no code of a recipe is run.
    known = runs.every(root, trust=True)
    newest = {run.directory.parent.name: run for run in known if run.finished}
    if not newest:
        raise UserError(f"no finished run under {root}: train one first, as in: gencmp train dcgan")
    folder = page.with_suffix("")
    entries = existing_entries(page)
    images = [draw(run, folder / f"{name}.png") for name, run in sorted(newest.items())]
    for path in images:
        text = entry(newest[path.stem], path.relative_to(page.parent))
        entries[rendering.markdown_text(path.stem)] = text
    values = {
        "command": f"gencmp gallery -o {page}",
        "entries": [entries[name] for name in sorted(entries)],
    }
    write_text(page, rendering.markdown("gallery", values))
    return [page, *images]


def existing_entries(page: Path) -> dict[str, str]:
    """The entries that a page has, by the names of their recipes; none where there is no page.

    UserError for a file that is no text.
    """
    try:
        text = page.read_text(encoding="utf-8") if page.exists() else ""
    except UnicodeDecodeError as error:
        raise UserError(f"{page} is no text in UTF-8: name another file by -o") from error
    _, *entries = re.split(r"^(?=## )", text, flags=re.M)
    return {text.splitlines()[0].removeprefix("## "): text.rstrip() for text in entries}


def draw(run: Run, path: Path) -> Path:
    """Write the samples of a run's last epoch as an image."""
    if not run.sample_files:
        raise UserError(f"{run.samples} holds no samples: train a new run, or move this one away")
    last = max(run.sample_files)
    title = run_title(run, run.outcome["steps"])
    return save(grid(run.read_samples(last)[:SHOWN], COLUMNS, title), path, dpi=DPI)


def entry(run: Run, image: Path) -> str:
    """The entry of one run: its recipe's summary, samples, command, training time and losses."""
    plan, facts, metrics = run.recipe, run.environment, run.outcome
    epochs, steps = counted(metrics["epochs"], "epoch"), counted(metrics["steps"], "step")
    values = {
        "name": plan.name,
        "summary": plan.summary,
        "report": ", ".join(plan.report),
        "caveat": caveat(plan.name),
        "image": image,
        "command": command(run),
        "data": facts["data"],
        "length": f"{epochs}, {steps}, {metrics['seconds']:.0f} s",
        "device": facts["device"],
        "losses": losses(metrics["last_epoch"], metrics["test"]),
    }
    return rendering.markdown("gallery_entry", values).rstrip()


def losses(last_epoch: Mapping[str, float], test: Mapping[str, float]) -> Table:
    """A row for each loss: its mean over the last epoch, and on both held-out splits."""
    names = [key for key in last_epoch if key != "epoch" and not key.startswith(VALIDATION)]
    splits = ((last_epoch, ""), (last_epoch, VALIDATION), (test, ""))
    rows = [
        (label(name), *(_value(table.get(prefix + name)) for table, prefix in splits))
        for name in names
    ]
    return Table("Losses", ("loss", "training", "validation", "test"), rows)


def caveat(name: str) -> str:
    """What samples of a recipe cannot be, as the package's recipe says: a run's may be older.

    It is Markdown of the package itself, the one text of an entry that is not escaped.
    """
    return recipe.load(name).caveat if name in recipe.names() else ""


def command(run: Run) -> str:
    """The command that trained a run, as a user would type it: without the path of the program."""
    if run.directory.name == FOLDER:
        return f"gencmp train {run.recipe.name}"
    return f"gencmp {run.environment['command'].partition(' ')[2]}"


def counted(number: int, noun: str) -> str:
    """A number of things, as in "1 epoch" and "2 epochs"."""
    return f"{number} {noun}{'s' * (number != 1)}"


def _value(number: float | None) -> str:
    return "" if number is None else f"{number:.2f}"
