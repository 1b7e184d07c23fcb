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

from benchmarks import report, results
from keras_gencmp import runs
from keras_gencmp.evaluation.loading import load_metric
from keras_gencmp.metrics.classes import class_histogram
from keras_gencmp.metrics.estimate import Estimate
from keras_gencmp.metrics.registry import METRICS

TRAINING = 10_000  # images that copies are searched for in
LEAST, MOST = 0.92, 0.98  # coverages that an interval of 95 % may have over 200 draws
# Metrics of images whose scores have an interval.
NAMES = (
    "fid kid is prdc classes conditional class-fid class-recall sharpness c2st diversity vendi "
    "memorisation fid-infinity"
).split()
# Shares of the classes among real and among generated images, far from each other.
SHARES = {
    "1 % real, 50 % generated": ([0.495, 0.495, 0.01], [0.25, 0.25, 0.5]),
    "4 % real, 50 % generated": ([0.48, 0.48, 0.04], [0.25, 0.25, 0.5]),
    "5 % real, 50 % generated, of two": ([0.95, 0.05], [0.5, 0.5]),
    "2 % real, 4 % generated, of two": ([0.98, 0.02], [0.96, 0.04]),
    "ten equal, one generated in 55 %": ([0.1] * 10, [0.55, *[0.05] * 9]),
    "ten equal, half of them generated": ([0.1] * 10, [0.2] * 5 + [0.0] * 5),
    "ten equal": ([0.1] * 10, [0.1] * 10),
}
PAGE = Path(__file__).parent.parent / "docs" / "calibration.md"


INTRODUCTION = """# Coverage of the intervals

An interval of 95 % should hold the truth in 95 of 100 draws. Here both sides are drawn again and
again from disjoint pools of the 70,000 real images of MNIST. The truth of a score is the mean of
its values over the draws at the same n, as most scores are biased in n. `bin/benchmark calibration`
draws, and `bin/benchmark calibration --page` writes this page. Coverages outside of 92 to 98 % are
marked (!).

Real images have the classes of real images. `bin/benchmark calibration --labels` draws labels whose
shares differ between the sides, for class KL alone."""
REASONS = """## How the intervals were settled

- The intervals are those of half-samples, but for shares, means of images, KID, Vendi and class KL,
  whose errors are known in closed form. Class KL has the interval of the noncentral chi-squared
  distribution, as its values are skewed, with the width that the delta method gives: where a class
  is rare on one side alone, the one unit of that distribution held the truth in 42 to 92 % of the
  draws.
- The ends for precision, recall, coverage and C2ST are at least as far away as Wilson's, as
  half-samples of a share near 0 or 1 may all agree. So are those of a class recall of 0 or 1. The
  rows of these scores were drawn before, and so with intervals that were never wider.
- The shares of the quadratic estimate (`metrics/resampling.py`) of precision, recall, density,
  coverage and C2ST, and its lower bound, were chosen on other draws than these, of seeds from
  100,000 on: 200 of 500 images and 100 to 200 of 2,000. The draws of this page begin at seed 0.
- The share of the quadratic part in the variance of KID (`metrics/kernel.py`) was settled in two
  steps, 0.55 on 200 other draws of 500 images, and 0.4 after the draws of this page had shown 99 %
  at n = 2,000: its two rows here are no independent check.
- Draws overlap, as the pools are finite: at n = 2,000 this narrows the spread of the draws by 3 %,
  so that coverages are slightly too high.
- A coverage has an error of its own of 1.5 % at 200 draws.
- A score that is not in a table is not defined at that n: class FID needs 129 images of each class,
  and FID at infinity 1,290 images."""


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
@click.option("--first", default=0, show_default=True, help="Seed of the first draw.")
@click.option("--metrics", default=",".join(NAMES), help="Separated by commas.  [default: all]")
@click.option("--cache", type=click.Path(path_type=Path), help="A folder that keeps the features.")
@click.option("--every-draw", type=click.Path(path_type=Path), help="Keep every draw in a file.")
@click.option("--labels", is_flag=True, help="Draw labels of stated shares, for class KL alone.")
@click.option("--page", is_flag=True, help="Only write docs/calibration.md from the results kept.")
@report.json_option
def main(
    dataset: str,
    count: int,
    draws: int,
    first: int,
    metrics: str,
    cache: Path | None,
    every_draw: Path | None,
    labels: bool,
    page: bool,
    json_file: Path | None,
) -> None:
    """Print how often the interval of each score holds its mean over all draws."""
    if page:
        return runs.write_text(PAGE, written())
    seeds = range(first, first + draws)
    if labels:
        title = f"Coverage of class KL, labels of other shares, n = {count}"
        return report.publish(title, rows(of_labels(count, seeds)), json_file)
    with threadpool_limits(limits=1, user_api="blas"):
        found = calibrated(pool(dataset, cache), metrics.split(","), count, seeds, every_draw)
    report.publish(f"Coverage of intervals, {dataset}, n = {count}", rows(found), json_file)


def written() -> str:
    """The page of coverages, from the files that ``--json`` left."""
    files = sorted(
        results.FOLDER.glob("calibration-*.json"), key=lambda file: (len(file.name), file.name)
    )
    tables = [runs.read_json(file) for file in files]
    parts = [f"## {each['title']}\n\n{report.markdown(each['rows'])}" for each in tables]
    return "\n\n".join([INTRODUCTION, *parts, REASONS]) + "\n"


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
    pool: Pool, names: Iterable[str], count: int, seeds: Iterable[int], json_file: Path | None
) -> dict[str, list[Draw]]:
    """The draws of each score that so many images carry; the file is written after every draw."""
    metrics = [load_metric(METRICS[name]) for name in names if is_carried(pool, name, count)]
    found: dict[str, list[Draw]] = {}
    for seed in seeds:
        values = inputs(pool, count, seed)
        for metric in metrics:
            result = metric.function(**{name: values[name]() for name in metric.parameters})
            columns = [column.name for column in metric.metric.columns]
            results = result if isinstance(result, Mapping) else {columns[0]: result}
            for name, estimate in results.items():
                if getattr(estimate, "low", None) is not None:
                    found.setdefault(name, []).append(Draw(*estimate[:3]))
        if json_file:
            text = {"n": count, "draws": found}
            runs.write_text(json_file, json.dumps(text) + "\n")
    return found


def of_labels(count: int, seeds: Iterable[int]) -> dict[str, list[Draw]]:
    """The draws of class KL for each pair of shares in ``SHARES``."""
    found: dict[str, list[Draw]] = {}
    for seed in seeds:
        for name, sides in SHARES.items():
            rng, names = np.random.default_rng(seed), tuple(map(str, range(len(sides[0]))))
            pair = [rng.choice(len(names), count, p=shares) for shares in sides]
            estimate = class_histogram(*pair, names)["class_kl"]
            if isinstance(estimate, Estimate) and estimate.low is not None:
                found.setdefault(name, []).append(Draw(*estimate[:3]))
    return found


def is_carried(pool: Pool, name: str, count: int) -> bool:
    """Whether so many images carry the scores of a metric."""
    row = METRICS[name]
    return count >= max(row.least, row.least_per_class * len(pool.class_names))


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


def rows(found: Mapping[str, Iterable[Draw]]) -> list[report.Row]:
    """A row of the table for each score; a coverage outside of 92 to 98 % is marked."""
    table = []
    for name, draws in found.items():
        every = list(draws)
        mean, deviation, reach, share = coverage(every)
        mark = "" if LEAST <= share <= MOST else " (!)"
        table.append(
            {
                "score": name,
                "draws": len(every),
                "mean": f"{mean:.4g}",
                "sd": f"{deviation:.3g}",
                "mean half width": f"{reach:.3g}",
                "coverage": f"{100 * share:.1f} %{mark}",
            }
        )
    return table


if __name__ == "__main__":
    main()
