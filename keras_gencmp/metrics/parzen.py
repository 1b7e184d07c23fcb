"""Log-likelihood under a Parzen window on generated images: historical, not for ranking.

Goodfellow et al. 2014, Table 1, and the papers that followed. Theis et al. 2016 show that it
neither approaches the likelihood of the model nor orders models: k-means centres beat the training
data. It is here to be compared with the old tables, beside the row of real images.
"""

import numpy as np
from scipy.special import logsumexp

from keras_gencmp.metrics import checks, distances, estimate
from keras_gencmp.metrics.estimate import Estimate
from keras_gencmp.metrics.pixels import flat

SIGMAS = tuple(np.logspace(-1.0, 0.0, 10))
TESTED, VALIDATION = 1_000, 500  # real images under the windows, and those that choose their width


def parzen(real_images: np.ndarray, images: np.ndarray) -> Estimate:
    """Log-likelihood of real test images under Gaussian windows on all generated ones; nats.

    Images are bytes. The width is chosen on other test images: on training images, a copy of which
    a model may have generated, the narrowest would win. The detail holds it.
    """
    real = flat(checks.byte_images(real_images[: TESTED + VALIDATION], "real images"))
    tested, validation = np.split(real, [len(real) * TESTED // (TESTED + VALIDATION)])
    centres = flat(checks.byte_images(images))
    return window_log_likelihood(tested, centres, validation=validation)._replace(n=len(images))


def window_log_likelihood(
    real: np.ndarray,
    generated: np.ndarray,
    *,
    validation: np.ndarray,
    sigmas: tuple[float, ...] = SIGMAS,
) -> Estimate:
    """Mean log-likelihood of real rows (n, d) under Gaussian windows on the generated ones.

    log p(x) = logsumexp_i(-|x - g_i|^2 / (2 s^2)) - log m - d log(s (2 pi)^(1/2)), in nats, with
    the width s of ``sigmas`` that is best on the ``validation`` rows. Rows are flat pixels in [0,
    1]. A lower bound in expectation that rises with m; it needs m exponential in d to be near. Real
    training images score about 236 on MNIST with m = 10,000, and published models "beat" them.
    """
    real, generated = checks.feature_pair(real, generated)
    validation, _ = checks.feature_pair(
        validation, generated, ("validation rows", "generated rows")
    )
    if not len(sigmas) or min(sigmas) <= 0.0:
        raise ValueError("the widths (sigmas) must be positive, one at least")
    trials = _log_densities(validation, generated, sigmas).mean(axis=1)
    sigma = float(sigmas[int(np.argmax(trials))])
    densities = _log_densities(real, generated, (sigma,))[0]
    return estimate.mean(densities, detail={"sigma": sigma})


def _log_densities(
    queries: np.ndarray, centres: np.ndarray, sigmas: tuple[float, ...]
) -> np.ndarray:
    """log p of each query under each width, shape (widths, queries)."""
    result = np.empty((len(sigmas), len(queries)))
    # In float32 the error of a squared distance, over 2 s^2, would show in the second decimal.
    for rows, block in distances.squared_blocks(queries, centres, dtype=np.float64):
        for index, sigma in enumerate(sigmas):
            result[index, rows] = logsumexp(block / (-2.0 * sigma**2), axis=1)
    dimensions = queries.shape[1]
    norms = np.log(len(centres)) + dimensions * np.log(np.asarray(sigmas) * np.sqrt(2.0 * np.pi))
    return result - norms[:, None]
