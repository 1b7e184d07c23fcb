"""The page of ablations: what each option of training is worth, from the rows that are kept."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks import report
from keras_gencmp.evaluation.rounding import plain, with_error
from keras_gencmp.metrics.registry import METRICS

Kept = Mapping[str, Any]

INTRODUCTION = """# What each option is worth

For each option one recipe was trained without it and with it, all else equal, under one budget and
with several seeds. The difference is the score with the option less that without it, with its 95 %
interval by Welch's t test over the seeds. An option helps or hurts where the whole interval lies on
one side of 0. Otherwise it cannot be told from so few seeds, which does not say that it does
nothing.

- A training takes a minute or two of one core. What an option is worth after an hour, on other
  data or in another recipe, may differ, and may turn round: at its own length `hvae`, of two
  layers, has 81.96 nats and `vae-best-mlp` 83.14 ([Beside the literature](literature.md)).
- Each interval stands for itself: one in twenty misses the truth.
- Seeds differ in their weights and draws, not in the test images. NLL is of 500 of these, with
  5,000 samples each, so that scoring takes less than a minute: its level is not to be compared with
  one of all 10,000.
- Seconds are processor seconds of the training steps, without and with the option.
- Gated dense layers in place of GELU made NLL 1.21 nats worse [+0.68, +1.74] in `vae-best-mlp` and
  were removed (`bin/benchmark ablations --only gated`, at commit fb03759).

`{command}` trains, and writes this page.
Rows that are there are not trained again. They are declared in `benchmarks/ablations.toml`."""


def written(table: Mapping[str, Any], missing: Sequence[str] = ()) -> str:
    """The page of the table in benchmarks/results/ablations.json, and which rows it lacks."""
    rows = table["ablations"]
    parts = [
        INTRODUCTION.format(command=table["command"]),
        report.markdown([_with_command(row) for row in rows]),
        f"Measured on: {report.about(table)}.",
        *([f"Declared and not measured yet: {', '.join(missing)}."] if missing else []),
        "## The rows",
        *(section(row) for row in rows),
    ]
    return "\n\n".join(parts) + "\n"


def _with_command(row: Kept) -> dict[str, str]:
    return {**cells(row), "command": f"`{row['command']}`"}


def cells(row: Kept) -> dict[str, str]:
    """The cells of a row by their heads."""
    return {
        "option": row["option"],
        "recipe": ", ".join(f"`{name}`" for name in names(row)),
        "score": METRICS[row["metric"]].columns[0].head,
        "without": level(row["without"]),
        "with": level(row["with"]),
        "difference": difference(row),
        "verdict": row["verdict"],
        "s a training": " / ".join(_seconds(row[side]) for side in ("without", "with")),
    }


def names(row: Kept) -> list[str]:
    """The recipe of both variants, or the two."""
    return list(dict.fromkeys(row[side].partition(":")[0] for side in ("off", "on")))


def level(variant: Kept) -> str:
    """The mean of the scores over the seeds, and what became of the trainings without one."""
    scores, diverged = variant["scores"], len(variant["diverged"])
    text = plain(sum(scores) / len(scores)) if scores else "no score"
    return f"{text}, {diverged} diverged" if diverged else text


def difference(row: Kept) -> str:
    """The difference with its interval; nothing where its spread is not known."""
    found = row["difference"]
    if not found:
        return ""
    value, low, high = _alike(found["value"], found["low"], found["high"])
    return f"{value} [{low}, {high}]"


def _alike(value: float, low: float, high: float) -> list[str]:
    """Three numbers to one place, that of two significant digits of the interval's half width."""
    error = with_error(value, (high - low) / 2).partition(" ± ")[2]
    places = len(error.partition(".")[2])
    return [f"{number:+z.{places}f}" for number in (value, low, high)]


def _seconds(variant: Kept) -> str:
    return f"{variant['seconds']:.0f}" if variant["seconds"] is not None else "?"


def section(row: Kept) -> str:
    """How a row came about: the fairness of its budget, the reason of its score, its command."""
    steps = [f"{row[side]['steps']:,.0f}" for side in ("without", "with")]
    scores = [_listed(row[side]["scores"]) for side in ("without", "with")]
    return "\n\n".join(
        [
            f"### {row['option']}",
            f"{row['fair']} Steps: {steps[0]} without, {steps[1]} with. {row['why']} Scores of the "
            f"seeds, by {row['images']:,} images: {scores[0]} without, {scores[1]} with.",
            f"```\n{comparison(row)}\n```",
        ]
    )


def _listed(scores: Sequence[float]) -> str:
    return ", ".join(map(plain, scores)) or "none"


def comparison(row: Kept) -> str:
    """The same trainings as a command of gencmp."""
    options = {name: row[name] for name in ("dataset", "budget", "seeds", "n")}
    options |= {"metrics": row["metric"]}
    words = ["gencmp", "compare", row["off"], row["on"]]
    words += [word for name, value in options.items() for word in (f"--{name}", str(value))]
    return shlex.join(words)
