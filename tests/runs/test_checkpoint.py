"""Checkpoints: arrays that read back, and damage that is one sentence."""

import os
import pickle
import zipfile

import numpy as np
import pytest

from keras_gencmp.errors import UserError
from keras_gencmp.runs import checkpoint


@pytest.fixture
def saved(tmp_path):
    path = tmp_path / "checkpoint.npz"
    checkpoint.write(path, {"a": np.arange(3000.0), "b/000": np.float32(1)})
    return path


def test_a_checkpoint_reads_back(saved):
    state = checkpoint.read(saved)
    np.testing.assert_array_equal(state["a"], np.arange(3000.0))
    assert state["b/000"].dtype == np.float32


@pytest.mark.parametrize("damage", ["cut", "flip", "empty", "other", "missing"])
def test_a_damaged_checkpoint_is_one_sentence(saved, damage):
    content = bytearray(saved.read_bytes())
    content[5000] ^= 1
    damaged = {"cut": content[:9000], "flip": content, "empty": b"", "other": b"text"}
    saved.unlink() if damage == "missing" else saved.write_bytes(damaged[damage])
    with pytest.raises(UserError, match="missing" if damage == "missing" else "damaged"):
        checkpoint.read(saved)


def test_a_checkpoint_of_another_shape_changes_nothing(saved):
    class Variable:
        shape = (2,)

        def assign(self, value):
            raise AssertionError

    with pytest.raises(UserError, match="does not fit"):
        checkpoint.assign({"a": Variable()}, checkpoint.read(saved), saved)


class Canary:
    """An object that would make a folder when it is unpickled."""

    def __init__(self, path):
        self.path = str(path)

    def __reduce__(self):
        return os.mkdir, (self.path,)


def test_pickled_objects_are_refused_and_not_run(tmp_path):
    objects = np.array([Canary(tmp_path / "canary")], object)
    np.savez(tmp_path / "a.npz", weights=objects)
    np.save(tmp_path / "a.npy", objects)
    (tmp_path / "b.npz").write_bytes(pickle.dumps(Canary(tmp_path / "canary")))
    for name in ("a.npz", "b.npz"):
        with pytest.raises(UserError, match="damaged"):
            checkpoint.read(tmp_path / name)
    for name in ("a.npy", "b.npz"):
        with pytest.raises(UserError, match="damaged"):
            checkpoint.read_array(tmp_path / name)
    assert not (tmp_path / "canary").exists()
    np.load(tmp_path / "a.npy", allow_pickle=True)  # the trap works
    assert (tmp_path / "canary").exists()


def test_a_compressed_archive_is_refused_before_it_is_unpacked(tmp_path):
    np.savez_compressed(tmp_path / "a.npz", weights=np.zeros(10**7))
    with pytest.raises(UserError, match="damaged"):
        checkpoint.read(tmp_path / "a.npz")


@pytest.mark.parametrize("shape", ["(4000000000000,)", "(-1,)", "'a'", "(1" * 500])
def test_a_header_that_promises_too_much_is_one_sentence(shape, tmp_path):
    text = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}}}\n".encode()
    array = b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + b"\0" * 64
    (tmp_path / "a.npy").write_bytes(array)
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        archive.writestr("weights.npy", array)
    with pytest.raises(UserError, match="damaged"):
        checkpoint.read_array(tmp_path / "a.npy")
    with pytest.raises(UserError, match="damaged"):
        checkpoint.read(tmp_path / "a.npz")


def test_texts_do_not_fit_variables(tmp_path):
    class Variable:
        shape = ()

        def assign(self, value):
            raise AssertionError

    checkpoint.write(tmp_path / "a.npz", {"a": np.array("text")})
    with pytest.raises(UserError, match="does not fit"):
        checkpoint.assign({"a": Variable()}, checkpoint.read(tmp_path / "a.npz"), tmp_path)


def test_an_array_reads_back(tmp_path):
    checkpoint.write_array(tmp_path / "a.npy", np.arange(6, dtype=np.uint8))
    np.testing.assert_array_equal(checkpoint.read_array(tmp_path / "a.npy"), np.arange(6))
    with pytest.raises(UserError, match="missing"):
        checkpoint.read_array(tmp_path / "b.npy")


def test_a_file_that_would_fill_the_memory_is_refused_before_it_is_read(saved, tmp_path):
    os.truncate(saved, 2**36)  # a sparse file, which takes no room on the disk
    with pytest.raises(UserError, match="is damaged"):
        checkpoint.read(saved)
    samples = tmp_path / "0001.npy"
    with samples.open("wb") as file:
        header = {"descr": "|u1", "fortran_order": False, "shape": (2**26, 28, 28, 1)}
        np.lib.format.write_array_header_1_0(file, header)
    os.truncate(samples, 2**26 * 784 + 128)
    with pytest.raises(UserError, match="is larger than .* bytes: delete it"):
        checkpoint.read_images(samples, 28, (1,))
