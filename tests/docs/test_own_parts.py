"""The code on the page about a model of one's own: a model is built of it and trained."""

import re

import numpy as np
import pytest
from documentation import ROOT, blocks

import keras_gencmp as gg

TINY = {"networks.generator.width": 2, "networks.discriminator.width": 2, "latent": 4}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with the page's file of parts."""
    parts = [code for code in blocks(ROOT / "docs" / "own-model.md", "python")]
    (tmp_path / "my_parts.py").write_text("\n\n".join(parts), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def finite(history):
    return all(np.isfinite(values).all() for values in history.history.values())


def test_the_loss_trains_a_gan(folder):
    model = gg.build("hinge-gan", TINY | {"model.loss": "my_parts.py:squared_hinge"})
    batches = gg.dataset("digits", batch_size=20).take(2)
    assert finite(model.fit(batches, verbose=0))


def test_the_prior_is_drawn_from_and_trains_a_vae(folder):
    small = {"networks.encoder.widths": [8], "networks.decoder.widths": [8], "latent": 3}
    model = gg.build("vae", small | {"prior": "my_parts.py:laplace"})
    z = np.asarray(model.prior(20_000, np.array([0, 0], "int64")))
    assert np.isfinite(z).all() and np.allclose(z.mean(0), 0, atol=0.05)
    assert np.allclose(np.abs(z).mean(0), 1, atol=0.05)
    np.testing.assert_allclose(
        model.p_z.log_prob(z[:5]), -np.abs(z[:5]).sum(1) - 3 * np.log(2), rtol=1e-5
    )
    assert finite(model.fit(gg.dataset("digits", batch_size=20).take(2), verbose=0))
    assert model.sample(2).shape == (2, 28, 28, 1)


def test_the_network_stands_in_a_recipe_and_trains(folder):
    own = next(code for code in blocks(ROOT / "docs" / "own-model.md", "toml"))
    text = (ROOT / "keras_gencmp" / "recipes" / "gan.toml").read_text(encoding="utf-8")
    mine = re.sub(r"\[networks\.generator\].*?\n\n", f"{own}\n", text, flags=re.S)
    (folder / "mine.toml").write_text(mine, encoding="utf-8")
    model = gg.build("mine.toml")
    assert model.generator.layers[1].units == 256
    assert finite(model.fit(gg.dataset("digits", batch_size=20).take(2), verbose=0))


def test_the_model_adds_noise_in_training_alone(folder):
    small = {"networks.encoder.widths": [8], "networks.decoder.widths": [8], "latent": 3}
    model = gg.build("vae", small | {"model.name": "my_parts.py:DenoisingVAE"})
    images = np.zeros((4, 28, 28, 1), "float32")
    assert np.ptp(model.posterior(images)[0], axis=0).max() == 0
    assert np.ptp(model.posterior(images, None, True)[0], axis=0).min() > 0
    assert finite(model.fit(gg.dataset("digits", batch_size=20).take(2), verbose=0))
