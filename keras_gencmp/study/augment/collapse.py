"""Alarms of the generators of an augmentation study: signs that one has failed, above all collapse.

The alarms of a training compare epochs and evaluations, of which these short ones have one and
none. So the same limits are asked of the synthetic images that the classifiers get.
"""

from __future__ import annotations

import numpy as np

from keras_gencmp.data import Split
from keras_gencmp.judge.judge import Judge
from keras_gencmp.metrics import classes as histograms
from keras_gencmp.metrics.diversity import within_class_diversity
from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.runs import alarms, history
from keras_gencmp.runs.quality import COUNT, Row
from keras_gencmp.runs.run import Run

SEED = 0


def alarms_of(run: Run, judge: Judge, synthetic: Split, real: Split) -> list[str]:
    """The messages of a generator's alarms: its run's own, and those of its synthetic images.

    ``real`` are images of the same classes, with which these are compared.
    """
    losses, row = history.read(run.history_file)[-1], quality(judge, synthetic, real)
    found = [alarms.few_classes(row), alarms.low_diversity(row)]
    if not losses.get("discriminator_loss", 0.0) < 0.0:  # a critic's may be, and 0 means nothing
        found.append(alarms.sure_discriminator(losses))
    return [*run.outcome.get("alarms", []), *filter(None, found)]


def quality(judge: Judge, synthetic: Split, real: Split) -> Row:
    """Diversity within the classes asked for, and the class histogram, as far as they are defined.

    The histogram is the judge's, beside that of the labels asked for. It has a meaning where the
    judge knows the classes and more than one was asked for.
    """
    features, probabilities = judge.features_and_probabilities(synthetic.images)
    count = int(max(synthetic.labels.max(), real.labels.max())) + 1
    row: dict[str, float] = {}
    try:
        row["diversity"] = within_class_diversity(
            *(judge.features(real.images), real.labels, features, synthetic.labels),
            classes=count,
            seed=SEED,
        ).ratio
    except Undefined:
        pass
    if len(judge.classes) >= count and len(np.unique(synthetic.labels)) > 1:
        row |= _histogram(probabilities.argmax(axis=1), synthetic.labels, judge.classes)
    return row


def _histogram(drawn: np.ndarray, wanted: np.ndarray, names: tuple[str, ...]) -> dict[str, float]:
    """The judge's class histogram of images (n,), and the entropy of the classes asked for."""
    classes = len(names)
    counts = histograms.histogram(drawn, classes=classes)
    return {
        "class_entropy": histograms.class_entropy(drawn, classes=classes),
        "real_class_entropy": histograms.class_entropy(wanted, classes=classes),
        "classes_drawn": float(np.count_nonzero(counts)),
        **{f"{COUNT}{name}": float(count) for name, count in zip(names, counts, strict=True)},
    }
