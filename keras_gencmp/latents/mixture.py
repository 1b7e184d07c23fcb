"""Ex-post density estimation: a Gaussian mixture fitted to the latent codes of training images.

Samples of it replace those of the prior for any model with an encoder (Ghosh et al. 2020, "From
variational to deterministic autoencoders", arXiv:1903.12436, section 4).
"""

from __future__ import annotations

import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture

from keras_gencmp.errors import UserError


def fit_mixture(codes: np.ndarray, components: int = 10, seed: int = 0) -> GaussianMixture:
    """A mixture of ``components`` Gaussians with full covariances, fitted to codes (n, latent).

    p(z) = sum_k w_k N(z; m_k, S_k), by expectation maximisation from k-means. UserError for fewer
    codes than components.
    """
    if len(codes) < components:
        raise UserError(
            f"a mixture of {components} Gaussians needs at least as many codes, not {len(codes)}"
        )
    codes = np.repeat(codes, 2, axis=0) if len(codes) == 1 else codes  # scikit-learn needs two
    mixture = GaussianMixture(components, random_state=seed, max_iter=300)
    with warnings.catch_warnings():
        # The codes of a collapsed posterior are all equal. k-means then warns of a single cluster,
        # but a mixture of equal components is the right answer.
        warnings.simplefilter("ignore", ConvergenceWarning)
        return mixture.fit(np.asarray(codes, "float64"))


def draw(mixture: GaussianMixture, count: int, seed: int = 0) -> np.ndarray:
    """``count`` samples of a mixture, (count, latent) float32, as a pure function of the seed.

    z = m_k + L_k e with k drawn by the weights, e ~ N(0, I) and S_k = L_k L_k'.
    """
    random = np.random.default_rng(seed)
    components = random.choice(len(mixture.weights_), count, p=mixture.weights_)
    noise = random.standard_normal((count, mixture.means_.shape[1]))
    factors = np.linalg.cholesky(mixture.covariances_)[components]
    z = mixture.means_[components] + np.einsum("nij,nj->ni", factors, noise)
    return z.astype("float32")
