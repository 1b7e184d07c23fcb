"""GAN steps in PyTorch eager: a program for a Python that has torch.

It imports nothing of this project. ``torch_steps.py BATCH {shared,fresh} {tutorial,recipe} WIDTH``
says "ready" and how many weights it trains, then takes the number of steps on each line of stdin
and answers "done" when they are made, so that another process can time it in alternating rounds.
With ``shared`` the fakes of the discriminator's step serve the generator's too, as in PyTorch's
DCGAN tutorial; with ``fresh`` they are drawn anew.
"""

from __future__ import annotations

import os
import sys

import torch
from torch import nn
from torch_networks import KINDS, LATENT


class Trainer:
    """Both networks with Adam, and batches of random pixels: nothing waits for data."""

    def __init__(self, batch_size: int, fresh: bool, pair: tuple[nn.Module, nn.Module]) -> None:
        self.batch_size, self.fresh = batch_size, fresh
        self.generator, self.discriminator = pair
        self.optimizers = [torch.optim.Adam(network.parameters(), 1e-4) for network in pair]
        self.images = 2 * torch.rand(16, batch_size, 1, 28, 28) - 1

    @property
    def weights(self) -> int:
        """How many numbers are trained."""
        pair = self.generator, self.discriminator
        return sum(each.numel() for network in pair for each in network.parameters())

    def step(self, number: int) -> None:
        """One step of the discriminator, then one of the generator."""
        of_generator, of_discriminator = self.optimizers
        fakes, real = self.draw(), self.images[number % len(self.images)]
        of_discriminator.zero_grad()
        loss = self.entropy(real, 1.0) + self.entropy(fakes.detach(), 0.0)
        loss.backward()
        of_discriminator.step()
        of_generator.zero_grad()
        self.entropy(self.draw() if self.fresh else fakes, 1.0).backward()
        of_generator.step()

    def draw(self) -> torch.Tensor:
        """A batch of fakes."""
        return self.generator(torch.randn(self.batch_size, LATENT))

    def entropy(self, images: torch.Tensor, target: float) -> torch.Tensor:
        """The mean cross-entropy of images that should all be judged ``target``."""
        logits = self.discriminator(images)
        targets = torch.full_like(logits, target)
        return nn.functional.binary_cross_entropy_with_logits(logits, targets)


def main(batch_size: str, passes: str, kind: str, width: str) -> None:
    torch.set_num_threads(len(os.sched_getaffinity(0)))
    trainer = Trainer(int(batch_size), passes == "fresh", KINDS[kind](int(width)))
    print("ready", trainer.weights, flush=True)
    for line in sys.stdin:
        for number in range(int(line)):
            trainer.step(number)
        print("done", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
