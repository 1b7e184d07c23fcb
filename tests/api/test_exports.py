"""Exports in the place of models: taken where commands take them, and one sentence elsewhere."""

from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure

import keras_gencmp as gg
from keras_gencmp.errors import UserError

FOLDER = Path(__file__).parents[2] / "saved_models"
VAE, LABELLED, GAN = (FOLDER / name for name in ("conv-vae", "conditional-vae", "dcgan-tuned"))
X = np.random.default_rng(0).random((3, 28, 28, 1))


@pytest.fixture(scope="module")
def vae():
    return gg.load(VAE)


def test_a_folder_and_what_load_returns_are_the_same(vae, session):
    for each in (VAE, str(VAE / "1"), vae):
        np.testing.assert_array_equal(gg.sample(each, 2, seed=3), vae.sample(2, 3))
        np.testing.assert_array_equal(gg.encode(each, X), vae.encode(X))


def test_pictures_are_rebuilt_and_joined(vae, session):
    assert isinstance(gg.reconstruct(vae, X, n=2), Figure)
    assert isinstance(gg.interpolate(VAE, X[:2], steps=3), Figure)


def test_classes_are_numbers(session):
    labelled = gg.load(LABELLED)
    codes = gg.encode(labelled, X, labels=[3, "7", 3])
    np.testing.assert_array_equal(codes, labelled.encode(X, np.array([3, 7, 3])))
    for labels, message in (
        (None, "give the class of each image"),
        (["a", "b", "c"], "an export knows its classes by number"),
        ([1, 2], "2 labels were given for 3 images"),
    ):
        with pytest.raises(UserError, match=message):
            gg.encode(labelled, X, labels=labels)


def test_exports_are_scored_by_their_folders(vae, session):
    of_one = gg.evaluate(VAE, dataset="digits", metrics="sharpness", n=20).values()
    sets = {"path": VAE, "text": str(VAE), "loaded": vae}
    table = gg.evaluate(sets, dataset="digits", metrics="sharpness", n=20).values()
    assert of_one[str(VAE)] == table["path"] == table["text"] == table["loaded"]


CALLS = [
    (lambda: gg.sample(VAE, labels=[3]), "labels does nothing with an export"),
    (lambda: gg.sample(VAE, draw=True), "draw does nothing with an export"),
    (lambda: gg.sample(VAE, sampler="gmm"), "sampler does nothing with an export"),
    (lambda: gg.encode(GAN, X), "has no encoder"),
    (lambda: gg.reconstruct(VAE), "is an export, .* name a run"),
    (lambda: gg.interpolate(GAN, dataset="digits"), "is an export, .* name a run"),
    (lambda: gg.manifold(VAE), "is an export, .* name a run"),
    (lambda: gg.latent(VAE, dataset="digits"), "is an export, .* name a run"),
    (lambda: gg.curves(gg.load(VAE)), "is an export, .* name a run"),
    (lambda: gg.resume(VAE), "is an export, .* name a run"),
    (lambda: gg.export(VAE), "is an export, .* name a run"),
    (lambda: gg.train("gan", init=VAE), "is an export, .* name a run"),
    (lambda: gg.evaluate(VAE), "name them, as in dataset='digits'"),
    (lambda: gg.compare(gg.load(VAE), output="o"), "LoadedModel is neither"),
    (lambda: gg.export(gg.build("gan")), "what gg.train returned, not a GAN"),
]


@pytest.mark.parametrize(("call", "message"), CALLS)
def test_elsewhere_they_are_refused(call, message, session):
    with pytest.raises(UserError, match=message):
        call()
