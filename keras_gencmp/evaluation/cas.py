"""Classification accuracy score: train on generated images, test on real (Ravuri, Vinyals 2019)."""

from __future__ import annotations

import numpy as np

from keras_gencmp.data import Split
from keras_gencmp.evaluation.protocol import Protocol
from keras_gencmp.judge.fit import accuracy, classifier
from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.metrics.estimate import Estimate, proportion
from keras_gencmp.metrics.pixels import flat, unit
from keras_gencmp.metrics.usefulness import nearest_neighbour_accuracy
from keras_gencmp.models.inference import in_chunks

IMAGES_SEEN = 50_000  # by the classifier in all its epochs, whatever n
NEIGHBOURS = 5_000


def cas(given_labels: np.ndarray, images: np.ndarray, protocol: Protocol) -> Estimate:
    """Accuracy on n real test images of a classifier that n images with their labels have trained.

    The classifier has a judge's network. Of held-out real images it is the ceiling. The detail is
    the accuracy of the nearest generated image by pixels, a variant without a random choice.
    """
    classes, count = len(protocol.splits.classes), len(images)
    if classes < 2:
        raise Undefined("the images have one class")
    generated, real = Split(images, np.asarray(given_labels)), protocol.labelled_reference
    epochs = max(1, IMAGES_SEEN // count)
    model = classifier(generated, classes, seed=protocol.seed, epochs=epochs, quiet=True)
    logits = in_chunks(lambda x: model(x, training=False)[1], unit(real.images))
    detail = {"nearest_neighbour": _by_nearest_neighbour(real, generated)}
    share = accuracy(logits, real.labels)
    return proportion(share, len(real.labels), note=f"trained on {count}", detail=detail)


def _by_nearest_neighbour(real: Split, generated: Split) -> float:
    pairs = [
        (flat(split.images[:NEIGHBOURS]), split.labels[:NEIGHBOURS]) for split in (real, generated)
    ]
    return nearest_neighbour_accuracy(*pairs[0], *pairs[1])
