"""Images of classes, codes of pictures and reconstructions, from the command line."""

import csv
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from input_files import GREY, NAMES, files, pillow
from PIL import Image
from small import narrow

from keras_gencmp import assembly, runs
from keras_gencmp.cli import gencmp
from keras_gencmp.errors import UserError
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.recipes import recipe

CLASSES = ["cat", "dog", "eel"]


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """Untrained runs of a conditional VAE, a VAE and a GAN."""
    folder = tmp_path_factory.mktemp("runs")
    for name in ("conditional-vae", "conv-vae", "dcgan"):
        changes = {"data.dataset": "digits", "data.classes": 3, "data.image_size": 16}
        plan = recipe.override(narrow(recipe.load(name)), {**changes, "latent": 2})
        facts = {"threads": 1, "data_digest": "0" * 16, "classes": CLASSES}
        run = runs.start(plan, folder, facts=facts)
        assembly.save(assembly.assemble(plan), run.checkpoint_file)
    return folder


@pytest.fixture(autouse=True)
def eagerly(monkeypatch, tmp_path):
    monkeypatch.setattr("keras_gencmp.training.runtime.start", lambda *threads: None)
    monkeypatch.setattr(GenerativeModel, "_compiled", lambda model, name: getattr(model, name))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def said(root):
    """What a command says; its UserError is raised."""

    def call(*arguments):
        command = [*map(str, arguments), "--root", str(root)]
        result = CliRunner().invoke(gencmp, command, standalone_mode=False)
        if result.exception:
            raise result.exception
        return result.output

    return call


def test_classes_are_asked_for_by_name_and_take_turns(said):
    said("sample", "conditional-vae", "-n", 5, "--class", "eel", "--class", "cat", "-o", "x.npz")
    arrays = np.load("x.npz")
    assert arrays["y"].tolist() == [2, 0, 2, 0, 2]
    assert (arrays["x"].dtype, arrays["x"].shape) == (np.uint8, (5, 16, 16, 1))


@pytest.mark.parametrize("suffix", ["txt", "npy"])
def test_a_file_of_labels_says_how_many_images_of_which_class(said, tmp_path, suffix):
    if suffix == "txt":
        (tmp_path / "labels.txt").write_text("dog\ndog\ncat\n")
    else:
        np.save(tmp_path / "labels.npy", [1, 1, 0])
    said("sample", "conditional-vae", "--labels", f"labels.{suffix}", "-o", "x.npz")
    assert np.load("x.npz")["y"].tolist() == [1, 1, 0]


def test_a_folder_of_samples_has_folders_of_classes(said, tmp_path):
    said("sample", "conditional-vae", "-n", 6, "-o", "out")
    assert {f.parent.name for f in (tmp_path / "out").rglob("*.png")} == set(CLASSES)
    said("sample", "dcgan", "-n", 6, "-o", "flat")
    assert len(list((tmp_path / "flat").glob("*.png"))) == 6


def test_the_plane_of_a_class_is_asked_for_by_name_or_number(said):
    for of_class, file in (("eel", "name.png"), ("2", "number.png"), ("0", "other.png")):
        said("manifold", "conditional-vae", "--grid", 2, "--class", of_class, "-o", file)
    name, number, other = (
        Path(file).read_bytes() for file in ("name.png", "number.png", "other.png")
    )
    assert name == number != other
    with pytest.raises(UserError, match="no class 'cow': choose from cat, dog, eel"):
        said("manifold", "conditional-vae", "--class", "cow")
    with pytest.raises(UserError, match="--class does nothing for a model without labels"):
        said("manifold", "conv-vae", "--class", "cat")


def test_one_image_is_an_image(said):
    said("sample", "dcgan", "-n", 1, "-o", "one.png")
    with Image.open("one.png") as picture:
        assert picture.size == (16, 16)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["dcgan", "--class", "cat"], "takes no labels"),
        (["conditional-vae", "--class", "cow"], "choose from cat, dog, eel"),
        (["conditional-vae", "--class", "cat", "--labels", "x"], "give one of them"),
        (["conditional-vae", "--labels", "nosuch"], "one label a line"),
        (["conditional-vae", "-o", "x.doc"], "must end in"),
        (["conditional-vae", "--class", "cat", "--sampler", "gmm"], "has no classes"),
    ],
)
def test_what_cannot_be_sampled_is_one_sentence(said, arguments, words):
    with pytest.raises(UserError, match=words):
        said("sample", *arguments)


@pytest.fixture
def pictures(tmp_path):
    return files(tmp_path / "pictures", pillow, numbers=range(6))


def test_codes_of_pictures_are_rows_of_a_table_or_an_array(said, root, pictures):
    said("encode", "conv-vae", pictures, "-o", "codes.csv")
    said("encode", "conv-vae", pictures, "-o", "codes.npy")
    with open("codes.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    model = assembly.load(runs.find("conv-vae", root))
    order = [0, 3, 1, 4, 2, 5]  # by class
    assert [row["image"] for row in rows] == [f"{NAMES[n]}/{n:02d}.png" for n in order]
    images = GREY[order][..., np.newaxis].astype("float32") / 255
    codes = np.load("codes.npy")
    np.testing.assert_allclose(codes, model.encode(images), atol=1e-5)
    np.testing.assert_allclose([[float(r["z1"]), float(r["z2"])] for r in rows], codes, atol=1e-6)


def test_a_conditional_model_takes_the_classes_from_the_folders_or_a_file(said, pictures, tmp_path):
    said("encode", "conditional-vae", pictures, "-o", "codes.npy")
    (tmp_path / "labels.txt").write_text("cat\n" * 6)
    said("encode", "conditional-vae", pictures, "-o", "other.npy", "--labels", "labels.txt")
    assert np.abs(np.load("codes.npy") - np.load("other.npy")).max() > 1e-6
    with pytest.raises(UserError, match="--labels FILE"):
        said("encode", "conditional-vae", pictures / "cat" / "00.png", "-o", "x.npy")


def test_pictures_are_rebuilt_and_interpolated(said, pictures, tmp_path):
    said("reconstruct", "conv-vae", "--images", pictures, "-n", 4, "-o", "rebuilt.png")
    drawn = said("interpolate", "conv-vae", "--images", pictures, "--steps", 3, "-o", "between.png")
    assert "has 6 images: the ends are the first two, cat/00.png and cat/03.png" in drawn
    assert (tmp_path / "rebuilt.png").stat().st_size and (tmp_path / "between.png").stat().st_size
    with pytest.raises(UserError, match="two ends"):
        said("interpolate", "conv-vae", "--images", pictures / "cat" / "00.png")
    with pytest.raises(UserError, match="encoder"):
        said("encode", "dcgan", pictures)


def test_names_that_are_no_text_are_escaped_in_tables_and_titles(root, said, pictures, tmp_path):
    os.rename(pictures / "cat" / "00.png", os.fsencode(pictures / "cat") + b"/\xe40.png")
    said("encode", "conv-vae", pictures, "-o", "codes.csv")
    names = [row[0] for row in csv.reader(Path("codes.csv").read_text("utf-8").splitlines())]
    assert r"cat/\udce40.png" in names
    folder = tmp_path / os.fsdecode(b"b\xe4r")
    shutil.copytree(runs.find("conv-vae", root).directory, folder)
    said("sample", folder, "-n", 2, "-o", "title.png")
    assert Path("title.png").stat().st_size


def test_a_damaged_record_stops_an_export_before_any_work(root, said, tmp_path, monkeypatch):
    shutil.copytree(runs.find("dcgan", root).directory, tmp_path / "run")
    (tmp_path / "run" / "metrics.json").write_text("damaged")
    monkeypatch.setattr(assembly, "load", None)
    with pytest.raises(UserError, match="metrics.json is .*damaged.* gencmp resume writes it anew"):
        said("export", tmp_path / "run", "-o", "out")
    assert not (tmp_path / "out").exists()


def test_the_python_door_reads_pictures_as_a_model_takes_them(root, pictures):
    import keras_gencmp

    model = assembly.load(runs.find("conv-vae", root))
    images = keras_gencmp.images(str(pictures), model)
    assert (images.shape, images.dtype, images.max()) == ((6, 16, 16, 1), np.float32, 1.0)
