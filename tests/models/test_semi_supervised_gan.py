"""The semi-supervised GAN: K + 1 logits, few labels, and Odena's losses."""

import numpy as np
import pytest
import tensorflow as tf
from scipy.special import log_softmax, softmax
from small import batches, built, images, narrow

from keras_gencmp import assembly
from keras_gencmp.errors import UserError
from keras_gencmp.recipes import recipe

PLAN = narrow(recipe.load("sgan-odena"))


def narrowed(**changes):
    model = built(PLAN, networks__discriminator__dropout=0.0, **changes)
    return model, batches(PLAN, model, images(4))[0]


def test_the_head_gives_logits():
    model, batch = narrowed(networks__discriminator__weights="he")
    logits = model.discriminator(batch[0]).numpy()
    assert logits.shape == (4, 11)
    assert logits.min() < 0 and np.abs(logits.sum(1) - 1).max() > 1e-3


def test_the_score_is_the_logit_of_not_being_fake():
    model, batch = narrowed(networks__discriminator__weights="he")
    fake = softmax(model.discriminator(batch[0]).numpy().astype("float64"), axis=1)[:, -1:]
    np.testing.assert_allclose(model.score(*batch), np.log1p(-fake) - np.log(fake), rtol=1e-4)


def test_the_losses_are_those_of_the_paper():
    model, batch = narrowed(networks__discriminator__weights="he")
    labelled = model.sample_labelled(4, 200)
    step = model.forward(*batch, model.prior(4, model.noise_seed(0)))
    real, fake, known = (
        log_softmax(model.discriminator(x).numpy().astype("float64"), axis=1)
        for x in (batch[0], step.fake, labelled[0])
    )
    not_fake = lambda x: np.log1p(-np.exp(x[:, -1])).mean()  # noqa: E731
    classified = known[np.arange(4), labelled[1]].mean()
    expected = -not_fake(real) - fake[:, -1].mean() - classified
    np.testing.assert_allclose(model.discriminator_loss(step), expected, rtol=1e-4)
    np.testing.assert_allclose(model.generator_loss(step), -not_fake(fake), rtol=1e-4)


def test_the_labels_of_the_batches_are_never_used():
    (one, batch), (other, _) = narrowed(), narrowed()
    one.train_step(batch)
    other.train_step((batch[0], 9 - batch[1]))
    result = assembly.variables(other)
    for name, value in assembly.variables(one).items():
        np.testing.assert_array_equal(value.numpy(), result[name].numpy(), name)


def test_labelled_images_are_the_first_of_each_class():
    model, _ = narrowed(model__labels=20)
    split = images(60)
    model.prepare(split)
    pixels, labels = (part.numpy() for part in model.labelled)
    assert np.bincount(labels).tolist() == [2] * 10
    np.testing.assert_array_equal(labels[:4], [0, 0, 1, 1])
    np.testing.assert_allclose(pixels[:2] * 255, split.images[[0, 10]], rtol=1e-6)


def test_another_draw_of_labels_takes_the_images_after_the_first():
    model, _ = narrowed(model__labels=10, model__label_draw=1)
    split = images(60)
    model.prepare(split)
    pixels = model.labelled[0].numpy() * 255
    np.testing.assert_allclose(pixels, split.images[10:20], rtol=1e-6)
    with pytest.raises(UserError, match=r"in draw 9 \(model.label_draw\)"):
        narrowed(model__labels=10, model__label_draw=9)


def test_labelled_images_are_drawn_anew_in_every_step_with_their_labels():
    model, _ = narrowed(model__labels=20)
    model.prepare(images(60))
    drawn = []
    for _ in range(2):
        pixels, labels = (part.numpy() for part in model.sample_labelled(50, 200))
        rows = [(model.labelled[0].numpy() == image).all((1, 2, 3)).argmax() for image in pixels]
        np.testing.assert_array_equal(model.labelled[1].numpy()[rows], labels)
        drawn.append(rows)
        model.clock.assign_add(1)
    assert drawn[0] != drawn[1] and len(set(drawn[0])) > 10


@pytest.mark.parametrize(
    ("labels", "words"),
    [(15, "change model.labels"), (30, "change model.labels"), (0, "of at least 1")],
)
def test_labels_that_cannot_be_chosen_are_one_sentence(labels, words):
    with pytest.raises(UserError, match=words):
        narrowed(model__labels=labels)


def test_more_classes_than_the_discriminator_knows_are_one_sentence():
    with pytest.raises(UserError, match="networks.discriminator.outputs"):
        narrowed(networks__discriminator__outputs=6)


def test_without_labelled_images_no_training():
    model = assembly.assemble(PLAN)
    with pytest.raises(UserError, match="prepare"):
        model.train_step(batches(PLAN, model, images(4))[0])


def test_the_held_out_accuracy_is_that_of_all_images_and_never_says_fake():
    model, _ = narrowed(networks__discriminator__weights="he")
    model.discriminator.trainable_weights[-1].assign([0.0] * 10 + [100.0])
    split = images(30)
    pixels = split.images.astype("float32") / 255
    # A smaller last batch must not weigh more than its images.
    data = tf.data.Dataset.from_tensor_slices((pixels, split.labels.astype("int32"))).batch(20)
    classes = model.classify(pixels)
    assert classes.max() < 10
    measured = model.evaluate(data, return_dict=True, verbose=0)
    assert measured == {"accuracy": pytest.approx(np.mean(classes == split.labels))}
