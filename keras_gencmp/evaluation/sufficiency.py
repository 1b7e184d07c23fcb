"""Whether n images carry a score: each metric's row states the smallest n that it needs."""

from __future__ import annotations

from keras_gencmp.evaluation.protocol import Protocol
from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.metrics.metric import Metric


def require_enough(metric: Metric, protocol: Protocol) -> None:
    """Undefined where the protocol's n is below what the metric needs.

    A number of too few images is worse than none: of 30 images of each side real ones have a
    Fréchet distance of hundreds, and the nearest-neighbour balls of precision hold anything.
    """
    needed = least(metric, protocol)
    if protocol.n < needed:
        raise Undefined(f"{protocol.n} images are too few, {needed:,} are the least")


def least(metric: Metric, protocol: Protocol) -> int:
    """The smallest n that a metric needs with the classes of a protocol."""
    per_class = metric.least_per_class
    return max(metric.least, per_class * protocol.classes if per_class else 0)
