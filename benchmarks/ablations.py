"""What each option of training is worth: a recipe trained without it and with it, over seeds.

The rows are declared in ``ablations.toml``. Each is a comparison by the engine of ``gencmp
compare``, and rows share the trainings that they have in common. Results are kept row by row: the
same command goes on where it was stopped, and a row that is there with the same declaration is not
trained again.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from benchmarks import ablation_page, ablation_rows, report, results
from benchmarks.ablation_results import Kept, measured
from benchmarks.ablation_rows import DATASET, Ablation
from keras_gencmp import data, runs
from keras_gencmp.cli.options import jobs_option
from keras_gencmp.terminal import console

if TYPE_CHECKING:
    from keras_gencmp.study.compare.results import Results

RUNS = Path("build") / "ablations"
PAGE = Path(__file__).parent.parent / "docs" / "ablations.md"
FilePath = click.Path(path_type=Path, dir_okay=False)


@click.command(cls=report.Benchmark)
@click.option("--only", multiple=True, metavar="ROW", help="A row of ablations.toml; repeatable.")
@click.option("--dataset", default=DATASET, show_default=True, help="As gencmp train takes it.")
@click.option("--seeds", type=click.IntRange(2, 100), help="In place of 3, as for a trial.")
@click.option("--budget", default="", metavar="KIND=N", help="In place of those declared.")
@jobs_option
@click.option(
    "--runs",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=RUNS,
    show_default=True,
    help="Keeps the trainings.",
)
@click.option("-o", "--output", type=FilePath, help="The page.  [default: docs/ablations.md]")
@click.option(
    "--json", "json_file", type=FilePath, help="The rows.  [default: in benchmarks/results]"
)
@click.option("--only-page", is_flag=True, help="Train nothing: write the page of the rows kept.")
def main(
    only: tuple[str, ...],
    dataset: str,
    seeds: int | None,
    budget: str,
    jobs: int,
    folder: Path,
    output: Path | None,
    json_file: Path | None,
    only_page: bool,
) -> None:
    """Train recipes without and with an option, and write what it is worth.

    A trial, on another dataset or with other seeds or a budget, leaves its page and its rows in the
    folder of the trainings.
    """
    rows = ablation_rows.chosen(only, dataset, seeds or 0, budget)
    trial = bool(dataset != DATASET or seeds or budget)
    path = json_file or (folder if trial else results.FOLDER) / "ablations.json"
    kept = Kept(path, command(dataset, seeds, budget))
    if not only_page:
        data.check(dataset)
        conduct(rows, folder, jobs, kept, console.note)
    kept.write()
    page = output or (folder if trial else PAGE.parent) / PAGE.name
    missing = [row.name for row in ablation_rows.every() if row.name not in kept.rows]
    runs.write_text(page, ablation_page.written(kept.table(), missing))
    console.result(page)


def command(dataset: str, seeds: int | None, budget: str) -> str:
    """The command of all rows, whichever were trained last."""
    given = {"--dataset": dataset if dataset != DATASET else "", "--seeds": seeds or ""}
    given["--budget"] = budget
    words = [str(word) for pair in given.items() if pair[1] for word in pair]
    return shlex.join(["bin/benchmark", "ablations", *words])


def conduct(
    rows: Sequence[Ablation], folder: Path, jobs: int, kept: Kept, tell: Callable[[str], None]
) -> None:
    """Train what is missing of some rows in a folder, and keep each row once it is known."""
    digests = {row: ablation_rows.digest(row) for row in rows}  # a bad one is refused before work
    missing = [row for row in rows if not kept.has(row, digests[row])]
    if missing:
        for row, found in compared(missing, digests, folder, jobs, tell):
            kept.keep(measured(row, digests[row], found))


def compared(
    rows: Sequence[Ablation],
    digests: Mapping[Ablation, str],
    folder: Path,
    jobs: int,
    tell: Callable[[str], None],
) -> Iterator[tuple[Ablation, Results]]:
    """The comparison of each row; trainings are shared by the rows of one budget and dataset."""
    from keras_gencmp.training import runtime

    runtime.start()
    import keras

    from keras_gencmp.runs import locks
    from keras_gencmp.study.compare.comparison import Pool, carried_out
    from keras_gencmp.study.compare.plan import folder_name

    pools: dict[str, Pool] = {}
    with locks.working(folder) as lock:
        for row in rows:
            tell(f"{row.name}: {row.option}")
            key = folder_name(f"{row.budget}-{row.dataset}")
            pool = pools.setdefault(key, Pool(folder / "runs" / key, {}))
            where = folder / "comparisons" / f"{row.name}-{digests[row]}"
            yield row, carried_out(row.declaration(), where, jobs, tell, lock, pool)[1]
            keras.utils.clear_session()


if __name__ == "__main__":
    main()
