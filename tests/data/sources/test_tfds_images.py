"""Prepared TFDS datasets: read, refused, fetched."""

import os
import shutil

import numpy as np
import pytest

from keras_gencmp import data
from keras_gencmp.data.sources import tfds_images
from keras_gencmp.data.sources.download import Unreachable
from keras_gencmp.data.splits import digest
from keras_gencmp.errors import UserError

FOLDER = "mnist/3.0.1"


@pytest.fixture
def copy(small_mnist_dir, tmp_path):
    """A copy of the prepared directory to damage."""
    return shutil.copytree(small_mnist_dir, tmp_path / "copy")


def tree(directory):
    return sorted(str(path.relative_to(directory)) for path in directory.rglob("*"))


def test_prepared_data_are_read_and_nothing_is_written(small_mnist_dir):
    before = tree(small_mnist_dir)
    raw = tfds_images.read("mnist", 28, 1, str(small_mnist_dir))
    assert np.array_equal(np.sort(raw.train.images[:, 5, 5, 0]), np.arange(120))
    assert np.array_equal(np.sort(raw.test.images[:, 5, 5, 0]), np.arange(200, 230))
    assert np.array_equal(raw.train.labels, raw.train.images[:, 5, 5, 0] % 10)
    assert raw.classes == tuple("0123456789")
    assert raw.validation is None
    assert tree(small_mnist_dir) == before


@pytest.mark.parametrize(("name", "corner"), [("mnist", (0, 27)), ("emnist/digits", (27, 0))])
def test_emnist_is_transposed_and_mnist_is_not(small_mnist_dir, name, corner):
    train = tfds_images.read(name, 28, 1, str(small_mnist_dir)).train
    assert np.array_equal(train.images[:, *corner, 0], train.images[:, 5, 5, 0] // 2)


def test_images_are_brought_to_the_shape_asked_for(small_mnist_dir):
    train = tfds_images.read("mnist", 32, 3, str(small_mnist_dir)).train
    assert train.images.shape == (120, 32, 32, 3)


@pytest.mark.parametrize("variables", [("GENCMP_DATA_DIR",), ("TFDS_DATA_DIR",)])
def test_the_directory_comes_from_the_environment(small_mnist_dir, monkeypatch, variables):
    for name in ("GENCMP_DATA_DIR", "TFDS_DATA_DIR"):
        monkeypatch.delenv(name, raising=False)
    for name in variables:
        monkeypatch.setenv(name, str(small_mnist_dir))
    assert len(tfds_images.read("mnist", 28, 1, None).train.labels) == 120


def test_the_directories_have_an_order(monkeypatch):
    monkeypatch.setenv("GENCMP_DATA_DIR", "/ours")
    monkeypatch.setenv("TFDS_DATA_DIR", "/theirs")
    assert str(tfds_images.directory("/given")) == "/given"
    assert str(tfds_images.directory(None)) == "/ours"
    monkeypatch.setenv("GENCMP_DATA_DIR", "")
    assert str(tfds_images.directory(None)) == "/theirs"
    monkeypatch.delenv("TFDS_DATA_DIR")
    assert tfds_images.directory(None).name == "tensorflow_datasets"


def test_data_are_decoded_once(copy, monkeypatch):
    first = tfds_images.read("mnist", 28, 1, str(copy))
    monkeypatch.setattr(tfds_images, "_blocks", None)
    again = tfds_images.read("mnist", 28, 1, str(copy))
    for ours, theirs in ((first.train, again.train), (first.test, again.test)):
        assert digest(ours) == digest(theirs)
        assert ours.labels.dtype == theirs.labels.dtype == np.int64
    with pytest.raises(TypeError):  # another shape is decoded anew
        tfds_images.read("mnist", 32, 1, str(copy))
    record = copy / FOLDER / "mnist-test.tfrecord-00000-of-00001"
    os.utime(record, ns=(0, 1))  # and so are files that may have changed
    with pytest.raises(TypeError):
        tfds_images.read("mnist", 28, 1, str(copy))


@pytest.mark.parametrize("damage", ["truncate", "flip"])
def test_a_damaged_cache_is_written_again(copy, tmp_path, damage):
    expected = digest(tfds_images.read("mnist", 28, 1, str(copy)).train)
    for file in (tmp_path / "cache").iterdir():
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        file.write_bytes(content[:500] if damage == "truncate" else content)
    assert digest(tfds_images.read("mnist", 28, 1, str(copy)).train) == expected


def test_a_cache_that_cannot_be_written_is_no_error(copy, monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setenv("GENCMP_CACHE", str(tmp_path / "file"))
    assert len(tfds_images.read("mnist", 28, 1, str(copy)).train.labels) == 120


def test_arrays_too_large_for_a_cache_are_not_stored(copy, monkeypatch, tmp_path):
    monkeypatch.setattr("keras_gencmp.data.cache.CACHED_BYTES", 30 * 28 * 28 + 30 * 8)
    raw = tfds_images.read("mnist", 28, 1, str(copy))
    assert (len(raw.train.labels), len(os.listdir(tmp_path / "cache"))) == (
        120,
        2,
    )  # and the first look


def truncate(folder):
    os.truncate(folder / "mnist-train.tfrecord-00000-of-00001", 5000)


def flip(folder):
    file = folder / "mnist-train.tfrecord-00000-of-00001"
    data = bytearray(file.read_bytes())
    data[3000] ^= 1
    file.write_bytes(data)


def empty(folder):
    os.truncate(folder / "mnist-test.tfrecord-00000-of-00001", 0)


def lose_shard(folder):
    (folder / "mnist-test.tfrecord-00000-of-00001").unlink()


def lose_info(folder):
    (folder / "dataset_info.json").unlink()


def garble_info(folder):
    (folder / "dataset_info.json").write_text("{")


@pytest.mark.parametrize(
    ("damage", "name"),
    [
        (truncate, "mnist"),
        (flip, "mnist"),
        (empty, "auto"),
        (lose_shard, "mnist"),
        (lose_info, "auto"),
        (garble_info, "auto"),
    ],
)
def test_damaged_data_are_named_with_the_mend(copy, damage, name):
    damage(copy / FOLDER)
    with pytest.raises(UserError, match=r"mnist.* are damaged or incomplete: delete") as error:
        data.load(name, data_dir=str(copy))
    assert str(copy) in str(error.value)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("mnits", "did you mean 'mnist'"),
        ("fashion-mnist", "did you mean 'fashion_mnist'"),
        ("digit", "did you mean 'digits'"),
        ("", "unknown dataset '': choose from auto, mnist-5k, digits, a TFDS name"),
        ("../mnist", "unknown dataset"),
        ("tfds:mnits", "did you mean 'mnist'"),
        ("huggingface:mnist", "no source and no module 'huggingface'"),
        ("emnist/digitz", "choose from .*, digits,"),
        ("mnist/digits", "use mnist"),
        ("mnist:9.9.9", "cannot set up mnist:9.9.9"),
        ("imdb_reviews", "not one image an example"),
    ],
)
def test_names_that_mean_no_dataset_of_labelled_images_are_refused(tmp_path, name, message):
    with pytest.raises(UserError, match=message):
        data.load(name, data_dir=str(tmp_path / "data"))
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("kind", ["folder", "npz"])
def test_a_path_without_its_kind_is_understood(tmp_path, kind):
    path = tmp_path if kind == "folder" else tmp_path / "x.npz"
    path.touch()
    with pytest.raises(UserError, match=f"did you mean {kind}:"):
        tfds_images.check(str(path))


@pytest.mark.parametrize("name", ["mnist", "mnist:3.0.1", "tfds:mnist"])
def test_a_dataset_is_known_by_its_name_in_tfds(small_mnist_dir, name):
    splits = data.load(name, data_dir=str(small_mnist_dir))
    assert (splits.name, len(splits.test.labels)) == (name.removeprefix("tfds:"), 30)


def test_without_network_nothing_is_written(tmp_path):
    with pytest.raises(Unreachable, match=r"gencmp train dcgan --dataset mnist.*--dataset digits"):
        tfds_images.read("mnist", 28, 1, str(tmp_path / "data" / "tfds"))
    assert not (tmp_path / "data").exists()


@pytest.fixture
def reachable(monkeypatch):
    """A network, and a MNIST whose download is replaced by the function handed in."""
    import tensorflow_datasets as tfds

    monkeypatch.setattr("keras_gencmp.data.sources.download.online", lambda: True)
    mnist = tfds.builder_cls("mnist")
    return lambda generators: monkeypatch.setattr(mnist, "_split_generators", generators)


def test_with_network_the_dataset_is_fetched_once(
    reachable, small_split_generators, small_mnist_dir, tmp_path, capsys
):
    reachable(small_split_generators)
    first = tfds_images.read("mnist", 28, 1, str(tmp_path / "data"))
    assert capsys.readouterr().err == f"gencmp: downloading mnist to {tmp_path / 'data'}\n"
    assert os.listdir(tmp_path / "data") == ["mnist"]
    again = tfds_images.read("mnist", 28, 1, str(tmp_path / "data"))
    assert capsys.readouterr().err == ""
    prepared = tfds_images.read("mnist", 28, 1, str(small_mnist_dir))
    assert digest(first.train) == digest(again.train) == digest(prepared.train)


@pytest.mark.parametrize("error", [ConnectionError("reset by peer"), OSError("disk full")])
def test_a_download_that_fails_leaves_nothing_behind(reachable, tmp_path, error):
    def fail(self, download_manager):
        raise error

    reachable(fail)
    (tmp_path / "here").mkdir()
    with pytest.raises(Unreachable, match=str(error)):
        tfds_images.read("mnist", 28, 1, str(tmp_path / "here" / "data"))
    assert tree(tmp_path / "here") == []


def test_real_mnist_is_cut_55000_5000_10000(mnist_dir):
    splits = data.load("mnist", data_dir=mnist_dir)
    shapes = [split.images.shape for split in splits[:3]]
    assert shapes == [(n, 28, 28, 1) for n in (55000, 5000, 10000)]
    assert splits.train.labels[:8].tolist() == [4, 1, 0, 7, 8, 1, 2, 7]
    assert splits.test.labels[:8].tolist() == [2, 0, 4, 8, 7, 6, 0, 6]
    published = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    counts = np.bincount(splits.train.labels) + np.bincount(splits.validation.labels)
    assert counts.tolist() == published
    assert (splits.name, splits.digest) == ("mnist", "ea5953f98a1fa43e")


def test_a_pile_of_images_without_labels_of_0_and_1_is_read_as_black_and_white(tmp_path):
    import tensorflow_datasets as tfds

    def examples(first, count):
        for number in range(first, first + count):
            bits = np.array([number >> bit & 1 for bit in range(8)] * 98, np.uint8)
            yield number, {"image": bits.reshape(28, 28, 1)}

    def generators(self, download_manager):
        return {"train": examples(0, 60), "validation": examples(60, 9), "test": examples(80, 9)}

    tfds.disable_progress_bar()
    builder = tfds.builder("binarized_mnist", data_dir=tmp_path)
    builder._split_generators = generators.__get__(builder)
    builder.download_and_prepare()
    splits = data.load("binarized_mnist", data_dir=str(tmp_path))
    assert splits.classes == ("all",) and set(np.unique(splits.train.images)) == {0, 255}
    assert [len(split.labels) for split in splits[:3]] == [60, 9, 9]
    assert "scaled from 0 to 1" in splits.summary.line
