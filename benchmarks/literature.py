"""Scores of recipes, each trained at its own length, beside the figures that papers print.

The rows are declared in ``literature.toml``. Nothing is trained here: the runs are those of
``gencmp gallery --train`` and ``gencmp train``, and their scores those of ``gencmp evaluate``.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import numpy as np

from benchmarks import literature_page, report, results
from keras_gencmp import data, runs
from keras_gencmp.errors import UserError
from keras_gencmp.metrics.metric import Column
from keras_gencmp.metrics.registry import METRICS
from keras_gencmp.recipes.changes import changes, label
from keras_gencmp.recipes.reading import read_plain
from keras_gencmp.runs.run import Run
from keras_gencmp.terminal import console

if TYPE_CHECKING:
    from keras_gencmp.evaluation.score import Score, Scores

FILE = Path(__file__).parent / "literature.toml"
PAGE = Path(__file__).parent.parent / "docs" / "literature.md"
DRAW = "model.label_draw"
Measured = Mapping[str, Any]  # a row with its scores
Folder = click.Path(path_type=Path, exists=True, file_okay=False)
FilePath = click.Path(path_type=Path, dir_okay=False)


@dataclass(frozen=True)
class Row:
    """A training, the score that tells of it, and what a paper prints for it, if any.

    ``training`` is a label as `keras_gencmp.recipes.changes.label` gives it. ``chosen`` is a loss
    by whose greatest last value one seed is chosen; ``error`` shows 1 less the score.
    """

    name: str
    training: str
    metric: str
    column: str = ""
    published: str = ""
    dataset: str = "mnist"
    chosen: str = ""
    error: bool = False

    @property
    def score(self) -> Column:
        """The column of the score."""
        columns = METRICS[self.metric].columns
        return next(each for each in columns if self.column in ("", each.name))


@click.command(cls=report.Benchmark)
@click.option("--root", "roots", type=Folder, multiple=True, required=True, help="Holds runs.")
@click.option("--data-dir", help="Folder of prepared TFDS datasets.")
@click.option("--n", "count", default=10_000, show_default=True, help="Images of a score.")
@click.option("-o", "--output", type=FilePath, default=PAGE, help="The page.")
@click.option(
    "--json", "json_file", type=FilePath, default=results.FOLDER / "literature.json", help="Rows."
)
@click.option("--only-page", is_flag=True, help="Score nothing: write the page of the rows kept.")
def main(
    roots: tuple[Path, ...],
    data_dir: str | None,
    count: int,
    output: Path,
    json_file: Path,
    only_page: bool,
) -> None:
    """Score all runs of the declared recipes, and write them beside the figures of papers."""
    if not only_page:
        known = [run for root in roots for run in runs.every(root) if run.finished]
        rows = measured(every(), known, data_dir, count)
        runs.write_json(json_file, table(with_kept(rows, json_file), report.command()))
    found = runs.read_json(json_file)
    runs.write_text(output, literature_page.written(found, missing(found["literature"])))
    console.result(output)


def every() -> list[Row]:
    """The rows that are declared, in their order."""
    return [Row(name, **table) for name, table in read_plain(FILE).items()]


def with_kept(new: Mapping[str, Measured], json_file: Path) -> list[Measured]:
    """New rows beside those of an earlier call whose runs are elsewhere, in the declared order."""
    old = runs.read_json(json_file)["literature"] if json_file.exists() else []
    rows = {row["name"]: row for row in old} | new
    return [rows[row.name] for row in every() if row.name in rows]


def missing(rows: Sequence[Measured]) -> list[str]:
    """The names of declared rows that have no score."""
    names = {row["name"] for row in rows}
    return [row.name for row in every() if row.name not in names]


def table(rows: Sequence[Measured], command: str) -> dict[str, Any]:
    """The rows as the JSON file and the README's table hold them."""
    cells = [literature_page.cells(row) for row in rows]
    about = {"title": "Beside the literature", "command": command, "machine": report.machine()}
    return {**about, "rows": cells, "literature": list(rows)}


def measured(
    rows: Sequence[Row], known: Sequence[Run], data_dir: str | None, count: int
) -> dict[str, Measured]:
    """The rows that have runs, with their scores; a line on stderr names those without."""
    found = {}
    for row in rows:
        members = chosen([run for run in known if same(run, row)], row.chosen)
        if members:
            found[row.name] = scored(row, members, data_dir, count)
        else:
            console.note(f"{row.name}: no finished run of {row.training}")
    return found


def same(run: Run, row: Row) -> bool:
    """Whether a run is of a row's training, whatever its seed and its draw of labels."""
    return run.recipe.data.dataset == row.dataset and label(run.recipe, (DRAW,)) == row.training


def chosen(members: Sequence[Run], loss: str) -> list[Run]:
    """One run of each seed and draw, in their order, or the one whose loss is greatest at the end.

    Of several with the same seed and draw, which tell no more than one, the last one counts. Out of
    a single one nothing is chosen.
    """
    single = {(run.recipe.schedule.seed, draw(run)): run for run in members}
    ordered = [single[key] for key in sorted(single)]
    if not loss or not ordered:
        return ordered
    if len(ordered) == 1:
        return []
    return [max(ordered, key=lambda run: run.outcome["last_epoch"][loss])]


def draw(run: Run) -> int:
    """The draw of the labels of a run, 0 where it has none."""
    return int(changes(run.recipe).get(DRAW, 0))


def scored(row: Row, members: Sequence[Run], data_dir: str | None, count: int) -> dict[str, Any]:
    """A row with the scores of its runs, their seeds, and what they cost."""
    rows, images = evaluated(members, [row.metric], data_dir, count)
    scores = [of_run[row.score.name] for of_run in rows]
    for run, score in zip(members, scores, strict=True):
        if not score.defined:
            raise UserError(f"{run.name} has no {row.score.name}: {score.note}")
    return {
        **vars(row),
        "head": row.score.head,
        "images": scores[0].n or images,
        "scores": [as_json(score) for score in scores],
        "real": scores[0].real,
        "seeds": [run.recipe.schedule.seed for run in members],
        "draws": [draw(run) for run in members],
        "seconds": float(np.mean([seconds(run) for run in members])),
        "epochs": members[0].recipe.schedule.epochs,
        "commands": [command(run) for run in members],
    }


def evaluated(
    members: Sequence[Run], metrics: Sequence[str], data_dir: str | None, count: int
) -> tuple[list[Scores], int]:
    """The scores of runs on the same data beside real images, and the images of one protocol."""
    from keras_gencmp.evaluation import evaluate as evaluation
    from keras_gencmp.evaluation.baselines import FLOOR

    splits = data.load(members[0].recipe.data.dataset, data_dir=data_dir)
    for run in members:
        evaluation.check_data(run, splits)
    request = evaluation.Request(
        evaluation.load_metrics([METRICS[name] for name in metrics]), count
    )
    protocol = evaluation.open_protocol(splits, request)
    of_data = evaluation.rows_of_baselines(protocol, request, [run.recipe for run in members])
    floor = {each.name: each.scores for each in of_data}.get(FLOOR, {})
    rows = [evaluation.evaluate_run(protocol, run, request, floor) for run in members]
    return [row.scores for row in rows], protocol.n


def as_json(score: Score) -> dict[str, Any]:
    """The value of a score with its interval and its note."""
    return {key: getattr(score, key) for key in ("value", "low", "high", "note")}


def seconds(run: Run) -> float:
    """The processor seconds of a training; UserError where an older version trained it."""
    from keras_gencmp.study.compare.results import processor_seconds

    used = processor_seconds(run)
    if used is None:
        raise UserError(f"{run.name} says no processor seconds: train a new run")
    return used


def command(run: Run) -> str:
    """What trains the same."""
    given = changes(run.recipe)
    words = ["gencmp", "train", run.recipe.name, "--dataset", run.recipe.data.dataset]
    words += [word for key, value in given.items() for word in ("--set", f"{key}={value}")]
    seed = run.recipe.schedule.seed
    return shlex.join([*words, *(["--seed", str(seed)] if seed else [])])


if __name__ == "__main__":
    main()
