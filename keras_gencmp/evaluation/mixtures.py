"""Gaussian mixtures fitted to the codes of training images, for the sampler gmm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from keras_gencmp.evaluation.evaluate import Fit


def fit_of(components: int, seed: int) -> Fit:
    """A function that fits a mixture to codes, from a seed."""
    from keras_gencmp.latents import mixture as sampling

    def fit(codes: Any) -> Any:
        mixture = sampling.fit_mixture(codes, components, seed)
        return lambda count, seed: sampling.draw(mixture, count, seed)

    return fit
