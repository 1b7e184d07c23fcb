"""The semi-supervised GAN by feature matching (Salimans et al. 2016), with pseudo-labels."""

from typing import Any, ClassVar

import keras
import numpy as np
import tensorflow as tf

from keras_gencmp.losses.semi_supervised import feature_matching, pseudo_label_loss
from keras_gencmp.models import labelled
from keras_gencmp.models.gan import GAN, ForwardPass, Tensor
from keras_gencmp.models.views import random_views
from keras_gencmp.recipes.schema import Count, Draw, Fraction, Weight


class FeatureMatchingGAN(GAN):
    """A GAN whose discriminator is a classifier of K logits l, trained with few labels.

    The score is logsumexp(l), the logit of Z / (Z + 1) with Z = sum_k exp(l_k): the logit of
    "generated" is fixed at 0 (Salimans et al. 2016, section 5). The discriminator minimises the
    cross-entropy of labelled images and, by the weight ``adversarial``, its loss as a GAN's; the
    generator matches the mean features of real images.

    ``pseudo_labels`` weighs a third term (Sohn et al. 2020): where the network without its dropout
    gives a shifted image a class above ``threshold``, that class is the target of another shift of
    it, with dropout. ``shift`` is in pixels. Of k = ``discriminator_steps`` minibatches the last
    alone has the terms of the GAN: the others cost a third. With ``adversarial`` = 0 the classifier
    learns without the generator, which still learns from it.

    The ``labels`` labelled images, of which each step draws ``labelled_batch``, are the first of
    each class in the training split, or by ``label_draw`` = 1, 2, ... as many after these. The
    labels of the batches are never used. Where averages are
    kept, those of the discriminator classify.
    """

    metric_names: ClassVar = (
        *GAN.metric_names,
        "classification_loss",
        "pseudo_label_loss",
        "accuracy",
    )
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
        labelled_batch: Count = 50,
        adversarial: Weight = 0.5,
        pseudo_labels: Weight = 1.0,
        threshold: Fraction = 0.95,
        shift: Weight = 2.0,
        **options: Any,
    ) -> None:
        super().__init__(generator, discriminator, **options)
        if len(discriminator.outputs) != 2:
            raise ValueError("the discriminator returns logits and features: set features = true")
        self.labels, self.label_draw, self.labelled = labels, label_draw, None
        self.labelled_batch = labelled_batch
        self.adversarial, self.pseudo_labels = adversarial, pseudo_labels
        self.threshold, self.shift = threshold, shift

    @property
    def averaged_roles(self) -> tuple[str, ...]:
        """The generator, and the classifier."""
        return ("generator", "discriminator")

    def prepare(self, split: Any) -> None:
        """Choose the labelled images from uint8 ``split.images`` and integer ``split.labels``."""
        classes = int(self.discriminator.outputs[0].shape[-1])
        mend = "change model.labels, or set networks.discriminator.outputs to the number of classes"
        self.labelled = labelled.of_each_class(split, self.labels, self.label_draw, classes, mend)

    def train_step(self, batch: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """k - 1 steps of the classifier, then one of both players from one forward pass."""
        *others, (x, y) = self.minibatches(batch)
        for k, (images, _) in enumerate(others):
            self.minimize("discriminator", lambda: self.classifier_loss(images, k))  # noqa: B023
        z = self.prior(tf.shape(y)[0], self.noise_seed(0))
        self.minimize_together(lambda: self.both_losses(self.forward(x, y, z, stream=len(others))))
        return self.finish_step()

    def forward(
        self, x: Tensor, y: Tensor, z: Tensor, score_real: bool = True, stream: int = 0
    ) -> ForwardPass:
        """G(z), and scores and features of real and of generated images."""
        fake = self.generate(z, y)
        fake_score, of_fake = self.discriminate(fake, y)
        real_score, of_real = self.discriminate(x, y)
        return ForwardPass(x, y, z, fake, real_score, fake_score, (of_real, of_fake), stream)

    def discriminate(
        self, images: Tensor, labels: Tensor, training: bool = True
    ) -> tuple[Tensor, Tensor]:
        """The score logsumexp(l) (n, 1), and the features."""
        logits, features = self.discriminator(images, training=training)
        return tf.reduce_logsumexp(logits, axis=1, keepdims=True), features

    def logits(self, images: Tensor, training: bool = True) -> Tensor:
        """The logits (n, K) of the classes."""
        return self.discriminator(images, training=training)[0]

    def discriminator_loss(self, step: ForwardPass) -> Tensor:
        """The weighted loss of the GAN's discriminator, and that of the classifier."""
        of_gan = self.adversarial * super().discriminator_loss(step)
        loss = of_gan + self.classifier_loss(step.x, step.stream)
        self.record_metrics(discriminator_loss=loss)
        return loss

    def generator_loss(self, step: ForwardPass) -> Tensor:
        """|mean f(x) - mean f(G(z))|^2."""
        loss = feature_matching(*step.features)
        self.record_metrics(generator_loss=loss)
        return loss

    def classifier_loss(self, x: Tensor, stream: int) -> Tensor:
        """E -log p(y|x) of labelled images, and the pseudo-label loss of unlabelled ones."""
        seeds = [self.noise_seed(200 + 4 * stream + i) for i in range(4)]
        images, classes = labelled.drawn(self.labelled, self.labelled_batch, seeds[0])
        logits = self.logits(random_views(images, seeds[1], shift=self.shift))
        loss = tf.nn.sparse_softmax_cross_entropy_with_logits(classes, logits)
        self.record_metrics(classification_loss=loss, accuracy=hits(classes, logits))
        one, other = (random_views(x, seed, shift=self.shift) for seed in seeds[2:])
        teacher, student = self.logits(one, training=False), self.logits(other)
        of_pseudo_labels = pseudo_label_loss(teacher, student, self.threshold)
        self.record_metrics(pseudo_label_loss=of_pseudo_labels)
        return tf.reduce_mean(loss) + self.pseudo_labels * of_pseudo_labels

    def test_step(self, batch: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """The accuracy on the held-out images so far."""
        images, labels = batch
        self.trackers["accuracy"].update_state(hits(labels, self.logits(images, training=False)))
        return {"accuracy": self.trackers["accuracy"].result()}

    def classify(self, images: Any) -> np.ndarray:
        """The most probable class (n,) of images in [0, 1]."""
        return self._in_chunks("category", images)

    def category(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        """The most probable class (n,), in inference mode."""
        return tf.argmax(self.logits(images, training=False), axis=1, output_type="int32")


def hits(labels: Tensor, logits: Tensor) -> Tensor:
    """1 where the most probable class is the label, and 0 elsewhere; (n,)."""
    classes = tf.argmax(logits, axis=1, output_type="int32")
    return tf.cast(classes == tf.cast(labels, "int32"), "float32")
