"""Datasets in NumPy archives."""

import pickle
import zipfile

import numpy as np
import pytest

from keras_gencmp.data.sources.npz import read
from keras_gencmp.errors import UserError


def images(count, *shape, first=0):
    """uint8 images, each all of its own number; numbers begin at 150."""
    numbers = np.arange(150 + first, 150 + first + count, dtype=np.uint8)
    return np.broadcast_to(numbers.reshape(-1, *[1] * len(shape)), (count, *shape))


def saved(tmp_path, **arrays):
    file = tmp_path / "data.npz"
    np.savez(file, **arrays)
    return str(file)


def numbers(split):
    return split.images[:, 0, 0, 0] - 150


def test_x_and_y_are_one_training_split_in_a_fair_order(tmp_path):
    labels = np.repeat([0, 1], 50)
    raw = read(saved(tmp_path, x=images(100, 28, 28), y=labels), 28, 1, None)
    assert raw.validation is None
    assert raw.test is None
    assert raw.classes == ("0", "1")
    assert np.array_equal(np.sort(numbers(raw.train)), np.arange(100))
    assert np.array_equal(raw.train.labels, labels[numbers(raw.train)])
    assert abs(raw.train.labels[-10:].sum() - 5) <= 1


@pytest.mark.parametrize(
    "keys",
    [
        ("x_train", "y_train", "x_val", "y_val", "x_test", "y_test"),
        ("train_images", "train_labels", "val_images", "val_labels", "test_images", "test_labels"),
    ],
)
def test_named_splits_stay_what_they_are(tmp_path, keys):
    values = []
    for count, first in [(20, 0), (5, 20), (6, 25)]:
        values += [images(count, 28, 28, 3, first=first), np.arange(count).reshape(-1, 1) % 4]
    raw = read(saved(tmp_path, **dict(zip(keys, values, strict=True))), 28, 3, None)
    assert np.array_equal(np.sort(numbers(raw.train)), np.arange(20))
    assert np.array_equal(numbers(raw.validation), np.arange(20, 25))
    assert np.array_equal(numbers(raw.test), np.arange(25, 31))
    assert raw.test.labels.tolist() == [0, 1, 2, 3, 0, 1]
    assert raw.classes == ("0", "1", "2", "3")


def test_without_labels_there_is_one_class(tmp_path):
    raw = read(saved(tmp_path, x=images(4, 28, 28)), 28, 1, None)
    assert raw.classes == ("all",)
    assert raw.train.labels.tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_floats_from_0_to_1_are_rounded_to_256_greys(tmp_path, dtype):
    greys = np.arange(256, dtype=np.uint8).reshape(1, 16, 16)
    raw = read(saved(tmp_path, x=(greys / 255).astype(dtype)), 16, 1, None)
    assert np.array_equal(raw.train.images[..., 0], greys)


@pytest.mark.parametrize("dtype", ["bool", "int64"])
def test_whole_numbers_and_truth_values_are_read_too(tmp_path, dtype):
    ink = np.eye(16)[np.newaxis].astype(dtype)
    ink = ink if dtype == "bool" else (255 * ink).astype(dtype)
    raw = read(saved(tmp_path, x=ink), 16, 1, None)
    assert np.array_equal(raw.train.images[0, ..., 0], 255 * np.eye(16))


GOOD = np.zeros((4, 8, 8), np.uint8)


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"a": GOOD, "b": GOOD}, "holds a, b: name the array"),
        ({}, "holds nothing"),
        ({"images": np.array(5)}, r"images in .* has the shape \(\): images must be"),
        ({"x": np.zeros((4, 65))}, r"shape \(4, 65\)"),
        ({"x": np.zeros((4, 5, 8, 8))}, "height, width, 1, 3 or 4"),
        ({"x": np.zeros((8, 8, 3, 40))}, "transpose them"),
        ({"x": np.zeros((4, 9, 8, 8))}, "volumes"),
        ({"x": np.zeros((4, 2, 8, 8, 3))}, "volumes"),
        ({"x": np.zeros((0, 8, 8))}, "one image at least"),
        ({"x": GOOD + np.nan}, "256 values that are NaN"),
        ({"x": GOOD + np.inf}, "NaN or infinite"),
        ({"x": GOOD.astype(str)}, "give images as whole or floating-point"),
        ({"x": GOOD.astype(complex)}, "give images as whole or floating-point"),
        ({"x": GOOD, "y": np.zeros(3, int)}, "4 images in x but 3 labels in y"),
        ({"x": GOOD, "y": np.zeros((4, 10))}, "10 values an image|several labels an image"),
        ({"x": GOOD, "y": np.full((4, 2), 0.5)}, "2 values an image"),
        ({"x": GOOD, "y": np.full(4, 0.5)}, "labels must be class numbers"),
        ({"x": GOOD, "y": np.full(4, np.inf)}, "labels must be class numbers"),
        ({"x": GOOD, "y": np.full(4, np.nan)}, "labels must be class numbers"),
        ({"x": GOOD, "y": np.zeros((4, 2, 2))}, "labels=none"),
        ({"x": GOOD, "images": GOOD}, "several arrays that may be the images"),
        ({"x": np.array([GOOD, None], object)}, "it holds Python objects"),
    ],
)
def test_what_is_not_a_dataset_is_refused_with_the_mend(tmp_path, arrays, message):
    with pytest.raises(UserError, match=message):
        read(saved(tmp_path, **arrays), 8, 1, None)


@pytest.mark.parametrize("keep", [0, 10, 200, -30])
def test_a_truncated_archive_is_refused_by_name(tmp_path, keep):
    file = tmp_path / "data.npz"
    np.savez_compressed(file, x=np.random.default_rng(0).integers(0, 256, GOOD.shape, np.uint8))
    file.write_bytes(file.read_bytes()[:keep])
    with pytest.raises(UserError, match="data.npz is damaged"):
        read(str(file), 8, 1, None)


def test_a_flipped_bit_in_an_archive_is_noticed(tmp_path):
    file = tmp_path / "data.npz"
    np.savez(file, x=GOOD)
    data = bytearray(file.read_bytes())
    data[data.index(bytes(100)) + 50] ^= 1
    file.write_bytes(data)
    with pytest.raises(UserError, match="damaged"):
        read(str(file), 8, 1, None)


def test_a_text_is_no_pickle_and_a_pickle_is(tmp_path):
    for content, words in (
        (b"0 1 2\n", "is damaged or not"),
        (pickle.dumps([1]), "Python objects"),
    ):
        (tmp_path / "t.npy").write_bytes(content)
        with pytest.raises(UserError, match=words):
            read(str(tmp_path / "t.npy"), 8, 1, None)


def test_a_bare_array_is_read_and_a_missing_file_refused(tmp_path):
    np.save(tmp_path / "data.npy", images(4, 28, 28))
    raw = read(str(tmp_path / "data.npy"), 28, 1, None)
    assert (sorted(numbers(raw.train)), raw.classes) == ([0, 1, 2, 3], ("all",))
    with pytest.raises(UserError, match="there is no file"):
        read(str(tmp_path / "none.npz"), 8, 1, None)


def test_an_archive_that_would_fill_the_memory_is_refused(tmp_path, monkeypatch):
    np.savez_compressed(tmp_path / "x.npz", x=np.zeros((400, 28, 28), np.uint8))
    monkeypatch.setattr("keras_gencmp.data.sources.npz.UNPACKED_BYTES", 10**5)
    with pytest.raises(UserError, match="would unpack to"):
        read(str(tmp_path / "x.npz"), 8, 1, None)


def test_a_zip_archive_of_images_is_no_archive_of_arrays(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.npz", "w") as archive:
        archive.writestr("a/1.png", b"")
    with pytest.raises(UserError, match="write folder:"):
        read(str(tmp_path / "x.npz"), 8, 1, None)


@pytest.mark.parametrize("query", ["labels=foo", "images=x&labels=foo", "images=foo"])
def test_an_array_that_is_named_but_not_there_is_refused(tmp_path, query):
    with pytest.raises(UserError, match="has no array 'foo': choose from x, y"):
        read(f"{saved(tmp_path, x=GOOD, y=np.arange(4))}?{query}", 8, 1, None)


def test_labels_of_one_array_alone_are_not_there(tmp_path):
    np.save(tmp_path / "data.npy", GOOD)
    for file in (tmp_path / "data.npy", saved(tmp_path, whatever=GOOD)):
        with pytest.raises(UserError, match="has no array 'y': choose from"):
            read(f"{file}?labels=y", 8, 1, None)


def test_labels_of_held_out_images_alone_are_said_to_be_left_out(tmp_path):
    raw = read(saved(tmp_path, x_train=GOOD, x_test=GOOD, y_test=np.arange(4)), 8, 1, None)
    assert raw.classes == ("all",)
    assert (
        "y_test are not read" in raw.reading.notices[0] and "labels=KEY" in raw.reading.notices[0]
    )
