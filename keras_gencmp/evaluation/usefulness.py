"""Use of a model: a classifier trained on its images alone, and its own classification of real."""

from __future__ import annotations

import numpy as np

from keras_gencmp.data import Split
from keras_gencmp.evaluation.evaluated_model import EvaluatedModel
from keras_gencmp.evaluation.protocol import Protocol, unit
from keras_gencmp.evaluation.score import Score, around
from keras_gencmp.judge.fit import accuracy, classifier
from keras_gencmp.judge.judge import quantised
from keras_gencmp.metrics.clusters import cluster_error
from keras_gencmp.metrics.usefulness import nearest_neighbour_accuracy
from keras_gencmp.models.inference import in_chunks

STEPS_OF = 50_000  # images that the classifier sees in all, whatever n
NEIGHBOURS = 5_000


def cas(protocol: Protocol, evaluated: EvaluatedModel) -> list[Score]:
    """Classification accuracy score (Ravuri and Vinyals 2019): train on generated, test on real.

    n images made under the labels of the reference train a judge's network; its accuracy on the n
    real test images is the score. ValueError for a model that takes no labels.
    """
    if not evaluated.model.conditional:
        raise ValueError(f"{type(evaluated.model).__name__} takes no labels")
    images, labels = evaluated.images(protocol)
    return usefulness(protocol, Split(quantised(images), np.asarray(labels)))


def real_cas(protocol: Protocol) -> list[Score]:
    """The same of n held-out real images: the floor, which here is a ceiling."""
    if len(protocol.splits.classes) < 2:
        raise ValueError("the images have one class")
    return usefulness(protocol, protocol.held_out)


def usefulness(protocol: Protocol, made: Split) -> list[Score]:
    """The score of labelled images; 1-NN on pixels beside it, as the variant without chance."""
    count, n = len(made.labels), len(protocol.reference.labels)
    model = classifier(
        made,
        len(protocol.splits.classes),
        seed=protocol.seed,
        epochs=max(1, STEPS_OF // count),
        quiet=True,
    )
    logits = in_chunks(lambda x: model(x, training=False)[1], unit(protocol.reference.images))
    share = accuracy(logits, protocol.reference.labels)
    pair = (unit(protocol.reference.images[:NEIGHBOURS]), unit(made.images[:NEIGHBOURS]))
    flat = [images.reshape(len(images), -1) for images in pair]
    sides = (flat[0], protocol.reference.labels[:NEIGHBOURS], flat[1], made.labels[:NEIGHBOURS])
    detail = {"nearest_neighbour": nearest_neighbour_accuracy(*sides)}
    note = f"trained on {count}"
    return [around("cas", share, (share * (1 - share) / n) ** 0.5, n, note=note, detail=detail)]


def classification(protocol: Protocol, evaluated: EvaluatedModel) -> list[Score]:
    """How well a model that classifies names the classes of n test images.

    A model that was given labels is taken at its word. One that found categories by itself is
    credited with the best one-to-one map of categories to classes.
    """
    if not evaluated.model.classifies:
        raise ValueError(f"{type(evaluated.model).__name__} does not classify")
    labels = protocol.reference.labels
    named = np.asarray(evaluated.model.classify(evaluated.inputs(protocol.reference)))
    if evaluated.model.supervised:
        share, note = float((named == labels).mean()), "accuracy"
    else:
        share, note = 1.0 - cluster_error(labels, named).error, "best map of codes to classes"
    n = len(labels)
    return [around("classification", share, (share * (1 - share) / n) ** 0.5, n, note=note)]
