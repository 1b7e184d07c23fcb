"""Datasets in folders of image files."""

import os

import numpy as np
import pytest
from input_files import SIDE, files, pillow, table
from PIL import Image

from keras_gencmp.data.sources import folder
from keras_gencmp.errors import UserError


def write(path, value=0, mode="L", size=(8, 8)):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new(mode, size, value).save(path)


@pytest.fixture
def classes(tmp_path):
    """Two classes of 20 images; an image's grey is 100 and its number, its class the parity."""
    for number in range(40):
        write(tmp_path / "images" / ("even", "odd")[number % 2] / f"{number}.png", 100 + number)
    return tmp_path / "images"


def greys(split):
    return split.images[:, 0, 0, 0]


def test_every_subfolder_is_a_class(classes):
    raw = folder.read(str(classes), 8, 1, None)
    assert raw.classes == ("even", "odd")
    assert raw.validation is None
    assert raw.test is None
    assert np.array_equal(np.sort(greys(raw.train)), 100 + np.arange(40))
    assert np.array_equal(raw.train.labels, greys(raw.train) % 2)
    assert raw.train.labels[:8].sum() == raw.train.labels[-8:].sum() == 4


def test_the_order_is_the_same_wherever_and_however_the_files_lie(classes, tmp_path):
    moved = tmp_path / "elsewhere"
    first = folder.read(str(classes), 8, 1, None)
    for file in sorted(classes.rglob("*.png"), reverse=True):
        write(moved / file.parent.name / file.name, 100 + int(file.stem))
    assert np.array_equal(greys(first.train), greys(folder.read(str(moved), 8, 1, None).train))


@pytest.mark.parametrize("suffix", ["png", "bmp", "gif", "webp", "tiff", "PNG", "jpg", "jpeg"])
def test_the_usual_formats_are_read_and_other_files_left_alone(tmp_path, suffix):
    write(tmp_path / f"0.{suffix}", 128)
    (tmp_path / "notes.txt").write_text("not an image")
    (tmp_path / ".hidden.png").write_text("left behind by some program")
    (tmp_path / "__MACOSX").mkdir()
    raw = folder.read(str(tmp_path), 8, 1, None)
    assert raw.classes == ("all",)
    assert raw.train.labels.tolist() == [0]
    assert np.all(np.abs(raw.train.images.astype(int) - 128) <= 2)


@pytest.mark.parametrize("validation", ["val", "validation"])
def test_folders_named_after_the_splits_are_the_splits(tmp_path, validation):
    layout = {"train": [1, 2, 3, 4], validation: [5], "test": [6, 7]}
    for split, numbers in layout.items():
        for number in numbers:
            write(tmp_path / split / f"c{number % 2}" / f"{number}.png", 100 + number)
    raw = folder.read(str(tmp_path), 8, 1, None)
    assert sorted(greys(raw.train)) == [101, 102, 103, 104]
    assert sorted(greys(raw.validation)) == [105]
    assert sorted(greys(raw.test)) == [106, 107]
    assert raw.validation.labels.tolist() == [1]
    assert raw.classes == ("c0", "c1")


def test_large_folders_are_decoded_once_into_a_memory_map(classes, monkeypatch, tmp_path, capsys):
    in_memory = folder.read(str(classes), 16, 3, None)
    monkeypatch.setattr(folder, "IN_MEMORY_BYTES", 100)
    first = folder.read(str(classes), 16, 3, None)
    monkeypatch.setattr(folder, "decode", None)
    again = folder.read(str(classes), 16, 3, None)
    for mapped in (first, again):
        assert isinstance(mapped.train.images, np.memmap)
        assert not mapped.train.images.flags.writeable
        assert np.array_equal(mapped.train.images, in_memory.train.images)
    assert len(os.listdir(tmp_path / "cache")) == 1
    assert "streaming 40 images" in capsys.readouterr().err


def test_a_changed_file_or_another_size_is_decoded_anew(classes, monkeypatch, tmp_path):
    monkeypatch.setattr(folder, "IN_MEMORY_BYTES", 100)
    folder.read(str(classes), 8, 1, None)
    folder.read(str(classes), 16, 1, None)
    write(classes / "even" / "0.png", 255)
    os.utime(classes / "even" / "0.png", ns=(0, 1))
    assert 255 in greys(folder.read(str(classes), 8, 1, None).train)
    assert len(os.listdir(tmp_path / "cache")) == 3


def test_a_damaged_cached_file_is_written_again(classes, monkeypatch, tmp_path):
    monkeypatch.setattr(folder, "IN_MEMORY_BYTES", 100)
    expected = np.array(folder.read(str(classes), 8, 1, None).train.images)
    (cached,) = (tmp_path / "cache").iterdir()
    os.truncate(cached, 500)
    assert np.array_equal(folder.read(str(classes), 8, 1, None).train.images, expected)


def test_decoding_that_fails_leaves_nothing_in_the_cache(classes, monkeypatch, tmp_path):
    monkeypatch.setattr(folder, "IN_MEMORY_BYTES", 100)
    noise = np.random.default_rng(0).integers(0, 256, (50, 50), np.uint8)
    file = classes / "even" / "0.png"
    Image.fromarray(noise).save(file)
    os.truncate(file, 1000)
    with pytest.raises(UserError, match=r"even.0\.png is not an image"):
        folder.read(str(classes), 8, 1, None)
    assert not list(tmp_path.glob("cache/*"))


def test_a_cache_that_cannot_be_written_is_refused(classes, monkeypatch, tmp_path):
    monkeypatch.setattr(folder, "IN_MEMORY_BYTES", 100)
    (tmp_path / "file").touch()
    monkeypatch.setenv("GENCMP_CACHE", str(tmp_path / "file"))
    with pytest.raises(UserError, match="GENCMP_CACHE"):
        folder.read(str(classes), 8, 1, None)


@pytest.mark.parametrize(
    "content", [b"", b"plain text", b"\x89PNG\r\n\x1a\n", b"%!PS-Adobe-3.0 EPSF"]
)
def test_a_file_that_is_no_image_is_named(classes, content):
    (classes / "odd" / "broken.png").write_bytes(content)
    with pytest.raises(UserError, match=r"odd.broken\.png is (not an image|empty)"):
        folder.read(str(classes), 8, 1, None)


@pytest.mark.parametrize("factor", [0.6, 0.4])
def test_an_image_of_more_pixels_than_allowed_is_refused(tmp_path, monkeypatch, factor):
    write(tmp_path / "bomb.png", size=(100, 100))
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", int(factor * 10_000))
    with pytest.raises(UserError, match=r"bomb\.png would decode to more than"):
        folder.read(str(tmp_path), 8, 1, None)


def test_missing_empty_and_mixed_folders_are_refused(tmp_path, classes):
    with pytest.raises(UserError, match="there is no folder"):
        folder.read(str(tmp_path / "none"), 8, 1, None)
    (tmp_path / "empty" / "cats").mkdir(parents=True)
    with pytest.raises(UserError, match="holds no images"):
        folder.read(str(tmp_path / "empty"), 8, 1, None)
    write(classes / "beside.png")
    with pytest.raises(UserError, match="beside and inside"):
        folder.read(str(classes), 8, 1, None)


def test_a_class_that_only_the_test_folder_has_is_refused(tmp_path):
    write(tmp_path / "train" / "cat" / "0.png")
    write(tmp_path / "test" / "dog" / "0.png")
    with pytest.raises(UserError, match="class dog"):
        folder.read(str(tmp_path), 8, 1, None)


def test_labels_of_a_folder_are_its_folders_and_cannot_be_named(tmp_path):
    files(tmp_path, pillow)
    with pytest.raises(UserError, match="labels=zz names nothing .* write labels=none"):
        folder.read(f"{tmp_path}?labels=zz", SIDE, 1, None)


def test_a_folder_of_tables_takes_the_options_of_tables(tmp_path):
    table(tmp_path / "train.csv")
    assert folder.read(f"{tmp_path}?labels=label", SIDE, 1, None).classes == ("0", "1", "2")
    with pytest.raises(UserError, match="csv does not take the option splits"):
        folder.read(f"{tmp_path}?splits=none", SIDE, 1, None)
