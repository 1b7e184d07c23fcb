"""Scores of models with an encoder: reconstructions, and how their codes separate the classes."""

from __future__ import annotations

import numpy as np

from keras_gencmp.data import Split
from keras_gencmp.data.reference import drawn, rows
from keras_gencmp.evaluation.evaluated_model import EvaluatedModel
from keras_gencmp.evaluation.intervals import spread
from keras_gencmp.evaluation.protocol import Protocol
from keras_gencmp.evaluation.score import Score, around
from keras_gencmp.metrics import latent_space
from keras_gencmp.metrics import reconstruction as numbers

IMAGES = 5_000
NEIGHBOURS = 10_000  # training codes that vote
CODES = 2_000  # for the silhouette and the clusters of k-means


def reconstruction(protocol: Protocol, evaluated: EvaluatedModel) -> list[Score]:
    """MSE, PSNR and SSIM of test images against what their posterior means decode to."""
    evaluated.need_encoder()
    split = rows(protocol.reference, slice(0, IMAGES))
    images = evaluated.inputs(split)
    rebuilt = evaluated.model.reconstruct(images, split.labels)
    kind = evaluated.plan.data.binarize
    note = "" if kind == "none" else f"{kind} binarisation"
    found = numbers.reconstruction(images, np.clip(rebuilt, 0.0, 1.0))
    return [around(name, *part, len(images), note=note) for name, part in found._asdict().items()]


def latent(protocol: Protocol, evaluated: EvaluatedModel) -> list[Score]:
    """Accuracy of 5-NN, silhouette and adjusted Rand index of the codes of test images."""
    labels = protocol.reference.labels
    if len(np.unique(labels)) < 2:
        raise ValueError("the images have one class")
    codes = evaluated.codes(protocol.reference)
    return [
        _votes(protocol, evaluated, codes, labels),
        _separation("silhouette", latent_space.silhouette, protocol, codes),
        _separation("adjusted_rand", latent_space.adjusted_rand_index, protocol, codes),
    ]


def _votes(
    protocol: Protocol, evaluated: EvaluatedModel, codes: np.ndarray, labels: np.ndarray
) -> Score:
    train: Split = drawn(protocol.parts.fitting, NEIGHBOURS, protocol.seed)
    sides = evaluated.codes(train), train.labels, codes, labels
    share, n = latent_space.knn_accuracy(*sides), len(codes)
    detail = {"training codes": len(train.labels)}
    return around("knn_accuracy", share, (share * (1 - share) / n) ** 0.5, n, detail=detail)


def _separation(name: str, metric: object, protocol: Protocol, codes: np.ndarray) -> Score:
    sample = codes[:CODES], protocol.reference.labels[:CODES]
    found = spread(
        lambda *pair: metric(*pair, seed=protocol.seed), sample, repeats=5, seed=protocol.seed
    )
    return Score(name, *found.at(), len(sample[0]))
