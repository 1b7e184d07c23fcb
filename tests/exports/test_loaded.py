"""A SavedModel used as a model."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import tensorflow as tf
from small import built, narrow

from keras_gencmp.errors import UserError
from keras_gencmp.exports import saved_model
from keras_gencmp.exports.loaded import LoadedModel
from keras_gencmp.exports.versions import export
from keras_gencmp.models import inference
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.recipes import recipe


@pytest.fixture(autouse=True)
def eagerly(monkeypatch):
    """Expected values without graphs, whose tracing would take most of the time."""
    monkeypatch.setattr(GenerativeModel, "_compiled", lambda model, name: getattr(model, name))


def exported(name, folder):
    model = built(narrow(recipe.load(name)))
    return model, LoadedModel(export(model, folder))


@pytest.mark.parametrize("name", ["conv-vae", "conditional-vae"])
def test_an_export_encodes_and_rebuilds_images_as_its_model_does(name, tmp_path):
    model, loaded = exported(name, tmp_path)
    assert (loaded.latent, loaded.image_shape) == (model.latent, model.image_shape)
    assert loaded.conditional == model.conditional
    images = np.random.default_rng(0).random((3, *model.image_shape)).astype("float32")
    labels = np.array([2, 0, 1]) if model.conditional else None
    codes = loaded.encode(images, labels)
    np.testing.assert_allclose(codes, model.encode(images, labels), atol=1e-5)
    rebuilt = loaded.reconstruct(images, labels)
    np.testing.assert_allclose(rebuilt, model.reconstruct(images, labels), atol=1e-5)
    np.testing.assert_allclose(loaded.decode_many(codes, labels), rebuilt, atol=1e-5)
    if model.conditional:
        with pytest.raises(UserError, match="--labels"):
            loaded.encode(images)


@pytest.mark.parametrize("name", ["dcgan", "conditional-vae", "infogan"])
def test_many_images_are_decoded_in_chunks(name, tmp_path, monkeypatch):
    model, loaded = exported(name, tmp_path)
    whole = loaded.endpoints.sample(tf.constant(7), tf.constant(5, tf.int64)).numpy()
    monkeypatch.setattr(inference, "BATCH", 3)
    monkeypatch.setattr(loaded.endpoints, "sample", None)
    np.testing.assert_allclose(loaded.sample(7, seed=5), whole, atol=1e-5)
    np.testing.assert_allclose(loaded.sample(7, seed=5), model.sample(7, seed=5), atol=1e-5)


def test_an_export_of_an_early_version_draws_at_once_what_memory_holds():
    ones = SimpleNamespace(sample=lambda n, seed: np.ones((int(n), 2, 2, 1)))
    assert saved_model.drawn(ones, Path("old"), 5, 0).shape == (5, 2, 2, 1)
    with pytest.raises(UserError, match="export its run again, or ask for 20,000 or fewer"):
        saved_model.drawn(ones, Path("old"), 20_001, 0)


def test_an_export_of_a_gan_samples_and_has_no_encoder(tmp_path):
    model, loaded = exported("dcgan", tmp_path)
    np.testing.assert_allclose(loaded.sample(3, seed=5), model.sample(3, seed=5), atol=1e-5)
    with pytest.raises(UserError, match="no encoder"):
        loaded.require_encoder()
