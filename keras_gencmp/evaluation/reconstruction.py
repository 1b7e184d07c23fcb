"""Scores of models with an encoder: reconstructions, and how their codes separate the classes."""

from __future__ import annotations

import numpy as np

from keras_gencmp.data import Split
from keras_gencmp.evaluation.intervals import spread
from keras_gencmp.evaluation.parts import drawn, rows
from keras_gencmp.evaluation.scene import Scene
from keras_gencmp.evaluation.score import Score, around
from keras_gencmp.evaluation.subject import Subject
from keras_gencmp.metrics import latent_space
from keras_gencmp.metrics import reconstruction as numbers

IMAGES = 5_000
NEIGHBOURS = 10_000  # training codes that vote
CODES = 2_000  # for the silhouette and the clusters of k-means


def reconstruction(scene: Scene, subject: Subject) -> list[Score]:
    """MSE, PSNR and SSIM of test images against what their posterior means decode to."""
    subject.need_encoder()
    split = rows(scene.reference, slice(0, IMAGES))
    images = subject.inputs(split)
    rebuilt = subject.model.reconstruct(images, split.labels)
    kind = subject.plan.data.binarize
    note = "" if kind == "none" else f"{kind} binarisation"
    found = numbers.reconstruction(images, np.clip(rebuilt, 0.0, 1.0))
    return [around(name, *part, len(images), note=note) for name, part in found._asdict().items()]


def latent(scene: Scene, subject: Subject) -> list[Score]:
    """Accuracy of 5-NN, silhouette and adjusted Rand index of the codes of test images."""
    labels = scene.reference.labels
    if len(np.unique(labels)) < 2:
        raise ValueError("the images have one class")
    codes = subject.codes(scene.reference)
    return [
        _votes(scene, subject, codes, labels),
        _separation("silhouette", latent_space.silhouette, scene, codes),
        _separation("adjusted_rand", latent_space.adjusted_rand_index, scene, codes),
    ]


def _votes(scene: Scene, subject: Subject, codes: np.ndarray, labels: np.ndarray) -> Score:
    train: Split = drawn(scene.parts.fitting, NEIGHBOURS, scene.seed)
    sides = subject.codes(train), train.labels, codes, labels
    share, n = latent_space.knn_accuracy(*sides), len(codes)
    detail = {"training codes": len(train.labels)}
    return around("knn_accuracy", share, (share * (1 - share) / n) ** 0.5, n, detail=detail)


def _separation(name: str, metric: object, scene: Scene, codes: np.ndarray) -> Score:
    sample = codes[:CODES], scene.reference.labels[:CODES]
    found = spread(lambda *pair: metric(*pair, seed=scene.seed), sample, repeats=5, seed=scene.seed)
    return Score(name, *found.at(), len(sample[0]))
