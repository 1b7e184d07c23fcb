"""PacGAN: a discriminator that scores packs of images."""

import numpy as np
import pytest
from small import batches, built, images, narrow

from keras_gencmp.errors import UserError
from keras_gencmp.models.packing import packed
from keras_gencmp.recipes import recipe

PACK = {"networks__discriminator__pack": 2}


def test_a_pack_holds_neighbours_one_after_the_other():
    pixels = np.random.default_rng(0).random((6, 4, 5, 2), "float32")
    found = np.asarray(packed(pixels, 3))
    assert found.shape == (2, 4, 5, 6)
    np.testing.assert_array_equal(found[1, ..., 2:4], pixels[4])
    np.testing.assert_array_equal(packed(pixels, 1), pixels)


@pytest.mark.parametrize("name", ["dcgan", "wgan-gp"])
def test_a_packed_discriminator_gives_a_score_for_each_pack_and_trains(name):
    plan = narrow(recipe.load(name))
    model = built(plan, **PACK)
    x, y = batches(plan, model, images(4 * model.batches_per_step))[0]
    step = model.forward(x[:4], y[:4], model.prior(4, model.noise_seed(0)))
    assert model.pack == 2 and step.real_score.shape == step.fake_score.shape == (2, 1)
    before = [weight.numpy() for weight in model.discriminator.trainable_weights]
    losses = model.train_step((x, y))
    assert all(np.isfinite(value) for value in losses.values())
    after = model.discriminator.trainable_weights
    assert any(not np.array_equal(a, b) for a, b in zip(before, after, strict=True))


def test_a_pack_of_copies_is_seen():
    """A linear discriminator of the difference within a pack tells copies from pairs."""
    plan = narrow(recipe.load("dcgan"))
    model = built(plan, **PACK)
    one = np.random.default_rng(0).random((1, 28, 28, 1), "float32")
    other = np.random.default_rng(1).random((1, 28, 28, 1), "float32")
    copies, pair = np.concatenate([one, one]), np.concatenate([one, other])
    scores = [float(model.score(each, None, training=False)[0, 0]) for each in (copies, pair)]
    assert scores[0] != scores[1]


def test_a_batch_must_be_a_multiple_of_the_pack():
    plan = narrow(recipe.load("dcgan"))
    with pytest.raises(UserError, match=r"schedule\.batch_size must be a multiple of 3, not 4"):
        built(plan, networks__discriminator__pack=3)


@pytest.mark.parametrize(
    "name", ["conditional-gan", "infogan", "semi-supervised-gan", "sgan-odena"]
)
def test_models_that_know_something_of_each_image_take_no_packs(name):
    with pytest.raises(UserError, match="needs a score of each image: set pack = 1"):
        built(narrow(recipe.load(name)), **PACK)
