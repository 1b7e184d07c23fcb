"""Floating-point operations of a training step, from the shapes of the layers.

A forward pass takes two operations for each multiplication of a weight; the gradient of the weights
takes as many again, and so does the gradient of the inputs. Normalisation, activations and the
optimizer are left out: less than a hundredth of the whole.
"""

from __future__ import annotations

import keras

from keras_gencmp.evaluation.likelihood.cost import multiplications

# (passes of the generator, passes of the discriminator) in a step: forward 1, backward 2 where the
# weights learn, backward 1 where the gradient only goes through.
SHARED = 3, 7  # real and fake 3 each, and 1 back through to the fakes
TWO_PASSES = 4, 8  # 1 and 6 for the discriminator, 3 and 2 for the generator
TORCH_SHARED = (
    3,
    9,
)  # the discriminator sees the fakes twice, and all its gradients are computed both times
TORCH_FRESH = 4, 9


def gan_flops(generator: keras.Model, discriminator: keras.Model, passes: tuple[int, int]) -> float:
    """FLOP of a GAN's step for each real image in it; ``passes`` are those of both networks."""
    costs = multiplications(generator), multiplications(discriminator)
    return 2.0 * sum(cost * count for cost, count in zip(costs, passes, strict=True))


def vae_flops(encoder: keras.Model, decoder: keras.Model) -> float:
    """FLOP of a VAE's step for each image in it: both networks forward and backward."""
    return 2.0 * 3.0 * (multiplications(encoder) + multiplications(decoder))
