"""Comparisons: models trained under one budget, scored by one protocol, on one page."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from keras_gencmp import data, runs
from keras_gencmp.api.datasets import Images, name_of
from keras_gencmp.api.ineffective import refuse
from keras_gencmp.api.ranges import check
from keras_gencmp.api.tables import ScoreTable
from keras_gencmp.errors import UserError
from keras_gencmp.metrics import selection
from keras_gencmp.runs.files import check_writable
from keras_gencmp.runs.run import Run
from keras_gencmp.study.compare import comparison, variants
from keras_gencmp.study.compare.comparison import Finished
from keras_gencmp.study.compare.declaration import Declaration, declared
from keras_gencmp.study.compare.defaults import BUDGET, IMAGES, METRICS
from keras_gencmp.study.compare.verdict import verdict
from keras_gencmp.study.costs import budget as budgets
from keras_gencmp.study.workers import dask_cluster
from keras_gencmp.terminal import console
from keras_gencmp.terminal.console import clean
from keras_gencmp.terminal.markdown import markdown_code, markdown_text

SEEDS = 3


@dataclass(frozen=True, repr=False)
class Comparison:
    """A finished comparison: who is better, the scores, and the files that were written.

    ``verdict`` are sentences, which say only what the intervals allow; ``table`` has the means over
    the seeds; ``runs`` are those of each model; ``page`` is report.html, one file that needs no
    network, and ``files`` stand beside it. A notebook shows verdict and table.
    """

    verdict: tuple[str, ...]
    table: ScoreTable
    runs: Mapping[str, Sequence[Run]]
    page: Path
    files: tuple[Path, ...]

    def __str__(self) -> str:
        lines = [*self.verdict, "", str(self.table), f"page: {self.page}"]
        return clean("\n".join(lines))

    __repr__ = __str__

    def _repr_markdown_(self) -> str:
        sentences = " ".join(map(markdown_text, self.verdict))
        return f"{sentences}\n\n{self.table.markdown()}\n\npage: {markdown_code(self.page)}"


def compare(
    models: str | Path | Run | Sequence[str | Path | Run],
    *,
    output: str | Path,
    dataset: str | Images = "auto",
    budget: str = BUDGET,
    seeds: int = SEEDS,
    grid: Mapping[str, Sequence[Any]] | None = None,
    jobs: int = 1,
    rank: str = "",
    metrics: str | Sequence[str] = METRICS,
    n: int = IMAGES,
    scheduler: str = "",
    data_dir: str | None = None,
    root: str | Path = runs.ROOT,
    trust: bool = False,
) -> Comparison:
    """Train models with one budget, score them by one protocol, and write a page into ``output``.

    As ``gencmp compare`` does: a model is a recipe, a recipe file, a variant
    ("gan:latent=32,loss=hinge") or a finished run; ``budget`` is "epochs=N", "steps=N", "images=N",
    "flops=N" or "seconds=N" (of the processor); ``grid`` gives every recipe each of the values of
    its keys. Models are ranked by FID, unless ``rank`` names another of the ``metrics``, of ``n``
    samples each. ``dataset`` may be an array of images, or images with labels (x, y). It trains
    ``seeds`` runs of each in child processes, ``jobs`` at once, or on the workers of a Dask
    ``scheduler``, and goes on where an earlier call with the same arguments stopped. UserError for
    unknown names, for arguments of trainings where all models are finished runs, and where
    ``output`` holds another comparison.

    >>> compared = gg.compare(
    ...     ["gan:generator.widths=[8],discriminator.widths=[8]", "gan"],
    ...     dataset="digits", budget="steps=1", seeds=1, metrics="sharpness", n=50,
    ...     rank="sharpness", output="widths",
    ... )
    >>> compared.page.name, len(compared.runs)
    ('report.html', 2)
    """
    check("compare", seeds=seeds, jobs=jobs, n=n)
    folder = Path(output)
    check_writable(folder)
    listed = _listed(models)
    wanted = metrics if isinstance(metrics, str) else ",".join(metrics)
    names = _chosen(wanted, rank)
    allowance = budgets.parse(str(budget))
    members = variants.models(listed, _cells(grid), Path(root), trust)
    trainings = {"dataset": dataset, "budget": budget, "seeds": seeds, "grid": _lists(grid) or None}
    trainings |= {"jobs": jobs, "scheduler": scheduler}
    if all(model.run for model in members):
        refuse("where every model is a finished run", **_unusual(trainings))
        trainings = {}
    if scheduler:
        dask_cluster.connected(scheduler).close()  # refused before anything is measured
    name = name_of(dataset, folder.parent, data_dir) or "auto"
    data.check(name)
    declaration = declared(members, name, data_dir, seeds, allowance, names, n)
    given = trainings and {**trainings, "dataset": name}
    given |= {"output": str(folder), "rank": rank, "metrics": wanted, "n": n}
    given |= {"data_dir": data_dir, "root": str(root), "trust": trust}
    finished = comparison.compare(declaration, folder, jobs, console.note, rank, scheduler)
    return _published(finished, declaration, folder, _call(listed, given))


def _chosen(metrics: str, rank: str) -> list[str]:
    """The names of the metrics; UserError where there are none of them, or none to rank by."""
    chosen = selection.chosen(metrics.split(","))
    if rank and rank not in selection.columns(chosen):
        raise UserError(f"rank is one of {', '.join(selection.columns(chosen))}, not {rank!r}")
    return [metric.name for metric in chosen]


def _published(
    finished: Finished, declaration: Declaration, folder: Path, command: str
) -> Comparison:
    page, *files = comparison.publish(finished, folder, command)
    results = finished.results
    budget = declaration.budget if declaration.trained else None
    means = [entry.mean for entry in results.entries if entry.mean]
    return Comparison(
        tuple(verdict(results, finished.ranking, budget)),
        ScoreTable([*results.baselines, *means], results.columns),
        {entry.label: entry.runs for entry in results.entries},
        page,
        tuple(files),
    )


def _listed(models: str | Path | Run | Sequence[str | Path | Run]) -> list[str]:
    """The models as the command line names them; UserError where there is none."""
    several = isinstance(models, Iterable) and not isinstance(models, str)
    listed = list(models) if several else [models]
    if not listed:
        raise UserError("a comparison is one of models: name one at least")
    return [_text(model) for model in listed]


def _text(model: Any) -> str:
    if isinstance(model, Run):
        return f"{model.directory}{runs.BEST if model.best else ''}"
    if isinstance(model, str | Path):
        return str(model)
    kind = type(model).__name__
    raise UserError(f"a comparison is one of recipes and finished runs, and {kind} is neither")


def _lists(grid: Mapping[str, Sequence[Any]] | None) -> dict[str, list[Any]]:
    """The grid as plain data; UserError where a key has no list of values."""
    for key, values in (grid or {}).items():
        if isinstance(values, str) or not isinstance(values, Iterable):
            raise UserError(f"grid gives every key a list of values, as in {{{key!r}: [1, 2]}}")
    return {key: [_plain(value) for value in values] for key, values in (grid or {}).items()}


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def _cells(grid: Mapping[str, Sequence[Any]] | None) -> list[str]:
    """The grid as the command line writes it."""
    return [f"{key}={','.join(map(_value, values))}" for key, values in _lists(grid).items()]


def _value(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _call(models: Sequence[str], arguments: Mapping[str, Any]) -> str:
    """The call, for the page: how the comparison can be made again.

    What trains the models is said even where it is the usual.
    """
    said = {name: arguments[name] for name in ("dataset", "budget", "seeds") if name in arguments}
    given = {**said, **_unusual(arguments)}
    texts = [repr(list(models)), *(f"{name}={value!r}" for name, value in given.items())]
    return f"gg.compare({', '.join(texts)})"


def _unusual(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments that are not those of a call without them."""
    usual = inspect.signature(compare).parameters
    return {
        name: value for name, value in arguments.items() if str(value) != str(usual[name].default)
    }
