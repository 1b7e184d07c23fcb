"""When a training is saturated: one rule for every model, on the KID of its evaluations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Row = Mapping[str, float]


def best(rows: Sequence[Row]) -> Row:
    """The evaluation with the lowest KID, the first of equal ones."""
    return min(rows, key=lambda row: row["kid"])


def saturated(rows: Sequence[Row], patience: int) -> bool:
    """Whether the last ``patience`` evaluations brought nothing that can be measured.

    Let b be the lowest KID of the evaluations before them and s its standard error: the training is
    saturated when no KID of the last ``patience`` is below b - s. Losses have no part in it, as a
    GAN's say little about its images. A single bad evaluation cannot end a training, and a single
    lucky one cannot prolong it by more than ``patience``. The evaluations of a training share
    latents and real images, so a difference of two is known better than s says: the rule would
    rather stop than go on for gains that another draw might not show. Rows hold ``kid`` and
    ``kid_error``; fewer than ``patience`` + 1 of them are never enough.
    """
    before, recent = rows[:-patience], rows[-patience:]
    if not before:
        return False
    bar = best(before)
    return best(recent)["kid"] >= bar["kid"] - bar["kid_error"]
