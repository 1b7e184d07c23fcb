"""Coverage of the intervals of scores over repeated draws of real images.

Both sides of every draw are real images of disjoint pools: the training images that copies are
searched for in are the first of the dataset, and the reference and the "generated" images are drawn
without replacement from the two halves of the rest. A score that is biased in n has the mean of its
values over all draws as its truth, since its interval is about what other images would score at
the same n. An interval of 95 % holds it in 95 % of the draws.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import click
import numpy as np
from threadpoolctl import threadpool_limits

from benchmarks import report
from keras_gencmp import runs
from keras_gencmp.evaluation.loading import load_metric
from keras_gencmp.metrics.registry import METRICS

TRAINING = 10_000  # images that copies are searched for in
LEAST, MOST = 0.92, 0.98  # coverages that an interval of 95 % may have over 200 draws
# Metrics of images whose scores have an interval.
NAMES = (
    "fid kid is prdc classes conditional class-fid class-recall sharpness c2st diversity vendi "
    "memorisation fid-infinity"
).split()
PAGE = Path(__file__).parent.parent / "docs" / "calibration.md"


class Pool(NamedTuple):
    """All real images with what the judge sees in them, row by row."""

    images: np.ndarray
    given: np.ndarray
    features: np.ndarray
    probabilities: np.ndarray
    class_names: tuple[str, ...]


class Draw(NamedTuple):
    """The value of a score in one draw and the ends of its interval."""

    value: float
    low: float
    high: float


@click.command(cls=report.Benchmark)
@click.option("--dataset", default="mnist", show_default=True, help="As gencmp train takes it.")
@click.option("--n", "count", default=500, show_default=True, help="Images of each side.")
@click.option("--draws", default=200, show_default=True, help="Repeated draws.")
@click.option("--metrics", default=",".join(NAMES), help="Separated by commas.  [default: all]")
@click.option("--cache", type=click.Path(path_type=Path), help="A folder that keeps the features.")
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="Keep every draw.")
def main(
    dataset: str, count: int, draws: int, metrics: str, cache: Path | None, json_file: Path | None
) -> None:
    """Print how often the interval of each score holds its mean over all draws."""
    with threadpool_limits(limits=1, user_api="blas"):
        found = calibrated(pool(dataset, cache), metrics.split(","), count, draws, json_file)
    click.echo("\n".join(lines(found, count)))


def pool(dataset: str, cache: Path | None) -> Pool:
    """The images of all splits of a dataset; features come from the cache where it has them."""
    from keras_gencmp import data
    from keras_gencmp.judge import lookup

    splits = data.load(dataset)
    parts = splits.train, splits.validation, splits.test
    images, given = (np.concatenate(each) for each in zip(*parts, strict=True))
    judge = lookup.for_data(splits)
    files = [cache / f"{name}.npy" for name in ("features", "probabilities")] if cache else []
    if files and all(file.is_file() for file in files):
        features, probabilities = (np.load(file) for file in files)
    else:
        features, probabilities = judge.features_and_probabilities(images)
        for file, array in zip(files, (features, probabilities), strict=bool(files)):
            file.parent.mkdir(parents=True, exist_ok=True)
            np.save(file, array.astype(np.float32))
    return Pool(images, given, features, probabilities, judge.classes)


def calibrated(
    pool: Pool, names: Iterable[str], count: int, draws: int, json_file: Path | None
) -> dict[str, list[Draw]]:
    """The draws of each score; the file is written again after every draw."""
    metrics = [load_metric(METRICS[name]) for name in names]
    found: dict[str, list[Draw]] = {}
    for seed in range(draws):
        values = inputs(pool, count, seed)
        for metric in metrics:
            result = metric.function(**{name: values[name]() for name in metric.parameters})
            columns = [column.name for column in metric.metric.columns]
            results = result if isinstance(result, Mapping) else {columns[0]: result}
            for name, estimate in results.items():
                if getattr(estimate, "low", None) is not None:
                    found.setdefault(name, []).append(Draw(*estimate[:3]))
        if json_file:
            text = {"title": "Coverage", "n": count, "draws": found}
            runs.write_text(json_file, json.dumps(text) + "\n")
    return found


def inputs(pool: Pool, count: int, seed: int) -> dict[str, Callable[[], Any]]:
    """The inputs of metrics for one draw, by the names of their parameters."""
    rng, middle = np.random.default_rng(seed), (TRAINING + len(pool.given)) // 2
    real = rng.choice(np.arange(TRAINING, middle), count, replace=False)
    rows = rng.choice(np.arange(middle, len(pool.given)), count, replace=False)
    labels = pool.probabilities.argmax(axis=1)
    return {
        "real_features": lambda: pool.features[real],
        "features": lambda: pool.features[rows],
        "training_features": lambda: pool.features[:TRAINING],
        "real_labels": lambda: labels[real],
        "labels": lambda: labels[rows],
        "given_labels": lambda: pool.given[rows],
        "probabilities": lambda: pool.probabilities[rows],
        "real_images": lambda: pool.images[real],
        "images": lambda: pool.images[rows],
        "class_names": lambda: pool.class_names,
        "classes": lambda: len(pool.class_names),
        "seed": lambda: seed,
    }


def coverage(draws: Iterable[Draw]) -> tuple[float, float, float, float]:
    """Mean and standard deviation of the values, mean half width, and the share that covers."""
    values, low, high = np.array(list(draws), np.float64).T
    truth = values.mean()
    held = (low <= truth) & (truth <= high)
    return (
        float(truth),
        float(values.std(ddof=1)),
        float(np.mean(high - low) / 2),
        float(held.mean()),
    )


def lines(found: Mapping[str, Iterable[Draw]], count: int) -> list[str]:
    """The table as Markdown lines."""
    rows = [f"| n = {count} | draws | mean | sd | mean half width | coverage |"]
    rows.append("|---|---|---|---|---|---|")
    for name, draws in found.items():
        kept = list(draws)
        mean, deviation, reach, share = coverage(kept)
        mark = "" if LEAST <= share <= MOST else " (!)"
        cells = f"{mean:.4g} | {deviation:.3g} | {reach:.3g} | {100 * share:.1f} %{mark}"
        rows.append(f"| {name} | {len(kept)} | {cells} |")
    return rows


if __name__ == "__main__":
    main()
