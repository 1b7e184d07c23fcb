"""Sources of datasets: each row of the registry keeps the contract, and so do sources outside."""

import inspect
import re
import sys
from importlib.metadata import EntryPoint
from types import ModuleType

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from keras_gencmp import data
from keras_gencmp.cli import gencmp
from keras_gencmp.data import registry
from keras_gencmp.data.registry import FAMILIAR, SOURCES, Source, listing
from keras_gencmp.errors import UserError
from keras_gencmp.registry import Registry
from keras_gencmp.registry import registry as shared

READER = """
import numpy as np
from keras_gencmp.data import RawSplits, Split

def read(argument, size, channels, data_dir):
    images = np.full((40, size, size, channels), 7, np.uint8)
    images[:, 0, 0] = np.arange(40)[:, np.newaxis]
    return RawSplits(Split(images, np.arange(40) % 2), None, None, ("even", argument or "odd"))
"""


@pytest.fixture
def images(tmp_path):
    """A folder of 30 images."""
    (tmp_path / "images").mkdir()
    for number in range(30):
        Image.new("L", (9, 9), 8 * number).save(tmp_path / "images" / f"{number}.png")
    return tmp_path / "images"


@pytest.fixture
def archive(tmp_path):
    """A NumPy archive of 30 images."""
    images = np.repeat(np.arange(0, 240, 8, np.uint8), 81).reshape(30, 9, 9)
    np.savez(tmp_path / "x.npz", x=images)
    np.save(tmp_path / "x.npy", images)
    header = bytes([0, 0, 8, 3, 0, 0, 0, 30, 0, 0, 0, 9, 0, 0, 0, 9])
    (tmp_path / "x-images-idx3-ubyte").write_bytes(header + images.tobytes())
    np.savetxt(tmp_path / "x.csv", images.reshape(30, 81), "%d", ",")
    return tmp_path / "x.npz"


def name_of(row, images, archive):
    """The name of a small dataset of a source."""
    samples = {
        "folder": f"folder:{images}",
        "npz": f"npz:{archive}",
        "npy": f"npy:{archive.with_suffix('.npy')}",
        "idx": f"idx:{archive.with_name('x-images-idx3-ubyte')}",
        "csv": f"csv:{archive.with_suffix('.csv')}",
    }
    if row.argument == "none" or row.known:
        return (*row.known, row.name)[0]
    assert row.name in samples, f"add a small dataset of {row.name} to `samples` in name_of"
    return samples[row.name]


@pytest.fixture
def file(tmp_path, monkeypatch):
    """A reader in a file of the user's, in the current folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text(READER)
    return tmp_path / "mine.py"


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize(("size", "channels"), [(28, 1), (32, 3)])
def test_every_source_gives_images_of_the_shape_asked_for(
    source, size, channels, images, archive, small_mnist_dir
):
    name = name_of(SOURCES[source], images, archive)
    if channels not in SOURCES[source].channels:
        with pytest.raises(UserError, match=r"has 3 channels: set data\.channels"):
            data.load(name, size=size, channels=channels)
        return
    splits = data.load(name, size=size, channels=channels, data_dir=str(small_mnist_dir))
    for split in splits[:3]:
        assert (split.images.dtype, split.labels.dtype) == (np.uint8, np.int64)
        assert split.images.shape == (len(split.labels), size, size, channels)
    assert splits.name == ("mnist" if source == "auto" else name)
    again = data.load(name, size=size, channels=channels, data_dir=str(small_mnist_dir))
    assert again.digest == splits.digest


@pytest.mark.parametrize(
    "source", [name for name in SOURCES if SOURCES[name].argument in ("file", "path")]
)
@pytest.mark.parametrize("content", [b"", b"neither images nor labels", bytes(4096)])
def test_every_source_refuses_a_file_of_something_else(source, content, tmp_path):
    (tmp_path / "something").write_bytes(content)
    with pytest.raises(UserError, match="something"):
        data.load(f"{source}:{tmp_path / 'something'}")


@pytest.mark.parametrize("source", [name for name in SOURCES if SOURCES[name].argument == "folder"])
def test_every_source_refuses_a_folder_of_something_else(source, tmp_path):
    (tmp_path / "notes.txt").write_text("neither images nor labels")
    with pytest.raises(UserError, match=str(tmp_path)):
        data.load(f"{source}:{tmp_path}")


@pytest.mark.parametrize("source", SOURCES)
def test_every_reader_takes_what_the_contract_says(source):
    parameters = inspect.signature(SOURCES.load(source)).parameters
    assert list(parameters) == ["argument", "size", "channels", "data_dir"]


@pytest.mark.parametrize("source", SOURCES)
def test_every_source_is_named_in_help_menus_and_listing(source):
    row = SOURCES[source]
    assert row.summary and row.example in data.menu()
    assert re.search(rf"^{re.escape(row.example)} +{re.escape(row.summary)}$", listing(), re.M)
    printed = CliRunner().invoke(gencmp, ["train", "--help"]).output
    assert row.example in " ".join(printed.split())


@pytest.mark.parametrize("source", SOURCES)
def test_every_source_refuses_an_argument_that_it_cannot_take(source):
    row = SOURCES[source]
    words = {"none": f"write {row.example}", "any": "unknown dataset"}
    with pytest.raises(UserError, match=words.get(row.argument, "there is no (folder|file)")):
        data.check(f"{source}:no/such thing")


def test_a_folder_is_no_file_and_a_file_no_folder(tmp_path):
    (tmp_path / "x.npz").touch()
    for name in (f"npz:{tmp_path}", f"folder:{tmp_path / 'x.npz'}", "npz:", "folder:"):
        with pytest.raises(UserError, match="with the path of a"):
            data.check(name)


@pytest.mark.parametrize(
    ("name", "outside"),
    [
        ("my_package.my_module:read", True),
        ("my_file.py:read", True),
        ("../some folder/my-file.py:read", True),
        ("os:system", True),
        ("a:b:c.py:read", True),
        *[(f"{source}:a.py:read", False) for source in SOURCES],
        *[(name, False) for name in (*SOURCES, *FAMILIAR)],
        ("mnist:3.0.1", False),
        ("emnist/digits:3.1.0", False),
        ("mnist:read", False),
        ("emnist/digits:read", False),
        ("my_file.py", False),
        ("my_file.py:", False),
        (":read", False),
        ("", False),
    ],
)
def test_a_path_of_a_reader_is_told_from_every_other_name(name, outside):
    assert data.is_outside(name) == outside


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("folder:~/a:b", "~/a:b"),
        ("npz:x.npz", "x.npz"),
        ("mine.py:read", None),
        ("mnist:3.0.1", None),
        *[(row.name, None) for row in SOURCES.values() if row.argument in ("none", "any")],
    ],
)
def test_the_path_that_a_dataset_is_read_from_is_known(name, path):
    assert data.path_in(name) == path


def test_a_reader_in_a_file_is_a_source(file):
    data.check("mine.py:read")
    for name in ("mine.py:read", f"{file}:read"):
        splits = data.load(name, size=8, channels=3)
        assert (splits.name, splits.classes) == (name, ("even", "odd"))
        assert splits.train.images.shape == (33, 8, 8, 3)


def test_a_reader_in_a_module_is_a_source(file, monkeypatch):
    monkeypatch.syspath_prepend(file.parent)
    data.check("mine:read")
    assert data.load("mine:read", size=8).name == "mine:read"


def test_checking_the_path_of_a_reader_runs_none_of_its_code(file):
    file.write_text("raise RuntimeError")
    data.check("mine.py:read")
    with pytest.raises(RuntimeError):
        data.load("mine.py:read")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("foldr:images", "no source and no module 'foldr', did you mean 'folder'?"),
        ("nosuch.module:read", "no source and no module 'nosuch.module', choose from auto"),
        ("nosuch.py:read", "there is no file nosuch.py"),
        ("specless:read", "no source and no module 'specless'"),
    ],
)
def test_a_path_that_leads_nowhere_is_one_sentence(name, words, monkeypatch):
    # A module that was never imported from anywhere has no specification.
    monkeypatch.setitem(sys.modules, "specless", ModuleType("specless"))
    for function in (data.check, data.load):
        with pytest.raises(UserError, match=re.escape(words)):
            function(name)


def test_a_file_without_the_reader_is_one_sentence(file):
    with pytest.raises(UserError, match=r"unknown reader 'mine\.py:raed': mine\.py defines read"):
        data.load("mine.py:raed")


@pytest.fixture
def installed(monkeypatch, file):
    """The registry as it is where a package has installed two sources."""
    points = [
        EntryPoint("glyphs", "mine:read", "keras_gencmp.source"),
        EntryPoint("mnist", "mine:read", "keras_gencmp.source"),
    ]
    monkeypatch.syspath_prepend(file.parent)
    monkeypatch.setattr(shared, "entry_points", lambda group: points * (group[-6:] == "source"))
    rows = Registry("source", SOURCES.values(), registry._installed)
    monkeypatch.setattr(registry, "SOURCES", rows)


def test_an_installed_source_is_named_like_our_own(installed):
    assert "glyphs" in data.menu() and not data.is_outside("glyphs:greek")
    for name, second in {"glyphs": "odd", "glyphs:greek": "greek"}.items():
        data.check(name)
        splits = data.load(name, size=8)
        assert (splits.name, splits.classes) == (name, ("even", second))


def test_an_installed_source_never_takes_the_name_of_a_familiar_dataset(installed, small_mnist_dir):
    assert data.load("mnist", data_dir=str(small_mnist_dir)).classes == tuple("0123456789")


def test_an_unknown_name_of_the_data_package_is_an_attribute_error():
    assert not hasattr(data, "nosuch")
    assert isinstance(SOURCES["digits"], Source)
