"""The training of a GAN or a VAE in PyTorch: a program for a Python that has torch.

It imports nothing of this project. ``torch_training.py SETTINGS.json`` reads what to train, says
"ready", then takes one command on each line of stdin:

- ``train STEPS`` answers "done WALL CPU", the seconds of these steps,
- ``sample COUNT FILE`` writes images (n, 28, 28, 1) in [0, 1], from the same latents every time,
- ``encode IN OUT`` and ``decode IN OUT`` turn images into means and log variances (n, 2 d), and
  latents into probabilities (n, 784), as .npy files,
- ``save FILE`` and ``restore FILE`` keep the whole state, the random generators among it.

The settings are ``kind``, ``images`` (a .npy of bytes), ``batch``, ``seed``, ``rate`` and
``beta_1`` of Adam, and ``width``, or for a VAE ``widths``, ``latent`` and ``activation``.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch_networks import KINDS, LATENT, one_layer


class Trainer:
    """What both families share: images in a new order every epoch, Adam, and the state."""

    def __init__(self, settings: dict, networks: tuple[nn.Module, nn.Module]) -> None:
        self.networks = nn.ModuleList(networks)
        rate, betas = settings["rate"], (settings["beta_1"], 0.999)
        self.optimizers = [torch.optim.Adam(each.parameters(), rate, betas) for each in networks]
        self.images, self.batch_size = np.load(settings["images"]), settings["batch"]
        self.random = np.random.default_rng(settings["seed"])
        self.batches = self.epochs()

    def epochs(self) -> Iterator[np.ndarray]:
        """Batches of bytes without end."""
        while True:
            order = self.random.permutation(len(self.images))
            for at in range(0, len(order) - self.batch_size + 1, self.batch_size):
                yield self.images[order[at : at + self.batch_size]]

    def next_images(self) -> torch.Tensor:
        """The next batch (n, 1, 28, 28) in [0, 1]."""
        batch = next(self.batches).astype(np.float32) / 255
        return torch.from_numpy(batch.transpose(0, 3, 1, 2))

    def save(self, file: str) -> None:
        """Write weights, optimizers and random generators; a new epoch begins on restoring."""
        optimizers = [each.state_dict() for each in self.optimizers]
        state = {"networks": self.networks.state_dict(), "optimizers": optimizers}
        state |= {"torch": torch.get_rng_state(), "numpy": self.random.bit_generator.state}
        torch.save(state, file)

    def restore(self, file: str) -> None:
        """Go on from a file that ``save`` wrote."""
        state = torch.load(file, weights_only=False)
        self.networks.load_state_dict(state["networks"])
        for optimizer, each in zip(self.optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(each)
        torch.set_rng_state(state["torch"])
        self.random.bit_generator.state = state["numpy"]
        self.batches = self.epochs()


class GAN(Trainer):
    """The non-saturating GAN; the fakes of the discriminator's step serve the generator's too."""

    def step(self) -> None:
        """One step of the discriminator, then one of the generator."""
        generator, discriminator = self.networks
        of_generator, of_discriminator = self.optimizers
        real = 2 * self.next_images() - 1
        fakes = generator(torch.randn(len(real), LATENT))
        of_discriminator.zero_grad()
        loss = entropy(discriminator(real), 1.0) + entropy(discriminator(fakes.detach()), 0.0)
        loss.backward()
        of_discriminator.step()
        of_generator.zero_grad()
        entropy(discriminator(fakes), 1.0).backward()
        of_generator.step()

    @torch.no_grad()
    def sample(self, count: str, file: str) -> None:
        """Write images of the generator in inference mode."""
        generator = self.networks[0].eval()
        z = torch.from_numpy(np.random.default_rng(1).standard_normal((int(count), LATENT), "f"))
        images = torch.cat([generator(block) for block in z.split(500)])
        generator.train()
        np.save(file, (0.5 * images + 0.5).permute(0, 2, 3, 1).numpy())


class VAE(Trainer):
    """The VAE with a Bernoulli likelihood, whose images are binarised anew in every step."""

    def step(self) -> None:
        """One step down the negative ELBO."""
        encoder, decoder = self.networks
        x = torch.bernoulli(self.next_images().flatten(1))
        mean, log_variance = encoder(x).chunk(2, dim=1)
        z = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
        logits = decoder(z)
        reconstruction = nn.functional.binary_cross_entropy_with_logits(logits, x, reduction="sum")
        kl = 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance).sum()
        for optimizer in self.optimizers:
            optimizer.zero_grad()
        ((reconstruction + kl) / len(x)).backward()
        for optimizer in self.optimizers:
            optimizer.step()

    @torch.no_grad()
    def encode(self, source: str, target: str) -> None:
        """Write mean and log variance of q(z|x), side by side."""
        images = torch.from_numpy(np.load(source)).flatten(1)
        np.save(target, self.networks[0](images).numpy())

    @torch.no_grad()
    def decode(self, source: str, target: str) -> None:
        """Write the probability of each pixel."""
        np.save(target, torch.sigmoid(self.networks[1](torch.from_numpy(np.load(source)))).numpy())


def entropy(logits: torch.Tensor, target: float) -> torch.Tensor:
    """The mean cross-entropy of logits that should all say ``target``."""
    targets = torch.full_like(logits, target)
    return nn.functional.binary_cross_entropy_with_logits(logits, targets)


def trainer(settings: dict) -> Trainer:
    """The training that the settings describe."""
    torch.manual_seed(settings["seed"])
    if settings["kind"] == "vae":
        sizes = settings["widths"], settings["latent"], settings["activation"]
        return VAE(settings, one_layer(*sizes))
    return GAN(settings, KINDS[settings["kind"]](settings["width"]))


def main(file: str) -> None:
    torch.set_num_threads(len(os.sched_getaffinity(0)))
    training = trainer(json.loads(Path(file).read_text(encoding="utf-8")))
    print("ready", flush=True)
    for line in sys.stdin:
        command, *arguments = line.split("\t")
        arguments = [argument.rstrip("\n") for argument in arguments]
        wall, cpu = time.perf_counter(), time.process_time()
        if command == "train":
            for _ in range(int(arguments[0])):
                training.step()
        else:
            getattr(training, command)(*arguments)
        print("done", time.perf_counter() - wall, time.process_time() - cpu, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
