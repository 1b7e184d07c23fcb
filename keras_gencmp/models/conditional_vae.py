"""The conditional VAE (Sohn et al. 2015): the label enters the encoder and the decoder."""

from typing import ClassVar

from keras_gencmp.models.vae import VAE


class ConditionalVAE(VAE):
    """q(z|x, y) and p(x|z, y) with the prior N(0, I) for every one-hot label y.

    -ELBO(x|y) = -E log p(x|z, y) + KL(q(z|x, y) || p(z)), a bound of -log p(x|y).
    """

    conditional: ClassVar = True
