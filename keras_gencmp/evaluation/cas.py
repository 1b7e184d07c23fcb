"""Classification accuracy score: train on generated images, test on real (Ravuri, Vinyals 2019)."""

from __future__ import annotations

import keras
import numpy as np

from keras_gencmp import data
from keras_gencmp.data import Split
from keras_gencmp.evaluation.protocol import Protocol
from keras_gencmp.judge.fit import accuracy, augmented_batches, batch_size
from keras_gencmp.judge.network import network
from keras_gencmp.judge.progress import FitProgress, Progress, progress
from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.metrics.estimate import Estimate, over_seeds, proportion
from keras_gencmp.metrics.pixels import flat, unit
from keras_gencmp.metrics.usefulness import nearest_neighbour_accuracy
from keras_gencmp.models.inference import in_chunks

TRAININGS = 3  # whose mean is the score: they differ in their seed
STEPS, EPOCHS = 3_500, 60  # at most so many: fewer steps where the images are few
LEARNING_RATE, AVERAGING = 2e-3, 0.99  # at the start; the decay of the average of the weights
NEIGHBOURS = 5_000


def cas(given_labels: np.ndarray, images: np.ndarray, protocol: Protocol) -> Estimate:
    """Accuracy on n real test images of classifiers that n images with their labels have trained.

    The mean of three trainings; of held-out real images it is the ceiling, which stands in the row
    of real images and as ``real`` beside every score. The detail holds the accuracy of each
    training, and that of the nearest generated image by pixels, a variant without a random choice.
    """
    classes = len(protocol.splits.classes)
    if classes < 2:
        raise Undefined("the images have one class")
    generated, real = Split(images, np.asarray(given_labels)), protocol.labelled_reference
    shares = accuracies(generated, real, classes, protocol.seed)
    detail = {
        "trainings": shares,
        "nearest_neighbour": _by_nearest_neighbour(real, generated),
    }
    note = f"mean of {TRAININGS} trainings on {len(images)} images"
    return mean_accuracy(shares, len(real.labels))._replace(detail=detail, note=note)


def accuracies(generated: Split, real: Split, classes: int, seed: int) -> list[float]:
    """The accuracy on real images of each training, in [0, 1]."""
    size = batch_size(len(generated.labels))
    epochs = max(1, min(EPOCHS, STEPS // data.steps_per_epoch(generated, size)))
    total = TRAININGS * epochs * data.steps_per_epoch(generated, size)
    with progress("training classifiers", total) as phase:
        models = (
            trained(generated, classes, seed * TRAININGS + k, epochs, phase)
            for k in range(TRAININGS)
        )
        return [accuracy(logits(model, real.images), real.labels) for model in models]


def trained(split: Split, classes: int, seed: int, epochs: int, phase: Progress) -> keras.Model:
    """A classifier with a judge's network, trained on augmented images of a split.

    Adam's rate falls to 0 along a cosine, and the weights are an exponential average of those of
    the steps.
    """
    model = network(split.images.shape[1:], classes, seed)
    size = batch_size(len(split.labels))
    steps = data.steps_per_epoch(split, size)
    rate = keras.optimizers.schedules.CosineDecay(LEARNING_RATE, epochs * steps)
    classifier = keras.Model(model.inputs, model.outputs[1])
    classifier.compile(
        keras.optimizers.Adam(rate, use_ema=True, ema_momentum=AVERAGING),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    classifier.fit(
        augmented_batches(split, size, seed, epochs),
        epochs=epochs,
        steps_per_epoch=steps,
        shuffle=False,
        verbose=0,
        callbacks=[FitProgress(phase, epochs)],
    )
    return model


def logits(model: keras.Model, images: np.ndarray) -> np.ndarray:
    """The logits (n, classes) of images uint8 (n, h, w, c)."""
    return in_chunks(lambda block: model(block, training=False)[1], unit(images))


def mean_accuracy(shares: list[float], n: int) -> Estimate:
    """The mean of the accuracies of several trainings on the same n real images, in [0, 1].

    Its interval has two parts, whose squares are added: Wilson's, of the choice of the real images,
    which all trainings share, and that of the mean over trainings.
    """
    seeds, images = over_seeds(shares), proportion(float(np.mean(shares)), n)
    assert images.low is not None and images.high is not None
    spread = 0.0 if seeds.high is None else seeds.high - seeds.value
    low = seeds.value - float(np.hypot(images.value - images.low, spread))
    high = seeds.value + float(np.hypot(images.high - images.value, spread))
    return Estimate(seeds.value, max(0.0, low), min(1.0, high), n)


def _by_nearest_neighbour(real: Split, generated: Split) -> float:
    pairs = [
        (flat(split.images[:NEIGHBOURS]), split.labels[:NEIGHBOURS]) for split in (real, generated)
    ]
    return nearest_neighbour_accuracy(*pairs[0], *pairs[1])
