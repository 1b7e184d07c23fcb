"""A score: a number with everything without which it means nothing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple


class Score(NamedTuple):
    """One number of one set of images.

    ``value`` None means that it is not defined, and ``note`` says why. ``low`` and ``high`` are the
    ends of the interval at 95 % confidence. ``judge`` is None where no judge was asked. ``ratio``
    is to the floor, what real images score; where the floor itself may be 0 it is a lower bound
    (``at_least``), taken to the upper end of the floor's interval. ``detail`` holds what the number
    sums up, such as one value a class.
    """

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0
    seed: int = 0
    judge: str | None = None
    ratio: float | None = None
    at_least: bool = False
    note: str = ""
    detail: Any = None

    @property
    def margin(self) -> float | None:
        """Half the width of the interval."""
        return None if self.low is None or self.high is None else (self.high - self.low) / 2


class Meaning(NamedTuple):
    """How a score is read: its title, its unit, which way is better, and whether it has a ratio."""

    title: str
    better: str
    unit: str = ""
    ratio: bool = True


LOW, HIGH, REAL = "low", "high", "as real"
MEANINGS = {
    "fid": Meaning("FID", LOW),
    "kid": Meaning("KID", LOW),
    "fid_infinity": Meaning("FID at infinity", LOW),
    "inception_score": Meaning("IS", HIGH),
    "precision": Meaning("precision", HIGH),
    "recall": Meaning("recall", HIGH),
    "density": Meaning("density", HIGH),
    "coverage": Meaning("coverage", HIGH),
    "class_kl": Meaning("class KL", LOW, "nats"),
    "missing_classes": Meaning("missing classes", LOW, ratio=False),
    "conditional_accuracy": Meaning("asked = judged", HIGH),
    "class_fid": Meaning("class FID", LOW),
    "class_recall": Meaning("worst class recall", HIGH),
    "sharpness": Meaning("sharpness", REAL),
    "c2st": Meaning("C2ST", LOW),
    "diversity": Meaning("diversity", REAL),
    "vendi": Meaning("Vendi", HIGH),
    "auth_pct": Meaning("authentic %", REAL),
    "copying": Meaning("C_T", REAL, ratio=False),
    "parzen": Meaning("Parzen, historical", HIGH, "nats", ratio=False),
    "modes": Meaning("modes of 1000", HIGH),
    "modes_kl": Meaning("modes KL", LOW, "nats"),
    "elbo": Meaning("ELBO", HIGH, "nats", ratio=False),
    "elbo_reconstruction": Meaning("-log p(x|z)", LOW, "nats", ratio=False),
    "elbo_kl": Meaning("KL", LOW, "nats", ratio=False),
    "nll": Meaning("NLL_K", LOW, "nats", ratio=False),
    "exact_nll": Meaning("exact NLL", LOW, "nats", ratio=False),
    "ais": Meaning("AIS NLL", LOW, "nats", ratio=False),
    "active_units": Meaning("active units", HIGH, "", ratio=False),
    "mse": Meaning("MSE", LOW, ratio=False),
    "psnr": Meaning("PSNR", HIGH, "dB", ratio=False),
    "ssim": Meaning("SSIM", HIGH, ratio=False),
    "knn_accuracy": Meaning("k-NN of codes", HIGH, ratio=False),
    "silhouette": Meaning("silhouette", HIGH, ratio=False),
    "adjusted_rand": Meaning("ARI", HIGH, ratio=False),
    "cas": Meaning("CAS", HIGH),
    "classification": Meaning("classification", HIGH, ratio=False),
}


def absent(names: Iterable[str], reason: str) -> list[Score]:
    """Scores that are not defined, with the reason."""
    return [Score(name, None, note=reason) for name in names]


def around(name: str, value: float, error: float, n: int, **more: Any) -> Score:
    """A score with a normal interval, 1.96 standard errors on either side."""
    value, error = float(value), float(error)
    return Score(name, value, value - 1.96 * error, value + 1.96 * error, n, **more)


def against_floor(scores: Iterable[Score], floor: Mapping[str, Score]) -> list[Score]:
    """The scores with their ratios to those of real images."""
    return [_against(score, floor.get(score.name)) for score in scores]


def _against(score: Score, floor: Score | None) -> Score:
    if floor is None or not MEANINGS[score.name].ratio or None in (score.value, floor.value):
        return score
    # An interval of the floor that holds 0 gives no ratio, only a bound of one.
    bound = floor.low is not None and floor.low <= 0.0
    base = floor.high if bound else floor.value
    if base is None or base <= 0.0:
        return score
    ratio = max(score.value, 0.0) / base
    # Below the bound a score cannot be told from the floor.
    return score if bound and ratio < 1.0 else score._replace(ratio=ratio, at_least=bound)


def to_table(score: Score) -> dict[str, Any]:
    """The score as JSON can hold it: NaN and infinities become null or text."""
    return {key: _plain(value) for key, value in score._asdict().items()}


def from_table(table: Mapping[str, Any]) -> Score:
    """The score that :func:`to_table` wrote."""
    return Score(**{key: table[key] for key in Score._fields if key in table})


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "tolist"):
        return _plain(value.tolist())
    return None if isinstance(value, float) and not math.isfinite(value) else value
