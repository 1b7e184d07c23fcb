"""Exports that a process without this package loads, and that compute the same numbers."""

import subprocess
import sys
from importlib.metadata import EntryPoint

import numpy as np
import pytest
from click.testing import CliRunner
from small import built, narrow

from keras_gencmp.cli import gencmp
from keras_gencmp.errors import UserError
from keras_gencmp.exports import registry, saved_model
from keras_gencmp.exports.registry import DEFAULT, FORMATS, listing, menu
from keras_gencmp.exports.versions import export, versions
from keras_gencmp.recipes import recipe
from keras_gencmp.registry import Registry
from keras_gencmp.registry import registry as shared
from keras_gencmp.runs.files import UNFINISHED

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

# Loads every .keras file of a folder and feeds it ones.
KERAS_STRANGER = """
import pathlib, sys
import keras, numpy as np
folder, results = sys.argv[1:]
outputs = {}
for file in pathlib.Path(folder).iterdir():
    network = keras.saving.load_model(file)
    ones = [np.ones((2, *each.shape[1:]), "float32") for each in network.inputs]
    outputs[file.stem] = network(ones if len(ones) > 1 else ones[0], training=False)
assert "keras_gencmp" not in sys.modules
np.savez(results, **{name: np.asarray(output) for name, output in outputs.items()})
"""


def run_stranger(code, path, results):
    """What a process that cannot import this package computes from an export."""
    command = [sys.executable, "-P", "-c", code, str(path), str(results)]
    environment = {"PATH": "", "KERAS_BACKEND": "tensorflow", "CUDA_VISIBLE_DEVICES": "-1"}
    subprocess.run(command, cwd=results.parent, env=environment, check=True, capture_output=True)
    return dict(np.load(results))


@pytest.fixture(scope="module", params=["dcgan", "conv-vae"])
def exported(request, tmp_path_factory):
    """A model with its export, used by a process that cannot import this package."""
    folder = tmp_path_factory.mktemp(request.param)
    model = built(narrow(recipe.load(request.param)))
    path = export(model, folder / request.param)
    code = STRANGER.format(latent=model.latent)
    return model, path, run_stranger(code, path, folder / "results.npz")


@pytest.fixture(scope="module")
def model():
    return built(narrow(recipe.load("dcgan")))


def test_only_plain_numbers_are_versions(tmp_path):
    for name in ("3", "1²", "٧", "4a"):
        (tmp_path / name).mkdir()
    assert versions(tmp_path) == [3]


def test_what_others_write_below_the_folder_is_left_to_them(model, tmp_path):
    saving = tmp_path / "runs" / f".12{UNFINISHED}"
    saving.mkdir(parents=True)
    drawing = tmp_path / f".34{UNFINISHED}"
    drawing.mkdir()
    export(model, tmp_path, "keras")
    assert saving.exists() and drawing.exists()


def test_a_process_without_the_package_computes_the_same(exported):
    model, _, results = exported
    z = np.random.default_rng(0).standard_normal((64, model.latent)).astype("float32")
    np.testing.assert_allclose(results["many"], model.decode_many(z), atol=1e-5)
    np.testing.assert_allclose(results["served"], results["many"], atol=1e-6)
    np.testing.assert_allclose(results["sample"], model.sample(5, seed=3), atol=1e-5)


def test_a_batch_of_one_is_a_row_of_a_batch_of_64(exported):
    results = exported[2]
    np.testing.assert_allclose(results["one"][0], results["many"][7], atol=1e-5)


def test_an_export_that_fails_leaves_no_empty_folder(model, tmp_path):
    def refused(path):
        raise UserError("no card")

    with pytest.raises(UserError, match="no card"):
        export(model, tmp_path / "out", "keras", refused)
    assert not (tmp_path / "out").exists()


def test_a_version_is_never_written_over(exported):
    model, path, _ = exported
    following = export(model, path.parent, "keras")
    assert (path.name, following.name) == ("1", "2")
    assert {f"{role}.keras" for role in model.roles} == {f.name for f in following.iterdir()}
    assert sorted(entry.name for entry in path.parent.iterdir()) == ["1", "2"]


# WGAN clips its critic by a class of this package, and gan's dropout is another; the autoencoder
# has an encoder.
@pytest.mark.parametrize("name", ["wgan", "gan", "autoencoder"])
def test_a_keras_archive_is_read_without_the_package(name, tmp_path):
    model = built(narrow(recipe.load(name)))
    path = export(model, tmp_path / name, "keras")
    results = run_stranger(KERAS_STRANGER, path, tmp_path / "results.npz")
    assert set(results) == set(model.roles)
    for role, output in results.items():
        network = getattr(model, role)
        ones = np.ones((2, *network.inputs[0].shape[1:]), "float32")
        np.testing.assert_allclose(output, network(ones, training=False), atol=1e-5)


PACKAGES = {"onnx": "tf2onnx", "litert": "ai_edge_litert"}  # of formats that are extras


def needs(form):
    """Skip a test of a format whose package is not installed."""
    if form in PACKAGES:
        pytest.importorskip(PACKAGES[form], reason=f"install keras-gencmp[{form}] to test it")


@pytest.mark.parametrize("form", PACKAGES)
def test_a_format_without_its_package_is_one_sentence(form, model, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, PACKAGES[form], None)
    monkeypatch.setitem(sys.modules, f"{PACKAGES[form]}.interpreter", None)
    with pytest.raises(UserError, match=rf'pip install "keras-gencmp\[{form}\]"'):
        export(model, tmp_path, form)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_writes_the_next_version(form, model, tmp_path):
    needs(form)
    (tmp_path / "3").mkdir()
    path = export(model, tmp_path, form)
    assert path == tmp_path / "4" and any(path.iterdir())
    assert versions(tmp_path) == [3, 4] == sorted(int(file.name) for file in tmp_path.iterdir())


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_a_choice_with_its_summary_in_help_and_listing(form):
    summary = FORMATS[form].summary
    assert summary and f"{form}: {summary}" in menu()
    assert [form, summary] in [line.split(maxsplit=1) for line in listing().splitlines()]
    printed = " ".join(CliRunner().invoke(gencmp, ["export", "--help"]).output.split())
    # A line may be broken at a hyphen.
    assert summary.replace(" ", "") in printed.replace(" ", "")
    assert f"[{'|'.join(FORMATS)}]" in printed


def test_the_default_is_a_format():
    assert DEFAULT in FORMATS


@pytest.mark.parametrize("form", FORMATS)
def test_a_folder_that_cannot_be_written_is_one_sentence(form, model, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match=r"cannot write to .*file"):
        export(model, tmp_path / "file" / "folder", form)


def test_an_unknown_format_is_refused_before_anything_is_written(model, tmp_path):
    with pytest.raises(UserError, match="unknown export format 'kears': did you mean 'keras'?"):
        export(model, tmp_path / "folder", "kears")
    assert not (tmp_path / "folder").exists()


WRITERS = """
def whole(model, folder):
    (folder / "roles.txt").write_text(" ".join(model.roles))

def half(model, folder):
    (folder / "half").touch()
    raise {error}
"""


@pytest.fixture
def installed(monkeypatch, tmp_path_factory):
    """Writes writers of another package, which half fail with this error."""
    folder = tmp_path_factory.mktemp("package")
    monkeypatch.syspath_prepend(folder)
    monkeypatch.delitem(sys.modules, "writers", raising=False)
    group = "keras_gencmp.export_format"
    points = [EntryPoint(name, f"writers:{name}", group) for name in ("whole", "half")]
    monkeypatch.setattr(shared, "entry_points", lambda group: points * group.endswith("_format"))
    rows = Registry("export format", FORMATS.values(), registry._installed)
    monkeypatch.setattr("keras_gencmp.exports.versions.FORMATS", rows)
    return lambda error: (folder / "writers.py").write_text(WRITERS.format(error=error))


def test_an_installed_format_is_written_like_our_own(installed, model, tmp_path):
    installed("ValueError")
    path = export(model, tmp_path, "whole")
    assert (path / "roles.txt").read_text() == "generator discriminator"


@pytest.mark.parametrize(
    ("error", "raised"), [("OSError(28, 'disk full')", UserError), ("ValueError", ValueError)]
)
def test_a_writer_that_fails_leaves_no_version_behind(installed, model, tmp_path, error, raised):
    installed(error)
    with pytest.raises(raised):
        export(model, tmp_path, "half")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_a_model_is_one_sentence(tmp_path):
    with pytest.raises(UserError, match=r"saved_model\.pb"):
        saved_model.load(tmp_path)


def test_a_damaged_model_is_one_sentence(tmp_path):
    (tmp_path / "saved_model.pb").write_bytes(b"nothing")
    with pytest.raises(UserError, match="damaged"):
        saved_model.load(tmp_path)


def test_a_foreign_model_without_samples_is_one_sentence(tmp_path):
    import tensorflow as tf

    tf.saved_model.save(tf.Module(), str(tmp_path))
    with pytest.raises(UserError, match="no endpoint named sample"):
        saved_model.sample(tmp_path, 1)
