"""The evidence lower bound (ELBO) of held-out images (Kingma and Welling 2014).

ELBO(x) = E_q(z|x) log p(x|z) - KL(q(z|x) || p(z)) <= log p(x)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf

from keras_gencmp.evaluation.evaluated_model import EvaluatedModel
from keras_gencmp.evaluation.likelihood.targets import batch_signature, batches, likelihood_targets
from keras_gencmp.evaluation.protocol import Protocol
from keras_gencmp.metrics import estimate
from keras_gencmp.metrics.estimate import Columns
from keras_gencmp.models.inference import compiled

Tensor = Any
BATCH = 500


def elbo(protocol: Protocol, evaluated: EvaluatedModel) -> Columns:
    """The ELBO and its terms -E_q log p(x|z) and KL(q(z|x) || p(z)), means over n images; nats.

    The expectation is estimated from one posterior sample per image, which is unbiased, and so is
    the KL divergence where the prior gives it no closed form.
    """
    chosen = likelihood_targets(evaluated, protocol, protocol.n)
    terms = compiled_terms(evaluated.model)
    terms_of_images = np.concatenate(
        [
            # The index of the batch's first image in the seed gives each batch noise of its own.
            np.asarray(terms(images, labels, tf.constant([protocol.seed, first], "int64")))
            for first, images, labels in batches(chosen, BATCH)
        ]
    )
    reconstruction_loss, kl = terms_of_images.astype("float64").T
    scores = {
        "elbo": -reconstruction_loss - kl,
        "elbo_reconstruction": reconstruction_loss,
        "elbo_kl": kl,
    }
    said = {"note": chosen.note, "detail": {"pixels": chosen.note}}
    return {name: estimate.mean(values, **said) for name, values in scores.items()}


def compiled_terms(model: Any) -> Callable[..., Tensor]:
    """The function (images, labels, seed) -> [-log p(x|z), KL(q(z|x) || p(z))], (n, 2).

    z is one sample of q(z|x).
    """

    def terms(images: Tensor, labels: Tensor, seed: Tensor) -> Tensor:
        return tf.stack(model.elbo_terms(images, labels, seed), axis=1)

    return compiled(terms, *batch_signature(model), ((2,), "int64"))
