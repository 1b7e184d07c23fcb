"""The two ends of an interpolation: latents or images of given classes, or random ones."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from keras_gencmp.data import Split
from keras_gencmp.errors import UserError
from keras_gencmp.models.base import GenerativeModel

# From images (n, h, w, c) in [0, 1] to the probabilities of their classes (n, classes).
Classify = Callable[[np.ndarray], np.ndarray]
DRAWS = 1000  # samples among which an end of a wanted class is sought


def draws_of_classes(
    model: GenerativeModel,
    classes: tuple[int, int] | None,
    seed: int,
    classify: Classify | None,
) -> np.ndarray:
    """Two draws from the prior (2, latent), of images of the two classes where given.

    Of 1,000 draws each end is the one that ``classify`` is surest of. UserError where it takes none
    for the class; two ends of one class are two draws.
    """
    if classes is None:
        return np.asarray(model.prior(2, np.array([seed, 0], "int64")))
    if classify is None:
        raise UserError("classes of the ends need a judge, as this model has no labels")
    z = np.asarray(model.prior(DRAWS, np.array([seed, 0], "int64")))
    probabilities = classify(model.decode_many(z))
    ends: list[int] = []
    for label in classes:
        rows = np.setdiff1d(np.flatnonzero(probabilities.argmax(axis=1) == label), ends)
        if not len(rows):
            raise UserError(
                f"the judge finds too few images of class {label} among {DRAWS:,} samples: "
                "choose other classes or another --seed"
            )
        ends.append(int(rows[probabilities[rows, label].argmax()]))
    return z[ends]


def random_pair(split: Split, classes: tuple[int, int] | None, seed: int) -> np.ndarray:
    """The indices (2,) of one image of each of two classes, drawn from the seed unless named.

    Raises UserError for a class that the split does not hold.
    """
    random = np.random.default_rng(seed)
    present = np.unique(split.labels)
    if classes is None:
        first, second = random.choice(present, 2, replace=len(present) < 2)
    else:
        first, second = classes
        for label in classes:
            if label not in present:
                raise UserError(
                    f"no class {label} in the test split: choose from {present.tolist()}"
                )
    return np.array(
        [random.choice(np.flatnonzero(split.labels == label)) for label in (first, second)]
    )
