"""Priors p(z) of latent vectors: samples and densities, with parameters that may be learned."""

from keras_gencmp.priors.prior import Prior
from keras_gencmp.priors.standard_normal import StandardNormal

__all__ = ["Prior", "StandardNormal"]
