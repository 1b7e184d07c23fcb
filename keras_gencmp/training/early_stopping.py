"""Early stopping: when a training has stopped improving, by one rule for every model, on KID."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import stdev

from keras_gencmp.recipes.schema import Schedule
from keras_gencmp.runs.quality import SUBSET, Row, best


def applies(schedule: Schedule, rows: Sequence[Row]) -> bool:
    """Whether a schedule asks for early stopping, and its evaluations so far end the training."""
    return schedule.stop_when_saturated and should_stop(rows, schedule.patience)


def should_stop(rows: Sequence[Row], patience: int) -> bool:
    """Whether the last ``patience`` evaluations brought no improvement that can be measured.

    Let b be the best evaluation before them and r the best of them: the training should stop
    unless r's KID is below b's by more than the standard error of their difference. Losses have no
    part in it, as a GAN's say little about its images. A single bad evaluation cannot end a
    training, and a single lucky one cannot prolong it by more than ``patience``. Fewer than
    ``patience`` + 1 evaluations are never enough.
    """
    before, recent = rows[:-patience], rows[-patience:]
    if not before:
        return False
    earlier, later = best(before), best(recent)
    return earlier["kid"] - later["kid"] <= error_of_difference(earlier, later)


def error_of_difference(one: Row, other: Row) -> float:
    """The standard error of the difference in KID of two evaluations of a training.

    They share real images, latents and subsets. What makes a subset easy or hard cancels in the
    differences d_k of their scores, which therefore say far more than the two errors. The error of
    a KID comes from the variance components of its kernel values (``metrics.kernel.kid``), not from
    its scores; those of the difference are not kept. So sd(d) is put to all rows by the factor of
    the first evaluation, error(KID) / sd(scores), as if the overlap of the subsets hid the same
    share of the variance in both.
    """
    scores = [[row[name] for name in row if name.startswith(SUBSET)] for row in (one, other)]
    spread = stdev(scores[0])
    differences = [first - second for first, second in zip(*scores, strict=True)]
    return one["kid_error"] / spread * stdev(differences) if spread else 0.0
