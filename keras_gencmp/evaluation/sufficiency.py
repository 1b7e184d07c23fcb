"""Whether n images carry a score: each metric's row states the smallest n that it needs."""

from __future__ import annotations

import numpy as np

from keras_gencmp.evaluation.inputs import Inputs
from keras_gencmp.evaluation.loading import LoadedMetric
from keras_gencmp.evaluation.protocol import Protocol
from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.metrics.metric import COUNTED, Metric

NAMED = 5  # classes that a note has room for


def require_enough(metric: Metric, protocol: Protocol) -> None:
    """Undefined where the protocol's n is below what the metric needs.

    A number of too few images is worse than none: of 30 images of each side real ones have a
    Fréchet distance of hundreds, and the nearest-neighbour balls of precision hold anything.
    """
    needed = least(metric, protocol)
    if protocol.n < needed:
        raise Undefined(f"{protocol.n} images are too few, {needed:,} are the least")


def require_each_class(loaded: LoadedMetric, inputs: Inputs) -> None:
    """Undefined where a class of the judge has fewer images than the metric needs of each.

    Classes are seldom equally frequent, so that n alone does not tell. A class of few images would
    have a score of its own scale in a mean or a least over classes, and left out of it a generator
    would gain by what it does not draw.
    """
    needed = loaded.metric.least_per_class
    for side in (each for each in loaded.metric.counted if each in loaded.parameters):
        counts = np.bincount(getattr(inputs, side), minlength=inputs.classes).tolist()
        few = [
            f"{count} of class {name}"
            for name, count in zip(inputs.class_names, counts, strict=True)
            if count < needed
        ]
        if few:
            more = [f"{len(few) - NAMED} more"] if len(few) > NAMED else []
            raise Undefined(
                f"{COUNTED[side]} images of a class are too few "
                f"({', '.join(few[:NAMED] + more)}), {needed:,} are the least"
            )


def least(metric: Metric, protocol: Protocol) -> int:
    """The smallest n that a metric needs with the classes of a protocol."""
    per_class = metric.least_per_class
    return max(metric.least, per_class * protocol.classes if per_class else 0)
