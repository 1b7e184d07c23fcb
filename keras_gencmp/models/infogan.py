"""InfoGAN: a GAN whose latent codes come to mean something, without labels (Chen et al. 2016)."""

from collections.abc import Sequence
from typing import Any, ClassVar

import keras
import numpy as np
import tensorflow as tf

from keras_gencmp import noise
from keras_gencmp.losses.mutual_information import (
    categorical_information,
    pair_information,
    uniform_information,
)
from keras_gencmp.models.gan import GAN, ForwardPass, Tensor
from keras_gencmp.models.players import frozen_moving_averages
from keras_gencmp.models.views import random_views
from keras_gencmp.recipes.schema import Weight

# How far a view differs from its image: pixels, degrees, and relative changes.
VIEW = {"shift": 2.5, "rotation": 15.0, "scale": 0.12, "shear": 0.15}


class InfoGAN(GAN):
    """A GAN both of whose players raise a bound of I(c; G(z)), c being part of z.

    min over G and Q, max over D of V(D, G) - lambda L_I(G, Q), equation 6 of the paper, where L_I
    is a lower bound of the mutual information (equation 5). z is noise, a one-hot category and
    continuous codes, one after the other, as many as the heads of ``recognition`` are long: this is
    Q, from features of the discriminator to [logits, means], and it moves with the discriminator.
    No label enters. The bounds are recorded in nats, that of the category being at most ln K;
    ``information`` is lambda for the category, ``code_information`` for the continuous codes.

    With ``final_information`` the category's weight moves to that on a line between two fractions
    of the training, ``ramp``. ``pair_information`` weighs a term that is not InfoGAN's: the mutual
    information of Q's categories of two views of each real image, rotated, scaled, sheared and
    shifted at random (Ji et al. 2019), which D and Q raise. The categories become what such maps
    leave as it is.
    """

    players: ClassVar = {**GAN.players, "discriminator": ("discriminator", "recognition")}
    metric_names: ClassVar = (*GAN.metric_names, "category_information", "code_information")
    classifies: ClassVar = True
    packs: ClassVar = False
    has_prior_density: ClassVar = False

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        recognition: keras.Model,
        *,
        information: Weight = 1.0,
        code_information: Weight = 1.0,
        final_information: Weight | None = None,
        ramp: Sequence[float] = (0.0, 1.0),
        pair_information: Weight = 0.0,
        **options: Any,
    ) -> None:
        super().__init__(generator, discriminator, recognition=recognition, **options)
        if len(ramp) != 2 or not 0 <= ramp[0] < ramp[1] <= 1:
            raise ValueError(f"ramp is two fractions of the training in order, not {list(ramp)}")
        self.weights_of_information = information, code_information
        self.final_information, self.ramp = final_information, tuple(ramp)
        self.pair_information = pair_information
        self.categories, self.codes = (int(head.shape[-1]) for head in recognition.outputs)
        self.noise = self.latent - self.categories - self.codes
        if self.noise < 1:
            raise ValueError(f"latent must be more than {self.categories + self.codes}, the codes")

    @property
    def code_names(self) -> tuple[str, ...]:
        """The codes in the order of :meth:`traversal`: the category, then the continuous ones."""
        return ("category", *(f"continuous code {k + 1}" for k in range(self.codes)))

    def prior(self, count: int | Tensor, seed: Tensor) -> Tensor:
        """Noise and codes from U(-1, 1), and a category from 1 to K between; (count, latent)."""
        uniform = noise.uniform([count, self.noise + self.codes], seed, -1.0, 1.0)
        category = noise.integers([count], noise.fold_in(seed, 1), self.categories)
        rest, codes = tf.split(uniform, [self.noise, self.codes], axis=1)
        return tf.concat([rest, tf.one_hot(category, self.categories), codes], axis=1)

    def forward(
        self, x: Tensor, y: Tensor, z: Tensor, score_real: bool = True, stream: int = 0
    ) -> ForwardPass:
        """That of the GAN, with Q(c|G(z)), [logits, means], as its features."""
        step = super().forward(x, y, z, score_real, stream)
        return step._replace(features=self.recognition(step.features, training=True))

    def discriminator_loss(self, step: ForwardPass) -> Tensor:
        """V's part less lambda L_I(G, Q): Q shares the discriminator's layers.

        Less the information in pairs of views, too, where that has a weight.
        """
        loss = super().discriminator_loss(step) - self.information(step)
        return loss - self.pairs(step.x, step.stream) if self.pair_information else loss

    def generator_loss(self, step: ForwardPass) -> Tensor:
        """The generator's loss less lambda L_I(G, Q)."""
        return super().generator_loss(step) - self.information(step)

    def information(self, step: ForwardPass) -> Tensor:
        """The bounds L_I of I(c; G(z)) in nats, means over the batch, added by their weights."""
        _, category, codes = tf.split(step.z, [self.noise, self.categories, self.codes], axis=1)
        logits, means = step.features
        of_category = tf.reduce_mean(categorical_information(category, logits))
        of_codes = tf.reduce_mean(uniform_information(codes, means))
        self.record_metrics(category_information=of_category, code_information=of_codes)
        code_weight = self.weights_of_information[1]
        return self.category_weight() * of_category + code_weight * of_codes

    def category_weight(self) -> float | Tensor:
        """lambda of the category in this step."""
        first, last = self.weights_of_information[0], self.final_information
        if last is None:
            return first
        begin, end = self.ramp
        done = (self.training_progress.fraction() - begin) / (end - begin)
        return first + (last - first) * tf.clip_by_value(done, 0.0, 1.0)

    def pairs(self, x: Tensor, stream: int) -> Tensor:
        """The weighted information of Q's categories in two views of real images, in nats.

        Views are no data: D's and Q's moving averages come out of them as they went in.
        """
        with frozen_moving_averages([self.discriminator, self.recognition]):
            one, other = (
                self.recognition(self.discriminate(view, None)[1], training=True)[0]
                for view in (self.view(x, 300 + 2 * stream), self.view(x, 301 + 2 * stream))
            )
        return self.pair_information * pair_information(one, other)

    def view(self, x: Tensor, stream: int) -> Tensor:
        """The images under random affine maps, about as far as one hand differs from another."""
        return random_views(x, self.noise_seed(stream), **VIEW)

    def classify(self, images: Any) -> np.ndarray:
        """The most probable category (n,) of images in [0, 1], a number without a known class."""
        return self._in_chunks("category", images)

    def category(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        """The most probable category (n,), in inference mode."""
        _, features = self.discriminate(images, labels, training=False)
        return tf.argmax(self.recognition(features, training=False)[0], axis=1)

    def traversal(
        self, code: int, values: Sequence[float], rows: int = 10, seed: int = 0
    ) -> np.ndarray:
        """Latents (rows, len(values), latent) that differ along a row in one code alone.

        Code 0 is the category, whose values are 0 to K - 1; code i is the i-th continuous one, and
        then the rows go through the categories (figure 2 of the paper).
        """
        z = np.array(self.prior(rows, tf.constant([seed, 0], "int64")))
        z = z[:, None].repeat(len(values), axis=1)
        first = self.noise + self.categories
        category = np.arange(rows)[:, None] if code else np.asarray(values, int)
        z[..., self.noise : first] = np.eye(self.categories)[category % self.categories]
        if code:
            z[..., first + code - 1] = values
        return z
