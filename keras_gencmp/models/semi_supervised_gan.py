"""The semi-supervised GAN: a classifier from a few labels and many images (Odena 2016)."""

from typing import Any, ClassVar

import keras
import numpy as np
import tensorflow as tf

from keras_gencmp.models import labelled
from keras_gencmp.models.gan import GAN, ForwardPass, Tensor
from keras_gencmp.recipes.schema import Count, Draw


class SemiSupervisedGAN(GAN):
    """A GAN whose discriminator has K + 1 logits l: those of the classes, the last of "generated".

    With p = softmax(l) and the non-saturating loss, the discriminator minimises the sum of
    E -log p_y of labelled images, E -log(1 - p_{K+1}) of unlabelled and E -log p_{K+1} of
    generated ones, and the generator E -log(1 - p_{K+1}): the score is logsumexp(l_1 ... l_K) -
    l_{K+1}, the logit of 1 - p_{K+1}. The ``labels`` labelled images are the first of each class in
    the training split, or by ``label_draw`` = 1, 2, ... as many after these. The labels of the
    batches are never used.
    """

    metric_names: ClassVar = (*GAN.metric_names, "classification_loss", "accuracy")
    classifies: ClassVar = True
    supervised: ClassVar = True
    packs: ClassVar = False

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        *,
        labels: Count = 100,
        label_draw: Draw = 0,
        **options: Any,
    ) -> None:
        super().__init__(generator, discriminator, **options)
        self.labels, self.label_draw, self.labelled = labels, label_draw, None

    def prepare(self, split: Any) -> None:
        """Choose the labelled images from uint8 ``split.images`` and integer ``split.labels``."""
        classes = int(self.discriminator.outputs[0].shape[-1]) - 1
        mend = (
            "change model.labels, or set networks.discriminator.outputs to the number of classes "
            "and one"
        )
        self.labelled = labelled.of_each_class(split, self.labels, self.label_draw, classes, mend)

    def forward(
        self, x: Tensor, y: Tensor, z: Tensor, score_real: bool = True, stream: int = 0
    ) -> ForwardPass:
        """G(z), D(G(z)), the classes and logits of labelled images, and D(x) of unlabelled ones.

        The order of the three passes decides which dropout noise each of them gets.
        """
        fake = self.generate(z, y)
        fake_score, _ = self.discriminate(fake, y)
        known = self.labelled_logits(tf.shape(y)[0], stream) if score_real else None
        real_score = self.score(x, y) if score_real else None
        return ForwardPass(x, y, z, fake, real_score, fake_score, known, stream)

    def discriminate(
        self, images: Tensor, labels: Tensor, training: bool = True
    ) -> tuple[Tensor, Tensor]:
        """The logit (n, 1) of images being real, and all K + 1 logits."""
        logits = self.discriminator(images, training=training)
        classes, fake = logits[:, :-1], logits[:, -1:]
        return tf.reduce_logsumexp(classes, axis=1, keepdims=True) - fake, logits

    def discriminator_loss(self, step: ForwardPass) -> Tensor:
        """The loss on unlabelled and generated images, and E -log p(y|x) on labelled ones."""
        classes, logits = step.features
        loss = tf.nn.sparse_softmax_cross_entropy_with_logits(classes, logits)
        self.record_metrics(classification_loss=loss, accuracy=hits(classes, logits))
        return super().discriminator_loss(step) + tf.reduce_mean(loss)

    def labelled_logits(self, count: Tensor, stream: int) -> tuple[Tensor, Tensor]:
        """The classes (count,) of labelled images and their K + 1 logits."""
        images, classes = self.sample_labelled(count, 200 + stream)
        return classes, self.discriminate(images, classes)[1]

    def sample_labelled(self, count: Tensor, stream: int) -> tuple[Tensor, Tensor]:
        """``count`` of the labelled images and their labels, drawn with replacement."""
        return labelled.drawn(self.labelled, count, self.noise_seed(stream))

    def test_step(self, batch: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """The accuracy on the held-out images so far."""
        logits = self.discriminate(*batch, training=False)[1]
        self.trackers["accuracy"].update_state(hits(batch[1], logits))
        return {"accuracy": self.trackers["accuracy"].result()}

    def classify(self, images: Any) -> np.ndarray:
        """The most probable class (n,) of images in [0, 1]."""
        return self._in_chunks("category", images)

    def category(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        """The most probable class (n,), in inference mode."""
        return most_probable(self.discriminate(images, labels, training=False)[1])


def most_probable(logits: Tensor) -> Tensor:
    """The class (n,) with the largest of the logits (n, K + 1), other than the last."""
    return tf.argmax(logits[:, :-1], axis=1, output_type="int32")


def hits(labels: Tensor, logits: Tensor) -> Tensor:
    """1 where the most probable class is the label, and 0 elsewhere; (n,)."""
    return tf.cast(most_probable(logits) == tf.cast(labels, "int32"), "float32")
