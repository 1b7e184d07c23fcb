"""Scores of how near the generated distribution is to the real one, in the judge's features."""

from __future__ import annotations

from keras_gencmp.evaluation.intervals import spread
from keras_gencmp.evaluation.protocol import ImageSet, Protocol
from keras_gencmp.evaluation.score import Score, around
from keras_gencmp.metrics.frechet import fid as frechet
from keras_gencmp.metrics.frechet import fid_infinity
from keras_gencmp.metrics.kernel import kid as kernel
from keras_gencmp.metrics.neighbours import prdc as neighbourhoods
from keras_gencmp.metrics.two_sample import nearest_neighbour_test

BALLS = 5_000  # rows of either side for precision, recall, density and coverage
PAIRS = 2_000  # rows of either side for the two-sample test


def fid(protocol: Protocol, made: ImageSet) -> list[Score]:
    """FID with an interval by half-samples."""
    found = spread(frechet, (protocol.real.features,), (made.features,), seed=protocol.seed)
    return [Score("fid", *found.at(), len(made.features))]


def extrapolated(protocol: Protocol, made: ImageSet) -> list[Score]:
    """FID at infinitely many generated images; its interval is over the choice of subsets."""
    pair = protocol.real.features, made.features
    values = [fid_infinity(*pair, seed=protocol.seed + k) for k in range(5)]
    mean = sum(values) / len(values)
    error = (sum((value - mean) ** 2 for value in values) / (len(values) - 1)) ** 0.5
    return [around("fid_infinity", mean, error, len(made.features))]


def kid(protocol: Protocol, made: ImageSet) -> list[Score]:
    """KID, mean of 100 subsets of 1,000, with the standard error of that mean."""
    found = kernel(protocol.real.features, made.features, seed=protocol.seed)
    n = len(made.features)
    return [around("kid", found.mean, found.standard_error, n, detail={"std": found.std})]


def prdc(protocol: Protocol, made: ImageSet) -> list[Score]:
    """Precision, recall, density and coverage of at most 5,000 rows a side, k = 5."""
    sides = [(set_.features[:BALLS],) for set_ in (protocol.real, made)]
    found = spread(neighbourhoods, *sides, repeats=10, seed=protocol.seed)
    names = ("precision", "recall", "density", "coverage")
    n = len(sides[1][0])
    return [Score(name, *found.at(k), n) for k, name in enumerate(names)]


def c2st(protocol: Protocol, made: ImageSet) -> list[Score]:
    """Leave-one-out 1-NN accuracy of telling at most 2,000 rows a side apart; 0.5 is ideal."""
    sides = [(set_.features[:PAIRS],) for set_ in (protocol.real, made)]
    found = spread(nearest_neighbour_test, *sides, repeats=10, seed=protocol.seed)
    detail = {"real": float(found.values[1]), "generated": float(found.values[2])}
    return [Score("c2st", *found.at(), len(sides[1][0]), detail=detail)]
