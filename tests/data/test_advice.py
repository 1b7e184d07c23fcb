"""Names that are no dataset: what was meant, or what to do with a file."""

import numpy as np
import pytest
from input_files import files, pillow

from keras_gencmp import data
from keras_gencmp.errors import UserError


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    files(tmp_path / "pics", pillow, folder=lambda number: "")
    for name in ("x.h5", "x.tar.gz", "x.7z", "x.zip"):
        (tmp_path / name).touch()
    return tmp_path


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("MNIST", "did you mean 'mnist'"),
        ("FashionMNIST", "did you mean 'fashion_mnist'"),
        ("CIFAR-10", "did you mean 'cifar10'"),
        ("kmnist ", "did you mean 'kmnist'"),
        ("emnist-letters", "did you mean 'emnist/letters'"),
        ("mnist5k", "did you mean 'mnist-5k'"),
        ("FOLDER:pics", "did you mean 'folder'"),
        ("pics", "did you mean folder:pics"),
        ("./pics/", "did you mean folder:./pics/"),
        ("x.zip", r"did you mean folder:x\.zip"),
        ("pics/00.png", "one image is no dataset: name its folder, folder:pics"),
        ("folder:pics/00.png", "one image is no dataset"),
        ("x.h5", "numpy.savez"),
        ("x.7z", "unpack it"),
        ("folder:x.tar.gz", "unpack it"),
        ("npz:pics", r"no file 'pics'"),
        ("https://example.org/x.zip", "download"),
        ("folder:https://example.org/x.zip", "download"),
        (r"C:\Users\me\pics", "no such folder"),
        ("~/nothing/here", "no such folder"),
        (r"folder:C:\Users\me\pics", "no folder"),
        ("folder:\0", "no folder"),
        ("\0", "choose from"),
    ],
)
def test_a_name_that_is_no_dataset_is_answered_with_the_mend(here, name, words):
    with pytest.raises(UserError, match=words):
        data.check(name)


@pytest.mark.parametrize("name", ["pics", "./pics/", "~/pics", "pics/../pics", "a?b=c", "ü ñ 猫"])
def test_paths_are_paths_however_they_are_written(here, monkeypatch, name):
    monkeypatch.setenv("HOME", str(here))
    if not name.lstrip("~./").startswith("pics"):
        (here / "pics").rename(here / name)
    data.check(f"folder:{name}?fit=crop")
    parts = data.load(f"folder:{name}?fit=crop", size=16)
    assert sum(len(split.labels) for split in parts[:3]) == 60
    assert parts.name.startswith(f"folder:{here}/") and parts.name.endswith("?fit=crop")


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("csv:x.npz", "npz"), ("idx:x.npy", "npy"), ("npz:x.csv", "csv"), ("npz:x.zip", "folder")],
)
def test_files_of_another_source_are_refused_by_its_name(tmp_path, wrong, right):
    source, _, name = wrong.partition(":")
    (tmp_path / name).write_bytes(b"\xff anything")
    with pytest.raises(UserError, match=f"write {right}:{tmp_path / name}$"):
        data.check(f"{source}:{tmp_path / name}")


def test_files_that_no_source_claims_are_tried(tmp_path):
    (tmp_path / "x.txt").write_text("")
    np.save(tmp_path / "x.npy", np.zeros(3))
    for name in (f"csv:{tmp_path / 'x.txt'}", f"npz:{tmp_path / 'x.npy'}"):
        data.check(name)
