"""The networks by the names that recipes give them: ``style.role``."""

from __future__ import annotations

from keras_gencmp.registry import Entry, Registry

PACKAGE = "keras_gencmp.networks"


def _own(name: str, summary: str) -> Entry:
    """The row of a network of the package: a style is a module, a role is a function in it."""
    style, role = name.split(".")
    return Entry(name, f"{PACKAGE}.{style}:{role}", summary)


NETWORKS = Registry(
    "network",
    (
        _own("mlp.generator", "Dense layers from z to an image in [0, 1]"),
        _own("mlp.discriminator", "Dense layers from an image to logits"),
        _own("mlp.encoder", "Dense layers from an image to mean and log variance"),
        _own("mlp.code", "Dense layers from an image to a code"),
        _own("mlp.decoder", "Dense layers from z to logits of the pixels"),
        _own("dcgan.generator", "Transposed convolutions from z (Radford et al. 2016)"),
        _own("dcgan.discriminator", "Strided convolutions to logits (Radford et al. 2016)"),
        _own("dcgan.recognition", "InfoGAN's Q on the discriminator's features"),
        _own("conv.encoder", "Strided convolutions from an image to mean and log variance"),
        _own("conv.code", "Strided convolutions from an image to a code"),
        _own("conv.decoder", "Transposed convolutions from z to logits of the pixels"),
        _own("deconv.generator", "Five transposed convolutions from one pixel (report A)"),
        _own("lenet.discriminator", "LeNet-5 with max-pooling and ReLU (report A)"),
        _own("energy.discriminator", "Convolutional autoencoder that returns its code, too"),
        _own("pairs.discriminator", "Logit of pairs [image, z]"),
        _own("pairs.implicit_encoder", "z from an image and noise, without a density"),
        _own("hierarchical.encoder", "q(z2|x) of a VAE with two stochastic layers"),
        _own("hierarchical.local_features", "What q(z1|x, z2) sees of an image"),
        _own("hierarchical.local_encoder", "q(z1|x, z2) of a VAE with two stochastic layers"),
        _own("hierarchical.local_prior", "p(z1|z2) of a VAE with two stochastic layers"),
        _own("hierarchical.decoder", "p(x|z1, z2) of a VAE with two stochastic layers"),
        _own("local.autoregression", "What the pixels before a pixel add to its logit"),
        _own("progressive.generator", "Generator of 7, 14 and 28 pixels, faded in by the stage"),
        _own("progressive.discriminator", "Discriminator of the same resolutions"),
        _own("progressive.fade", "Real images as coarse as those of the stage"),
    ),
    installed=Entry,
)
