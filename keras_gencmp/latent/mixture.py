"""Ex-post density: a Gaussian mixture fitted to the codes of a trained autoencoder.

It replaces the prior of any model with an encoder when samples are drawn (Ghosh et al. 2020,
"From variational to deterministic autoencoders", section 4).
"""

from __future__ import annotations

import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture

from keras_gencmp.errors import UserError


def fit_mixture(codes: np.ndarray, components: int = 10, seed: int = 0) -> GaussianMixture:
    """The mixture of that many Gaussians with full covariances fitted to codes (n, latent).

    Raises UserError for fewer codes than components.
    """
    if len(codes) < components:
        raise UserError(f"a mixture of {components} needs as many codes, not {len(codes)}")
    mixture = GaussianMixture(components, random_state=seed, max_iter=300)
    with warnings.catch_warnings():
        # Codes of a collapsed posterior are all the same; their mixture is as good as one Gaussian.
        warnings.simplefilter("ignore", ConvergenceWarning)
        return mixture.fit(np.asarray(codes, "float64"))


def draw(mixture: GaussianMixture, count: int, seed: int = 0) -> np.ndarray:
    """Latents (count, latent) float32 from a mixture, as a pure function of the seed."""
    random = np.random.default_rng(seed)
    chosen = random.choice(len(mixture.weights_), count, p=mixture.weights_)
    noise = random.standard_normal((count, mixture.means_.shape[1]))
    roots = np.linalg.cholesky(mixture.covariances_)[chosen]
    z = mixture.means_[chosen] + np.einsum("nij,nj->ni", roots, noise)
    return z.astype("float32")
