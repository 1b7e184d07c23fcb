"""Comparisons: models trained under one budget, scored by one protocol, on one page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from keras_gencmp import data, runs
from keras_gencmp.api.datasets import Images, name_of
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
from keras_gencmp.terminal import console


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
        return "\n".join([*self.verdict, "", str(self.table), f"page: {self.page}"])

    __repr__ = __str__

    def _repr_markdown_(self) -> str:
        sentences = " ".join(self.verdict)
        return f"{sentences}\n\n{self.table.markdown()}\n\npage: `{self.page}`"


def compare(
    models: Sequence[str | Path | Run],
    *,
    output: str | Path,
    dataset: str | Images = "auto",
    budget: str = BUDGET,
    seeds: int = 3,
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
    unknown names, and where ``output`` holds another comparison.

    >>> compared = gg.compare(
    ...     ["gan:generator.widths=[8],discriminator.widths=[8]", "gan"],
    ...     dataset="digits", budget="steps=1", seeds=1, metrics="sharpness", n=50,
    ...     rank="sharpness", output="widths",
    ... )
    >>> compared.page.name, len(compared.runs)
    ('report.html', 2)
    """
    folder = Path(output)
    check_writable(folder)
    texts = [metrics] if isinstance(metrics, str) else list(metrics)
    chosen = selection.chosen(",".join(texts).split(","))
    if rank and rank not in selection.columns(chosen):
        raise UserError(f"rank is one of {', '.join(selection.columns(chosen))}, not {rank!r}")
    listed = [models] if isinstance(models, str) else models
    members = variants.models([_text(each) for each in listed], _cells(grid), Path(root), trust)
    name = name_of(dataset, folder.parent) or "auto"
    data.check(name)
    allowance = budgets.parse(budget)
    names = [metric.name for metric in chosen]
    declaration = declared(members, name, data_dir, seeds, allowance, names, n)
    given = {"dataset": name, "budget": budget, "seeds": seeds, "output": str(folder)}
    more = {"grid": grid, "rank": rank, "data_dir": data_dir, "trust": trust}
    more |= {"metrics": texts if texts != [METRICS] else None, "n": n if n != IMAGES else None}
    more |= {"root": str(root) if Path(root) != runs.ROOT else None}
    given |= {key: value for key, value in more.items() if value}
    finished = comparison.compare(declaration, folder, jobs, console.note, rank, scheduler)
    return _published(finished, declaration, folder, _call(listed, given))


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


def _text(model: str | Path | Run) -> str:
    if isinstance(model, Run):
        return f"{model.directory}{runs.BEST if model.best else ''}"
    return str(model)


def _cells(grid: Mapping[str, Sequence[Any]] | None) -> list[str]:
    """The grid as the command line writes it."""
    return [f"{key}={','.join(map(_value, values))}" for key, values in (grid or {}).items()]


def _value(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _call(models: Sequence[Any], given: Mapping[str, Any]) -> str:
    """The call, for the page: how the comparison can be made again."""
    names = [_text(model) for model in models]
    texts = [repr(names), *(f"{name}={value!r}" for name, value in given.items())]
    return f"gg.compare({', '.join(texts)})"
