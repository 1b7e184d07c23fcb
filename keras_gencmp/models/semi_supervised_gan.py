"""The semi-supervised GAN: a classifier from a few labels and many images (Odena 2016)."""

from typing import Any, ClassVar

import keras
import numpy as np
import tensorflow as tf

from keras_gencmp.errors import UserError
from keras_gencmp.models.gan import GAN, Fakes, Tensor


class SemiSupervisedGAN(GAN):
    """A GAN whose discriminator has K + 1 logits l: those of the classes, and the last of a fake.

    The score is logsumexp(l_1 ... l_K) - l_fake, the logit of 1 - p_fake: with the non-saturating
    loss, unlabelled images cost -log(1 - p_fake), fakes -log p_fake, and the generator -log(1 -
    p_fake). The discriminator adds the cross-entropy of ``labels`` labelled images, which are the
    first of each class in the training split. The labels of the batches are never used.
    """

    reports: ClassVar = (*GAN.reports, "classification_loss", "accuracy")

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        *,
        labels: int = 100,
        **options: Any,
    ) -> None:
        super().__init__(generator, discriminator, **options)
        self.labels, self.labelled = labels, None

    def prepare(self, split: Any) -> None:
        """Choose the labelled images from uint8 ``split.images`` and integer ``split.labels``."""
        classes = int(self.discriminator.outputs[0].shape[-1]) - 1
        each, rest = divmod(self.labels, classes)
        rows = [np.flatnonzero(split.labels == label)[:each] for label in range(classes)]
        if rest or split.labels.max() >= classes or min(map(len, rows)) < max(each, 1):
            raise UserError(
                f"no {self.labels} labels, equally many of {classes} classes: change model.labels, "
                "or set networks.discriminator.outputs to the number of classes and one"
            )
        chosen = np.concatenate(rows)
        images = np.asarray(split.images[chosen], "float32") / 255
        self.labelled = tf.constant(images), tf.constant(split.labels[chosen], "int32")

    def examine(self, images: Tensor, labels: Tensor, training: bool = True) -> list[Tensor]:
        """The logit (n, 1) of images being real, and all K + 1 logits."""
        logits = self.discriminator(images, training=training)
        classes, fake = logits[:, :-1], logits[:, -1:]
        return [tf.reduce_logsumexp(classes, axis=1, keepdims=True) - fake, logits]

    def judge(self, real: Tensor, labels: Tensor, fakes: Fakes) -> Tensor:
        """The discriminator's loss on unlabelled, fake and labelled images."""
        images, classes = self.draw_labelled(tf.shape(labels)[0], 200 + fakes.stream)
        logits = self.examine(images, classes)[1]
        loss = tf.nn.sparse_softmax_cross_entropy_with_logits(classes, logits)
        self.record(classification_loss=loss, accuracy=hits(classes, logits))
        return super().judge(real, labels, fakes) + tf.reduce_mean(loss)

    def draw_labelled(self, count: Tensor, stream: int) -> tuple[Tensor, Tensor]:
        """``count`` of the labelled images and their labels, drawn with replacement."""
        if self.labelled is None:
            raise UserError("call prepare(split) before training: it chooses the labelled images")
        seed = self.noise_seed(stream)
        rows = tf.random.stateless_uniform([count], seed, 0, self.labels, "int32")
        return tuple(tf.gather(part, rows) for part in self.labelled)

    def test_step(self, batch: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """The accuracy on the held-out images so far."""
        logits = self.examine(*batch, training=False)[1]
        self.trackers["accuracy"].update_state(hits(batch[1], logits))
        return {"accuracy": self.trackers["accuracy"].result()}

    def classify(self, images: Any) -> np.ndarray:
        """The likeliest class (n,) of images in [0, 1]."""
        return self._mapped("category", images)

    def category(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        """The likeliest class (n,), in inference mode."""
        return likeliest(self.examine(images, labels, training=False)[1])


def likeliest(logits: Tensor) -> Tensor:
    """The class (n,) with the largest of the logits (n, K + 1), other than fake."""
    return tf.argmax(logits[:, :-1], axis=1, output_type="int32")


def hits(labels: Tensor, logits: Tensor) -> Tensor:
    """1 where the likeliest class is the label, and 0 elsewhere; (n,)."""
    return tf.cast(likeliest(logits) == tf.cast(labels, "int32"), "float32")
