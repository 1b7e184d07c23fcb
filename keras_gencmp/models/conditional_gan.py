"""The conditional generative adversarial network (Mirza and Osindero 2014)."""

from typing import ClassVar

from keras_gencmp.models.gan import GAN


class ConditionalGAN(GAN):
    """A GAN whose players both see the one-hot label y.

    V(D, G) = E log D(x, y) + E log(1 - D(G(z, y), y)), equation 2 of the paper, with x and its
    label y from the data. Generated images take the labels of the real minibatch, so that their
    classes are as frequent as in the data.
    """

    conditional: ClassVar = True
    packs: ClassVar = False
