"""A gallery: one small picture of every trained system, with its command and losses."""

from __future__ import annotations

import re
from pathlib import Path

from keras_gencmp import runs
from keras_gencmp.errors import UserError
from keras_gencmp.figures.grid import grid
from keras_gencmp.figures.saving import save
from keras_gencmp.recipes import recipe
from keras_gencmp.runs.checkpoint import read_array
from keras_gencmp.runs.files import write_text
from keras_gencmp.runs.run import Run

SHOWN, COLUMNS = 30, 10


def write(page: Path, root: Path) -> list[Path]:
    """Write a Markdown page with the last finished run of each recipe below ``root``.

    Pictures go into a folder named after the page, beside it; the kept samples of the last epoch
    are drawn, so no model is loaded. A system of which no run is there keeps the entry that the
    page has of it.
    """
    # No model is loaded, so that no code is run either.
    latest = {
        run.directory.parent.name: run for run in runs.every(root, trust=True) if run.finished
    }
    if not latest:
        raise UserError(f"no finished run under {root}: train one first, as in: gencmp train dcgan")
    pictures = page.with_suffix("")
    pictures.mkdir(parents=True, exist_ok=True)
    drawn = [draw(run, pictures / f"{name}.png") for name, run in sorted(latest.items())]
    entries = standing(page)
    entries |= {at.stem: entry(latest[at.stem], at.relative_to(page.parent)) for at in drawn}
    write_text(page, "\n".join([heading(page), *(entries[name] for name in sorted(entries))]))
    return [page, *drawn]


def standing(page: Path) -> dict[str, str]:
    """The entries that a page has, by the names of their systems; none where there is no page."""
    _, *entries = re.split(r"^(?=## )", page.read_text() if page.exists() else "", flags=re.M)
    return {text.splitlines()[0].removeprefix("## "): text.rstrip() + "\n" for text in entries}


def heading(page: Path) -> str:
    """What the page is, and the command that writes it."""
    return (
        "# Gallery\n\nThe last finished run of every recipe: samples of the same latents after the"
        " last epoch, the command, the seconds that it took, and the losses at its end (nats for"
        f" images; `test` is the held-out split).\nThis page: `gencmp gallery -o {page}`, which"
        " leaves the entries of systems without a run as they were.\n"
    )


def draw(run: Run, path: Path) -> Path:
    """The samples of a run's last epoch."""
    if not run.sample_files:
        raise UserError(f"{run.samples} holds no samples: train a new run, or move this one away")
    last = [*run.sample_files.values()][-1]
    return save(grid(read_array(last)[:SHOWN], COLUMNS), path, dpi=80)


def entry(run: Run, picture: Path) -> str:
    """One system: its summary, picture, command, seconds and losses."""
    plan, facts, metrics = run.recipe, run.environment, run.outcome
    rows = f" (report {', '.join(plan.report)})" if plan.report else ""
    losses = {k: v for k, v in metrics["last_epoch"].items() if k != "epoch"}
    test = {f"test {name}": value for name, value in metrics["test"].items()}
    return (
        f"## {plan.name}\n\n{plan.summary}{rows}.{caveat(plan.name)}\n\n"
        f"![{plan.name}]({picture.as_posix()})\n\n"
        f"`{command(facts['command'])}` on {facts['data']}: {counted(metrics['epochs'], 'epoch')},"
        f" {counted(metrics['steps'], 'step')}, {metrics['seconds']:.0f} s"
        f" on {facts['device']}.\n\n"
        f"{listed(losses | test)}\n"
    )


def caveat(name: str) -> str:
    """What samples of a system cannot be, as its recipe says today; a run keeps an older one."""
    words = recipe.load(name).caveat if name in recipe.names() else ""
    return f" {words}" if words else ""


def command(line: str) -> str:
    """A command line as a user would type it: without the path of the program."""
    return f"gencmp {line.partition(' ')[2]}"


def counted(number: int, what: str) -> str:
    """A number of things, as in "1 epoch" and "2 epochs"."""
    return f"{number} {what}{'s' * (number != 1)}"


def listed(losses: dict[str, float]) -> str:
    """Losses as text, with the words of their names apart."""
    return ", ".join(f"{name.replace('_', ' ')} {value:.2f}" for name, value in losses.items())
