"""The networks of the peers in PyTorch; those of GANs are for images in [-1, 1].

``tutorial`` are those of TensorFlow's DCGAN tutorial, ``recipe`` those of our dcgan recipe, and
``radford`` those of Radford et al. (2016), cut to images of 28 pixels. ``one_layer`` is the VAE of
Burda et al. (2016). Like the programs that import it, this file needs nothing of this project.
"""

from __future__ import annotations

import itertools

import torch
from torch import nn

LATENT = 100


def tutorial(width: int) -> tuple[nn.Module, nn.Module]:
    """Generator and discriminator of the tutorial; its ``width`` is 64."""
    generator = nn.Sequential(
        nn.Linear(LATENT, 7 * 7 * 4 * width, bias=False),
        nn.BatchNorm1d(7 * 7 * 4 * width),
        nn.LeakyReLU(0.3),
        nn.Unflatten(1, (4 * width, 7, 7)),
        nn.ConvTranspose2d(4 * width, 2 * width, 5, 1, 2, bias=False),
        nn.BatchNorm2d(2 * width),
        nn.LeakyReLU(0.3),
        nn.ConvTranspose2d(2 * width, width, 5, 2, 2, 1, bias=False),
        nn.BatchNorm2d(width),
        nn.LeakyReLU(0.3),
        nn.ConvTranspose2d(width, 1, 5, 2, 2, 1, bias=False),
        nn.Tanh(),
    )
    layers: list[nn.Module] = []
    for first, last in ((1, width), (width, 2 * width)):
        layers += [nn.Conv2d(first, last, 5, 2, 2), nn.LeakyReLU(0.3), nn.Dropout(0.3)]
    return generator, nn.Sequential(*layers, nn.Flatten(), nn.Linear(2 * width * 7 * 7, 1))


def recipe(width: int) -> tuple[nn.Module, nn.Module]:
    """Generator and discriminator of the recipe; its ``width`` is 24."""
    generator = nn.Sequential(
        nn.Linear(LATENT, 512, bias=False),
        nn.BatchNorm1d(512),
        nn.ReLU(),
        nn.Linear(512, 7 * 7 * 2 * width, bias=False),
        nn.BatchNorm1d(7 * 7 * 2 * width),
        nn.ReLU(),
        nn.Unflatten(1, (2 * width, 7, 7)),
        nn.ConvTranspose2d(2 * width, width, 3, 2, 1, 1, bias=False),
        nn.BatchNorm2d(width),
        nn.ReLU(),
        nn.ConvTranspose2d(width, 1, 4, 2, 1),
        nn.Tanh(),
    )
    return generator, Skipping(width)


def radford(width: int) -> tuple[nn.Module, nn.Module]:
    """Generator and discriminator with ``width`` and twice as many filters, weights N(0, 0.02)."""
    generator = nn.Sequential(
        nn.Linear(LATENT, 7 * 7 * 2 * width, bias=False),
        nn.BatchNorm1d(7 * 7 * 2 * width),
        nn.ReLU(),
        nn.Unflatten(1, (2 * width, 7, 7)),
        nn.ConvTranspose2d(2 * width, width, 4, 2, 1, bias=False),
        nn.BatchNorm2d(width),
        nn.ReLU(),
        nn.ConvTranspose2d(width, 1, 4, 2, 1),
        nn.Tanh(),
    )
    discriminator = nn.Sequential(
        nn.Conv2d(1, width, 4, 2, 1),
        nn.LeakyReLU(0.2),
        nn.Conv2d(width, 2 * width, 4, 2, 1, bias=False),
        nn.BatchNorm2d(2 * width),
        nn.LeakyReLU(0.2),
        nn.Flatten(),
        nn.Linear(2 * width * 7 * 7, 1),
    )
    for network in (generator, discriminator):
        network.apply(normal_weights)
    return generator, discriminator


def normal_weights(layer: nn.Module) -> None:
    """Draw the weights of a layer from N(0, 0.02), as Radford et al. do."""
    if isinstance(layer, (nn.Linear, nn.Conv2d, nn.ConvTranspose2d)):
        nn.init.normal_(layer.weight, 0.0, 0.02)


def one_layer(widths: list[int], latent: int, activation: str) -> tuple[nn.Module, nn.Module]:
    """Encoder x -> (mean, log variance) and decoder z -> logits of a VAE of dense layers."""
    between = {"tanh": nn.Tanh, "relu": nn.ReLU, "gelu": nn.GELU}[activation]

    def dense(*sizes: int) -> nn.Sequential:
        hidden = [
            layer
            for first, last in itertools.pairwise(sizes[:-1])
            for layer in (nn.Linear(first, last), between())
        ]
        return nn.Sequential(*hidden, nn.Linear(*sizes[-2:]))

    return dense(784, *widths, 2 * latent), dense(latent, *widths, 784)


class Skipping(nn.Module):
    """The recipe's discriminator: its logit sees the flattened maps and a hidden layer of them."""

    def __init__(self, width: int) -> None:
        super().__init__()
        flat = 7 * 7 * 2 * width
        self.maps = nn.Sequential(
            nn.Conv2d(1, width, 4, 2, 1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(width, 2 * width, 3, 2, 1, bias=False),
            nn.BatchNorm2d(2 * width),
            nn.LeakyReLU(0.2),
            nn.Flatten(),
        )
        hidden = nn.Linear(flat, 256, bias=False)
        self.hidden = nn.Sequential(hidden, nn.BatchNorm1d(256), nn.LeakyReLU(0.2))
        self.logit = nn.Linear(flat + 256, 1)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Logits (n, 1) of images (n, 1, 28, 28)."""
        flat = self.maps(images)
        return self.logit(torch.cat([flat, self.hidden(flat)], dim=1))


KINDS = {"tutorial": tutorial, "recipe": recipe, "radford": radford}
