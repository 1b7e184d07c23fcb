"""A comparison from its declaration to its page: plan, trainings, scores, files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from keras_gencmp.data import Splits
from keras_gencmp.figures.look import Album, Look
from keras_gencmp.judge import lookup
from keras_gencmp.reports.comparison_page import Page, write
from keras_gencmp.runs import locks
from keras_gencmp.runs.files import write_text
from keras_gencmp.study.compare import plan as plans
from keras_gencmp.study.compare import ranking as rankings
from keras_gencmp.study.compare import records, tables
from keras_gencmp.study.compare.declaration import Declaration
from keras_gencmp.study.compare.introduction import introduction, title
from keras_gencmp.study.compare.latex import as_latex
from keras_gencmp.study.compare.pictures import first_pictures, more_pictures
from keras_gencmp.study.compare.plan import Plan
from keras_gencmp.study.compare.ranking import Ranking
from keras_gencmp.study.compare.results import Results, check_data, collect
from keras_gencmp.study.compare.verdict import verdict
from keras_gencmp.study.costs.pace import Pace, pace
from keras_gencmp.study.own_runs import check_own
from keras_gencmp.study.workers.dask_cluster import DaskWorkers
from keras_gencmp.study.workers.display import Display, forecast
from keras_gencmp.study.workers.processes import Job, Workers
from keras_gencmp.terminal import console
from keras_gencmp.training import runtime
from keras_gencmp.training.data import data_of_run, load_data

LOOK = Look()
FILES = ("report.md", "scores.csv", "scores.json", "table.tex")  # beside the page of a comparison
SIZE = "MODEL:image_size={}"  # how a user sets the side of a model's images


class Finished(NamedTuple):
    """A finished comparison: its plan, its results, and how the models rank."""

    plan: Plan
    results: Results
    ranking: Ranking


class Pool(NamedTuple):
    """What several comparisons share: a folder of runs, and the paces that are known already."""

    runs: Path
    paces: dict[str, Pace]


def compare(
    declaration: Declaration,
    folder: Path,
    jobs: int,
    tell: Callable[[str], None],
    rank: str = "",
    scheduler: str = "",
) -> Finished:
    """Carry out a declaration in a folder, from where an earlier call stopped.

    ``scheduler`` is the address of a Dask scheduler, whose workers take the place of child
    processes. ``tell`` is called with what will be done and how long it will take. UserError where
    the folder holds another comparison.
    """
    with locks.working(folder) as lock:
        plan, results = carried_out(declaration, folder, jobs, tell, lock, scheduler=scheduler)
    ranking = rankings.rank(results, rank or rankings.usual(results))
    return Finished(plan, results, ranking)


def carried_out(
    declaration: Declaration,
    folder: Path,
    jobs: int,
    tell: Callable[[str], None],
    lock: int,
    pool: Pool | None = None,
    scheduler: str = "",
) -> tuple[Plan, Results]:
    """The plan and the results of a declaration, in a folder that this process has locked.

    Where several comparisons share a ``pool``, the account of their data is the caller's to print.
    """
    splits = data_of(declaration)
    if pool is None:
        for line in splits.summary.lines(SIZE if declaration.trained else ""):
            tell(line)
    for model in declaration.models:
        if model.run is not None:
            check_data(model.run, splits)
    lookup.for_data(splits)  # fitted once, and before anything is trained
    pool = pool or Pool(folder / "runs", {})
    plan = plans.existing(folder, declaration, pool.runs)
    if plan is None:
        plan = make_plan(declaration, folder, jobs, splits, pool)
    for training in plan.trainings:
        check_own(training.run, training.plan)
        if training.run.begun:
            check_data(training.run, splits)
    if plan.trainings:
        tell(forecast(plan.trainings, jobs))
    job = Job("comparison", folder, plan.threads, plan.trainings)
    watch = Display(job.tasks, jobs).watch
    if scheduler:
        DaskWorkers(job, scheduler, watch).run()
    else:
        Workers(job, jobs, watch, lock).run()
    console.clear()
    return plan, collect(plan, splits)


def data_of(declaration: Declaration) -> Splits:
    """The data that all models of a comparison share: those named, or those of the first run."""
    if declaration.trained:
        return load_data(declaration.trained[0].plan, declaration.data_dir)
    first = declaration.models[0].run
    assert first is not None
    return data_of_run(first, declaration.data_dir)


def make_plan(
    declaration: Declaration, folder: Path, jobs: int, splits: Splits, pool: Pool
) -> Plan:
    """A new plan in a folder: every model is built, counted and measured before any is trained.

    The cores are divided among the workers; equal bits need equal threads, so that the plan keeps
    their number.
    """
    plans.check_new(folder)
    for model in declaration.trained:
        if model.label not in pool.paces:
            console.progress(f"measuring a training step of {model.label} ...")
            pool.paces[model.label] = pace(model.plan, splits)
    console.clear()
    paces = {model.label: pool.paces[model.label] for model in declaration.trained}
    threads = max(1, runtime.cores() // max(jobs, 1))
    plan = Plan(folder, declaration, paces, threads, pool.runs)
    for label in paces:
        plan.steps_of(label)  # refuses a budget of less than a step
    plans.write(plan)
    return plan


def publish(finished: Finished, folder: Path, command: str, look: Look = LOOK) -> list[Path]:
    """Write the page, the tables and the figures; their paths, the page first.

    ``look`` is that of the figures. It is no part of the plan: the same command says it again, and
    another one draws a finished comparison anew.
    """
    plan, results, ranking = finished
    page = page_of(finished, folder, command, look)
    paths = write(page, folder)
    about = {"command": command, **plan.declaration.to_json()}
    texts = {
        "scores.csv": records.as_csv(results, ranking),
        "scores.json": records.as_json(results, ranking, page.verdict, about),
        "table.tex": as_latex(results, ranking),
    }
    for name, text in texts.items():
        write_text(folder / name, text)
    return [*paths, *(folder / name for name in texts)]


def page_of(
    finished: Finished,
    folder: Path,
    command: str,
    look: Look = LOOK,
    files: Sequence[str] = FILES,
) -> Page:
    """The content of the page; its figures are drawn into the folder.

    ``files`` are the names of those that will stand beside it.
    """
    plan, results, ranking = finished
    album = Album(folder / "figures", look)
    budget = plan.declaration.budget if plan.declaration.trained else None
    scores, *every = tables.scores(results, ranking)
    return Page(
        title(results),
        introduction(plan, results),
        verdict(results, ranking, budget),
        scores,
        tables.below(results, ranking),
        first_pictures(plan, results, album),
        more_pictures(results, ranking, album),
        tables.costs(results),
        command,
        (*files, "figures as PNG and SVG"),
        every=every[0] if every else None,
        pairs=tables.pairs(ranking),
    )
