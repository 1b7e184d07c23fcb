"""Exports that a process without this package loads, and that compute the same numbers."""

import subprocess
import sys

import numpy as np
import pytest
from small import built, narrow

from keras_gencmp.errors import UserError
from keras_gencmp.export import saved_model
from keras_gencmp.recipes import recipe

STRANGER = """
import sys
import numpy as np, tensorflow as tf
folder, results = sys.argv[1:]
model = tf.saved_model.load(folder)
z = np.random.default_rng(0).standard_normal((64, {latent})).astype("float32")
many = model.decode(z).numpy()
one = model.decode(z[7:8]).numpy()
served = model.signatures["serving_default"](z=tf.constant(z))
sample = model.sample(tf.constant(5), tf.constant(3, tf.int64)).numpy()
assert "keras_gencmp" not in sys.modules
np.savez(results, many=many, one=one, sample=sample, served=list(served.values())[0].numpy())
"""


@pytest.fixture(scope="module", params=["dcgan", "conv-vae"])
def exported(request, tmp_path_factory):
    """A model with its export, used by a process that cannot import this package."""
    folder = tmp_path_factory.mktemp(request.param)
    model = built(narrow(recipe.load(request.param)))
    path = saved_model.export(model, folder / request.param)
    code = STRANGER.format(latent=model.latent)
    command = [sys.executable, "-P", "-c", code, str(path), str(folder / "results.npz")]
    subprocess.run(command, cwd=folder, env={"PATH": ""}, check=True, capture_output=True)
    return model, path, dict(np.load(folder / "results.npz"))


def test_a_process_without_the_package_computes_the_same(exported):
    model, _, results = exported
    z = np.random.default_rng(0).standard_normal((64, model.latent)).astype("float32")
    np.testing.assert_allclose(results["many"], model.decode_many(z), atol=1e-5)
    np.testing.assert_allclose(results["served"], results["many"], atol=1e-6)
    np.testing.assert_allclose(results["sample"], model.sample(5, seed=3), atol=1e-5)


def test_a_batch_of_one_is_a_row_of_a_batch_of_64(exported):
    results = exported[2]
    np.testing.assert_allclose(results["one"][0], results["many"][7], atol=1e-5)


def test_a_version_is_never_written_over(exported):
    model, path, _ = exported
    following = saved_model.export(model, path.parent, "keras")
    assert (path.name, following.name) == ("1", "2")
    assert {f"{role}.keras" for role in model.roles} == {f.name for f in following.iterdir()}
    assert sorted(entry.name for entry in path.parent.iterdir()) == ["1", "2"]


def test_a_folder_without_a_model_is_one_sentence(tmp_path):
    with pytest.raises(UserError, match=r"saved_model\.pb"):
        saved_model.load(tmp_path)


def test_a_damaged_model_is_one_sentence(tmp_path):
    (tmp_path / "saved_model.pb").write_bytes(b"nothing")
    with pytest.raises(UserError, match="damaged"):
        saved_model.load(tmp_path)
