"""Datasets as they are downloaded: MedMNIST, CIFAR, MNIST's files, folders with rubbish in them."""

import numpy as np
import pytest
from input_files import COUNT, GREY, LABELS, NAMES, RGB, SIDE, files, idx, pillow, splits
from PIL import Image

from keras_gencmp import data
from keras_gencmp.errors import UserError

FIRST = {"train": slice(40), "val": slice(40, 50), "test": slice(50, 60)}


def content(split, classes):
    """The images of a split, each with the name of its class, in no order."""
    pairs = zip(split.images, split.labels, strict=True)
    return sorted((image.tobytes(), classes[label]) for image, label in pairs)


def expected(images, names):
    return sorted((image.tobytes(), str(name)) for image, name in zip(images, names, strict=True))


def everything(parts):
    return sorted(pair for split in parts[:3] for pair in content(split, parts.classes))


@pytest.mark.parametrize("images", [GREY, RGB], ids=["grey", "colours"])
def test_medmnist_has_its_three_splits(tmp_path, images):
    arrays = {f"{split}_images": images[rows] for split, rows in FIRST.items()}
    arrays |= {f"{split}_labels": LABELS[rows, None] for split, rows in FIRST.items()}
    np.savez(tmp_path / "x.npz", **arrays)
    parts = data.load(f"npz:{tmp_path / 'x.npz'}", size=SIDE)
    for split, rows in zip(parts[:3], FIRST.values(), strict=True):
        assert content(split, parts.classes) == expected(images[rows], LABELS[rows])


def test_medmnist_of_64_pixels_keeps_its_colours_where_it_is_shrunk(tmp_path):
    large = RGB.repeat(4, axis=1).repeat(4, axis=2)
    np.savez(tmp_path / "x.npz", train_images=large, train_labels=LABELS[:, None])
    name = f"npz:{tmp_path / 'x.npz'}"
    same = data.load(name, size=64).train.images
    assert sorted(map(bytes, same)) == sorted(map(bytes, large[_kept(same, large)]))
    small = data.load(name, size=SIDE).train.images.astype(int)
    distances = np.abs(small[:, None] - RGB).mean(axis=(2, 3, 4))
    assert distances.min(axis=1).max() < 12 and len(set(distances.argmin(axis=1))) == len(small)


def _kept(some, images):
    index = {bytes(image): number for number, image in enumerate(images)}
    return [index[bytes(image)] for image in some]


def test_cifar_has_colours_and_labels_in_a_column(tmp_path):
    parts = {"train": slice(50), "test": slice(50, 60)}
    arrays = {f"x_{split}": RGB[rows] for split, rows in parts.items()}
    arrays |= {f"y_{split}": LABELS[rows, None] for split, rows in parts.items()}
    np.savez_compressed(tmp_path / "x.npz", **arrays)
    read = data.load(f"npz:{tmp_path / 'x.npz'}", size=SIDE)
    assert content(read.test, read.classes) == expected(RGB[50:], LABELS[50:])
    assert everything(read) == expected(RGB, LABELS)


@pytest.mark.parametrize("keys", [("x_train", "x_test"), ("train", "test"), ("Xtr", "Xte")])
def test_splits_without_labels_stay_apart(tmp_path, keys):
    np.savez(tmp_path / "x.npz", **dict(zip(keys, (GREY[:50], GREY[50:]), strict=True)))
    parts = data.load(f"npz:{tmp_path / 'x.npz'}", size=SIDE)
    assert content(parts.test, parts.classes) == expected(GREY[50:], ["all"] * 10)


def test_mnists_own_files_beside_their_compressed_ones_are_read_once(tmp_path):
    for split, rows in {"train": slice(50), "t10k": slice(50, 60)}.items():
        for suffix in ("", ".gz"):
            idx(tmp_path / f"{split}-images-idx3-ubyte{suffix}", GREY[rows])
            idx(tmp_path / f"{split}-labels-idx1-ubyte{suffix}", LABELS[rows])
    parts = data.load(f"folder:{tmp_path}", size=SIDE)
    assert content(parts.test, parts.classes) == expected(GREY[50:], LABELS[50:])
    assert everything(parts) == expected(GREY, LABELS)


def test_what_systems_leave_behind_is_no_image(tmp_path):
    splits(tmp_path)
    (tmp_path / "__MACOSX" / "train").mkdir(parents=True)
    pillow(255 - GREY[0], tmp_path / "__MACOSX" / "train" / "._00.png")
    for junk in ("._1.png", ".DS_Store", "Thumbs.db", "desktop.ini", ".cache.png"):
        (tmp_path / "train" / "dog" / junk).write_bytes(b"x")
    (tmp_path / "labels.csv").write_text("a,b\n")
    parts = data.load(f"folder:{tmp_path}", size=SIDE)
    assert everything(parts) == expected(GREY, NAMES)
    assert "left alone 1 .csv files" in parts.summary.line


def test_three_images_are_a_dataset_and_one_of_each_class_is_noticed(tmp_path):
    np.savez(tmp_path / "x.npz", x=GREY[:3], y=LABELS[:3])
    parts = data.load(f"npz:{tmp_path / 'x.npz'}", size=SIDE)
    assert [len(split.labels) for split in parts[:3]] == [2, 0, 1]
    assert "3 of 3 classes have at most one training image" in parts.summary.notices[0]


def test_flat_rows_of_nothing_are_refused(tmp_path):
    np.savez(tmp_path / "x.npz", x=np.zeros((50, 3072), np.uint8), y=np.zeros(50, int))
    with pytest.raises(UserError, match="0 of 255 everywhere"):
        data.load(f"npz:{tmp_path / 'x.npz'}", size=32)


def test_black_ink_on_white_paper_stays_so(tmp_path):
    np.savez(tmp_path / "x.npz", x=255 - GREY, y=LABELS)
    parts = data.load(f"npz:{tmp_path / 'x.npz'}", size=SIDE)
    assert everything(parts) == expected(255 - GREY, LABELS)
    larger = data.load(f"npz:{tmp_path / 'x.npz'}", size=2 * SIDE).train.images
    assert larger[:, 0].min() > 240


@pytest.mark.parametrize(
    "save",
    [
        lambda a, p: Image.fromarray(a > 127).save(p),
        lambda a, p: pillow(np.where(a > 127, 255, 0).astype(np.uint8), p),
    ],
)
def test_one_bit_is_black_and_white(tmp_path, save):
    parts = data.load(f"folder:{files(tmp_path, save)}", size=SIDE)
    ones = np.where(GREY > 127, 255, 0).astype(np.uint8)
    assert everything(parts) == expected(ones, NAMES)


def test_a_palette_with_a_transparent_colour(tmp_path):
    def save(image, path):
        Image.fromarray(image).convert("P").save(path, transparency=0)

    assert everything(data.load(f"folder:{files(tmp_path, save)}", size=SIDE)) == expected(
        GREY, NAMES
    )


def test_oblong_images_and_images_of_many_sizes_are_padded_to_squares(tmp_path):
    def save(image, path):
        number = int(path.stem)
        pillow(np.pad(image, ((0, 0), (0, number))) if number % 2 else image, path)

    parts = data.load(f"folder:{files(tmp_path, save)}", size=SIDE)
    assert "16 x 16 to 16 x 75" in parts.summary.line
    squares = [image.tobytes() for split in parts[:3] for image in split.images]
    assert len(set(squares) & {GREY[number].tobytes() for number in range(0, COUNT, 2)}) == 30


def test_a_link_to_a_dataset_is_the_dataset(tmp_path):
    files(tmp_path / "real", pillow)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert everything(data.load(f"folder:{tmp_path / 'link'}", size=SIDE)) == expected(GREY, NAMES)


def test_a_photograph_that_lost_its_last_bytes_is_refused_by_name(tmp_path):
    files(tmp_path, lambda a, p: pillow(a.repeat(8, 0).repeat(8, 1), p), "jpg")
    file = tmp_path / "dog" / "04.jpg"
    file.write_bytes(file.read_bytes()[:-5])
    with pytest.raises(UserError, match=r"dog/04\.jpg is not an image that can be read"):
        data.load(f"folder:{tmp_path}", size=SIDE)
