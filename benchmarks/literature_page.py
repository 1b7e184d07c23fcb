"""The page of scores beside the literature, from the rows that are kept."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks import report
from keras_gencmp.evaluation.rounding import plain, with_error
from keras_gencmp.metrics.estimate import over_seeds

Kept = Mapping[str, Any]

INTRODUCTION = """# Beside the literature

Recipes at their own length on MNIST, beside what papers print for the same kind of model.

- **FID** is under this project's judge, so no paper's FID can stand beside it. × is the ratio to
  held-out real images, which are not the training images.
- **NLL** is of all 10,000 test images, binarised at random: importance sampling with 50 samples,
  corrected by 5,000 samples for a part of the images. The note has the error of the estimate and
  that of the images.
- **classification** is the accuracy on all test images. The categories of InfoGAN are mapped to
  the digits by the best one-to-one map; its error is shown.
- With several seeds, or draws of the labels, a score is their mean with half its 95 % interval.
- Seconds are processor seconds of one training on one core.

Figures of papers come from longer trainings on larger machines, and from test images binarised once
or anew: some tenths of a nat apart. `{command}`
scores the runs of these commands and writes this page; rows whose runs are elsewhere stay as they
are. They are declared in `benchmarks/literature.toml`."""


def written(found: Mapping[str, Any], missing: Sequence[str] = ()) -> str:
    """The page of the table in benchmarks/results/literature.json, and which rows it lacks."""
    rows = found["literature"]
    parts = [
        INTRODUCTION.format(command=found["command"]),
        report.markdown([cells(row) for row in rows]),
        f"Measured on: {report.about(found)}.",
        *([f"Declared and not measured yet: {', '.join(missing)}."] if missing else []),
        "## The runs",
        *(section(row) for row in rows),
    ]
    return "\n\n".join(parts) + "\n"


def cells(row: Kept) -> dict[str, str]:
    """The cells of a row by their heads."""
    return {
        "training": f"`{row['training']}`{CHOSEN if row['chosen'] else ''}",
        "score": "error ↓" if row["error"] else row["head"],
        "ours": level(row),
        "trainings": str(len(row["scores"])),
        "epochs": str(row["epochs"]),
        "processor s": f"{row['seconds']:.0f}",
        "published": row["published"],
    }


CHOSEN = ", the seed chosen without labels"


def level(row: Kept) -> str:
    """The score of one run with its own interval, or the mean over several with theirs."""
    values = [shown(row, score["value"]) for score in row["scores"]]
    if len(values) > 1:
        found = over_seeds(values)
        value, low, high = found.value, found.low, found.high
    else:
        value, (low, high) = values[0], ends(row, row["scores"][0])
    margin = (high - low) / 2 if low is not None and high is not None else None
    unit = " %" if row["error"] else ""
    return with_error(value, margin) + unit + median(row, values) + ratio(row, value)


def ends(row: Kept, score: Kept) -> Sequence[float | None]:
    """The ends of a score's interval as they are shown."""
    low, high = (None if score[key] is None else shown(row, score[key]) for key in ("low", "high"))
    return (high, low) if row["error"] else (low, high)


def shown(row: Kept, value: float) -> float:
    """A value as the table shows it: as an error in percent where the row says so."""
    return 100.0 * (1.0 - value) if row["error"] else value


def median(row: Kept, values: Sequence[float]) -> str:
    """The median, which a single failed seed does not move, where errors of seeds are shown."""
    if not row["error"] or len(values) < 3:
        return ""
    return f" (median {plain(statistics.median(values), 3)} %)"


def ratio(row: Kept, value: float) -> str:
    """The ratio to real images, of FID alone."""
    return f" ×{value / row['real']:.1f}" if row["metric"] == "fid" and row["real"] else ""


def section(row: Kept) -> str:
    """The runs of a row: the score of each, its note, and its command."""
    unit = "%" if row["error"] else ""
    lines = [
        f"- {plain(shown(row, score['value']))}{unit}{note(score)}: `{command}`"
        for score, command in zip(row["scores"], row["commands"], strict=True)
    ]
    score = row["column"] or row["metric"]
    words = f"### {row['training']}: {score}{CHOSEN if row['chosen'] else ''}"
    scored = f"`gencmp evaluate RUN --metrics {row['metric']}`, {row['images']:,} images."
    return "\n\n".join([words, scored, "\n".join(lines)])


def note(score: Kept) -> str:
    """What a score says about itself."""
    return f" ({score['note']})" if score["note"] else ""
