"""evaluation.json: the scores that a run holds, by sampler and by name."""

from __future__ import annotations

from pathlib import Path
from typing import TypedDict

from keras_gencmp.errors import UserError
from keras_gencmp.runs.tables import read_table

MEND = "delete it and evaluate again"


class _Needed(TypedDict):
    """What every score has."""

    name: str
    value: float | None


class ScoreTable(_Needed, total=False):
    """One score as JSON holds it; ``evaluation.score.Score`` says what the values mean.

    ``values`` is the digest of those of each image, which stand in a file beside it.
    """

    low: float | None
    high: float | None
    n: int
    seed: int
    judge: str | None
    ratio: float | None
    at_least: bool
    note: str
    real: float | None
    protocol: str
    version: int
    values: str


class SamplerScores(TypedDict, total=False):
    """All scores under one sampler of latents, and the origin that each comes from.

    ``steps`` are the training steps of the weights that each is of. ``protocols`` says in one line
    for each digest how the scores that carry it were made.
    """

    data: str
    data_digest: str
    seconds: float
    scores: dict[str, ScoreTable]
    origins: dict[str, str]
    steps: dict[str, int]
    protocols: dict[str, str]


def read(path: Path) -> dict[str, SamplerScores]:
    """The scores in a file by sampler; none where there is no file yet.

    UserError where a value is of a wrong type or a score stands under the name of another.
    """
    if not path.exists():
        return {}
    table = read_table(dict[str, SamplerScores], path, MEND)
    for group in table.values():
        for name, score in group.get("scores", {}).items():
            if score.get("name", name) != name:
                raise UserError(f"{path} is damaged: {name} names another score; {MEND}")
    return table


def after(group: SamplerScores, step: int) -> dict[str, ScoreTable]:
    """The scores of a sampler that are of the weights after a training step.

    A run that was trained further keeps those of before; of an old file nobody knows.
    """
    steps = group.get("steps", {})
    known = group.get("scores", {})
    return {name: score for name, score in known.items() if steps.get(name, step) == step}
