"""The models by the names that recipes give them: ``module.Class``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from keras_gencmp.registry import Entry, Registry

PACKAGE = "keras_gencmp.models"


@dataclass(frozen=True)
class Model(Entry):
    """The row of a model: also its adversarial loss by default, and units of its other metrics.

    ``loss`` is the name of a row of the losses, or nothing for a model that is not known to have
    one. Metrics that ``units`` does not name are in the units of the loss, or in nats.
    """

    loss: str = ""
    units: Mapping[str, str] = field(default_factory=dict)


def _own(name: str, summary: str, loss: str = "non_saturating", **units: str) -> Model:
    """The row of a model of the package."""
    module, kind = name.split(".")
    return Model(name, f"{PACKAGE}.{module}:{kind}", summary, loss, units)


MODELS = Registry(
    "model",
    (
        _own("gan.GAN", "Generator against discriminator, with any loss (Goodfellow et al. 2014)"),
        _own(
            "conditional_gan.ConditionalGAN",
            "GAN whose players both see the label (Mirza and Osindero 2014)",
        ),
        _own(
            "infogan.InfoGAN",
            "GAN with codes of high mutual information with the image (Chen et al. 2016)",
        ),
        _own(
            "semi_supervised_gan.SemiSupervisedGAN",
            "GAN whose discriminator also learns to classify, from few labels (Odena 2016)",
        ),
        _own(
            "feature_matching_gan.FeatureMatchingGAN",
            "GAN whose discriminator is a classifier, and whose generator matches its features "
            "(Salimans et al. 2016)",
            pseudo_label_loss="nats",
            classification_loss="nats",
        ),
        _own(
            "energy_gan.EnergyGAN",
            "GAN whose discriminator is an autoencoder (Zhao et al. 2017)",
            "energy",
            pull_away="squared cosine",
        ),
        _own(
            "progressive_gan.ProgressiveGAN",
            "GAN whose resolution grows during training (Karras et al. 2018)",
        ),
        _own("autoencoder.Autoencoder", "Deterministic autoencoder"),
        _own("vae.VAE", "Variational autoencoder, beta-VAE and IWAE (Kingma and Welling 2014)"),
        _own(
            "conditional_vae.ConditionalVAE",
            "VAE with the label in encoder and decoder (Sohn et al. 2015)",
        ),
        _own(
            "hierarchical_vae.HierarchicalVAE",
            "VAE of two stochastic layers (Tomczak and Welling 2018)",
        ),
        _own(
            "info_vae.InfoVAE",
            "VAE with an MMD between aggregate posterior and prior (Zhao et al. 2019)",
            mmd="squared MMD",
        ),
        _own(
            "vae_gan.VAEGAN",
            "VAE that reconstructs in a discriminator's features (Larsen et al. 2016)",
        ),
        _own(
            "adversarial_vae.AdversarialVAE",
            "VAE whose reconstructions must fool a discriminator of [image, z]",
        ),
        _own("avb.AVB", "VAE with a posterior of samples alone (Mescheder et al. 2017)"),
    ),
    installed=Model,
)
