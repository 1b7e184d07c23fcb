"""The strict reader of archives: what it accepts, and that it refuses everything else."""

import io
import zipfile

import numpy as np
import pytest

from keras_gencmp.judge import npz
from keras_gencmp.judge.npz import DamagedFile

ARRAYS = {
    "matrix": np.arange(6, dtype="float16").reshape(2, 3),
    "vector": np.ones(4, "float16"),
    "scalar": np.array(2.0, "float16"),
    "text": np.array("naïve ✓"),
}


@pytest.fixture
def path(tmp_path):
    np.savez(tmp_path / "a.npz", **ARRAYS)
    return tmp_path / "a.npz"


def test_arrays_come_back_as_numpy_wrote_them(path):
    members = npz.read(path, 10_000)
    assert members.keys() == ARRAYS.keys()
    for name in ("matrix", "vector", "scalar"):
        result = npz.array(members, name, "float16", ARRAYS[name].shape)
        assert result.dtype == "float16" and (result == ARRAYS[name]).all()
    assert npz.text(members, "text") == "naïve ✓"


@pytest.mark.parametrize(
    ("name", "dtype", "shape"),
    [
        ("matrix", "float16", (3, 2)),
        ("matrix", "float16", (6,)),
        ("matrix", "float32", (2, 3)),
        ("matrix", "int16", (2, 3)),
        ("vector", "float16", ()),
        ("text", "float16", ()),
        ("missing", "float16", (2, 3)),
    ],
)
def test_an_array_of_another_name_type_or_shape_is_refused(path, name, dtype, shape):
    with pytest.raises(DamagedFile, match=name):
        npz.array(npz.read(path, 10_000), name, dtype, shape)


@pytest.mark.parametrize("name", ["matrix", "vector", "missing"])
def test_what_is_no_text_is_refused(path, name):
    with pytest.raises(DamagedFile, match=name):
        npz.text(npz.read(path, 10_000), name)


def test_a_large_file_is_refused_before_it_is_read(path):
    with pytest.raises(DamagedFile, match="larger than 100 bytes"):
        npz.read(path, 100)


def test_a_compressed_archive_is_refused(tmp_path):
    np.savez_compressed(tmp_path / "a.npz", bomb=np.zeros(10**6))
    with pytest.raises(DamagedFile, match="compressed"):
        npz.read(tmp_path / "a.npz", 10_000)


def test_a_header_that_claims_another_size_allocates_nothing(path):
    members = npz.read(path, 10_000)
    members["matrix"] = members["matrix"].replace(b"(2, 3), ", b"(9**9,),")
    with pytest.raises(DamagedFile):
        npz.array(members, "matrix", "float16", (2, 3))


def test_an_object_array_is_not_unpickled(tmp_path):
    opened = []

    class Bomb:
        def __reduce__(self):
            return opened.append, (1,)

    np.savez(tmp_path / "a.npz", facts=np.array([Bomb()], dtype=object))
    members = npz.read(tmp_path / "a.npz", 10_000)
    for attempt in (
        lambda: npz.text(members, "facts"),
        lambda: npz.array(members, "facts", "O", (1,)),
    ):
        with pytest.raises(DamagedFile):
            attempt()
    assert opened == []


def test_any_changed_byte_is_refused_or_changes_nothing(path):
    whole, content = npz.read(path, 10_000), path.read_bytes()
    random = np.random.default_rng(0)
    for position in random.choice(len(content), 300, replace=False):
        changed = bytearray(content)
        changed[position] ^= 1 << random.integers(8)
        path.write_bytes(changed)
        try:
            result = npz.read(path, 10_000)
        except DamagedFile:
            continue
        assert sorted(result.values()) == sorted(whole.values())


@pytest.mark.parametrize("length", [0, 1, 21, 100, 500])
def test_a_file_that_is_cut_off_is_refused(path, length):
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(DamagedFile, match="no whole"):
        npz.read(path, 10_000)


def test_a_member_without_a_header_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        archive.writestr("matrix.npy", b"none")
        buffer = io.BytesIO()
        np.lib.format.write_array(buffer, ARRAYS["matrix"], version=(2, 0))
        archive.writestr("vector.npy", buffer.getvalue())
    members = npz.read(tmp_path / "a.npz", 10_000)
    for name in members:
        with pytest.raises(DamagedFile, match=name):
            npz.array(members, name, "float16", (2, 3))


def test_a_missing_file_is_no_damage(tmp_path):
    with pytest.raises(FileNotFoundError):
        npz.read(tmp_path / "none.npz", 10_000)
