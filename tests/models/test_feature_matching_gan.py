"""The semi-supervised GAN by feature matching: its losses, its labels, and whom they move."""

import numpy as np
import pytest
import tensorflow as tf
from scipy.special import log_softmax, logsumexp
from small import batches, built, images, narrow

from keras_gencmp import assembly
from keras_gencmp.errors import UserError
from keras_gencmp.recipes import recipe

PLAN = narrow(recipe.load("semi-supervised-gan"))


def narrowed(**changes):
    model = built(PLAN, networks__discriminator__dropout=0.0, **changes)
    return model, batches(PLAN, model, images(4 * model.batches_per_step))[0]


def forward(model, batch):
    x, y = (part[:4] for part in batch)
    return model.forward(x, y, model.prior(4, model.noise_seed(0)))


def softplus(x):
    return np.logaddexp(0.0, x)


def test_the_losses_of_the_gan_are_those_of_the_paper():
    model, batch = narrowed(model__pseudo_labels=0.0)
    step = forward(model, batch)
    (real, of_real), (fake, of_fake) = (
        [part.numpy().astype("float64") for part in model.discriminator(x)]
        for x in (step.x, step.fake)
    )
    classified = float(model.classifier_loss(step.x, step.stream))
    scores = [logsumexp(each, axis=1) for each in (real, fake)]
    of_gan = 0.5 * (softplus(-scores[0]).mean() + softplus(scores[1]).mean())
    np.testing.assert_allclose(model.discriminator_loss(step), of_gan + classified, rtol=1e-4)
    expected = ((of_real.mean(0) - of_fake.mean(0)) ** 2).sum()
    np.testing.assert_allclose(model.generator_loss(step), expected, rtol=1e-3)


def test_labelled_images_are_classified_and_sure_views_are_targets():
    model, batch = narrowed(model__shift=0.0, model__threshold=0.2, model__pseudo_labels=2.0)
    x = batch[0][:4]
    chosen = model.labelled[0].numpy()
    of_labels = log_softmax(model.logits(chosen).numpy().astype("float64"), axis=1)
    losses = {int(c): -row[int(c)] for row, c in zip(of_labels, model.labelled[1], strict=True)}
    total = float(model.classifier_loss(x, 0))
    logits = model.logits(x).numpy().astype("float64")
    sure = np.exp(log_softmax(logits, axis=1)).max(axis=1) > 0.2
    pseudo = (sure * -log_softmax(logits, axis=1).max(axis=1)).mean()
    assert sure.any()
    # What is left is the mean over the labelled images of the batch.
    left = total - 2.0 * pseudo
    assert min(losses.values()) - 1e-4 <= left <= max(losses.values()) + 1e-4


def test_the_labels_of_the_batches_are_never_used():
    (one, batch), (other, _) = narrowed(), narrowed()
    one.train_step(batch)
    other.train_step((batch[0], 9 - batch[1]))
    result = assembly.variables(other)
    for name, value in assembly.variables(one).items():
        np.testing.assert_array_equal(value.numpy(), result[name].numpy(), name)


def test_the_last_minibatch_alone_moves_the_generator():
    model, batch = narrowed()
    before = [weight.numpy() for weight in model.generator.trainable_weights]
    model.train_step(batch)
    assert model.batches_per_step == 4
    assert int(model.discriminator_optimizer.iterations) == 4
    assert int(model.generator_optimizer.iterations) == 1
    after = model.generator.trainable_weights
    assert any(not np.array_equal(a, b) for a, b in zip(before, after, strict=True))


def test_the_averages_of_the_classifier_classify():
    model, batch = narrowed(schedule__average=0.5)
    for _ in range(2):
        model.train_step(batch)
    last = model.discriminator(batch[0])[0].numpy()
    with model.averaged():
        averaged = model.discriminator(batch[0])[0].numpy()
        np.testing.assert_array_equal(model.classify(batch[0]), averaged.argmax(axis=1))
    assert not np.array_equal(last, averaged)


def test_the_held_out_accuracy_is_that_of_all_images():
    model, _ = narrowed()
    split = images(30)
    pixels = split.images.astype("float32") / 255
    data = tf.data.Dataset.from_tensor_slices((pixels, split.labels.astype("int32"))).batch(20)
    measured = model.evaluate(data, return_dict=True, verbose=0)
    assert measured == {"accuracy": pytest.approx(np.mean(model.classify(pixels) == split.labels))}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"model__labels": 15}, "change model.labels"),
        ({"networks__discriminator__outputs": 6}, "to the number of classes$"),
        ({"networks__discriminator__features": False}, "set features = true"),
    ],
)
def test_what_does_not_fit_is_one_sentence(changes, words):
    with pytest.raises(UserError, match=words):
        narrowed(**changes)
