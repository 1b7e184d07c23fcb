"""Use of a model: a classifier trained on its images alone, and its own classification of real."""

from __future__ import annotations

import numpy as np

from keras_gencmp.data import Split
from keras_gencmp.evaluation.judge import quantised
from keras_gencmp.evaluation.judge_fit import accuracy, classifier
from keras_gencmp.evaluation.scene import Scene, unit
from keras_gencmp.evaluation.score import Score, around
from keras_gencmp.evaluation.subject import Subject
from keras_gencmp.metrics.clusters import cluster_error
from keras_gencmp.metrics.usefulness import nearest_neighbour_accuracy
from keras_gencmp.models.passes import in_chunks

STEPS_OF = 50_000  # images that the classifier sees in all, whatever n
NEIGHBOURS = 5_000


def cas(scene: Scene, subject: Subject) -> list[Score]:
    """Classification accuracy score (Ravuri and Vinyals 2019): train on generated, test on real.

    n images made under the labels of the reference train a judge's network; its accuracy on the n
    real test images is the score. ValueError for a model that takes no labels.
    """
    if not subject.model.conditional:
        raise ValueError(f"{type(subject.model).__name__} takes no labels")
    images, labels = subject.images(scene)
    return usefulness(scene, Split(quantised(images), np.asarray(labels)))


def real_cas(scene: Scene) -> list[Score]:
    """The same of n held-out real images: the floor, which here is a ceiling."""
    if len(scene.splits.classes) < 2:
        raise ValueError("the images have one class")
    return usefulness(scene, scene.held_out)


def usefulness(scene: Scene, made: Split) -> list[Score]:
    """The score of labelled images; 1-NN on pixels beside it, as the variant without chance."""
    count, n = len(made.labels), len(scene.reference.labels)
    model = classifier(
        made,
        len(scene.splits.classes),
        seed=scene.seed,
        epochs=max(1, STEPS_OF // count),
        quiet=True,
    )
    logits = in_chunks(lambda x: model(x, training=False)[1], unit(scene.reference.images))
    share = accuracy(logits, scene.reference.labels)
    pair = (unit(scene.reference.images[:NEIGHBOURS]), unit(made.images[:NEIGHBOURS]))
    flat = [images.reshape(len(images), -1) for images in pair]
    sides = (flat[0], scene.reference.labels[:NEIGHBOURS], flat[1], made.labels[:NEIGHBOURS])
    detail = {"nearest_neighbour": nearest_neighbour_accuracy(*sides)}
    note = f"trained on {count}"
    return [around("cas", share, (share * (1 - share) / n) ** 0.5, n, note=note, detail=detail)]


def classification(scene: Scene, subject: Subject) -> list[Score]:
    """How well a model that classifies names the classes of n test images.

    A model that was given labels is taken at its word. One that found categories by itself is
    credited with the best one-to-one map of categories to classes.
    """
    if not hasattr(subject.model, "classify"):
        raise ValueError(f"{type(subject.model).__name__} does not classify")
    labels = scene.reference.labels
    named = np.asarray(subject.model.classify(subject.inputs(scene.reference)))
    if "accuracy" in subject.model.reports:
        share, note = float((named == labels).mean()), "accuracy"
    else:
        share, note = 1.0 - cluster_error(labels, named).error, "best map of codes to classes"
    n = len(labels)
    return [around("classification", share, (share * (1 - share) / n) ** 0.5, n, note=note)]
