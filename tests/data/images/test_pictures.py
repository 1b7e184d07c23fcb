"""Pictures that a user brings to a trained model."""

import numpy as np
import pytest
from input_files import COUNT, GREY, LABELS, NAMES, RGB, SIDE, files, pillow

from keras_gencmp.data.images.pictures import is_pictures, own_size, read_pictures
from keras_gencmp.errors import UserError


def test_files_are_read_in_the_natural_order_of_their_names_with_their_folders(tmp_path):
    for number in range(12):
        path = tmp_path / ("cat" if number % 2 else "dog") / f"{number}.png"
        path.parent.mkdir(exist_ok=True)
        pillow(GREY[number], path)
    read = read_pictures(str(tmp_path), SIDE, 1)
    order = [1, 3, 5, 7, 9, 11, 0, 2, 4, 6, 8, 10]
    assert np.array_equal(read.images[..., 0], GREY[order])
    assert read.names == tuple(f"{('dog', 'cat')[n % 2]}/{n}.png" for n in order)
    assert read.classes == ("cat",) * 6 + ("dog",) * 6


def test_one_file_is_a_picture_and_splits_mean_nothing(tmp_path):
    files(tmp_path, pillow, folder=lambda number: f"test/{NAMES[number]}")
    assert len(read_pictures(f"folder:{tmp_path}", SIDE, 0).images) == COUNT
    one = tmp_path / "test" / "cat" / "03.png"
    assert np.array_equal(read_pictures(str(one), SIDE, 1).images[0, ..., 0], GREY[3])


def test_arrays_keep_their_order_and_labels(tmp_path):
    np.savez(tmp_path / "x.npz", x=RGB, y=LABELS)
    np.save(tmp_path / "x.npy", GREY)
    read = read_pictures(f"npz:{tmp_path / 'x.npz'}", SIDE, 0)
    assert np.array_equal(read.images, RGB) and read.classes == tuple(LABELS.astype(str))
    assert np.array_equal(read_pictures(str(tmp_path / "x.npy"), SIDE, 1).images[..., 0], GREY)


def test_their_own_size_is_one_that_networks_can_have(tmp_path):
    np.save(tmp_path / "x.npy", np.zeros((3, 66, 50)))
    pillow(np.zeros((300, 400), np.uint8), tmp_path / "large.png")
    assert own_size(f"npy:{tmp_path / 'x.npy'}") == 48
    assert own_size(f"folder:{tmp_path}") == 128


def test_what_is_no_picture_is_refused(tmp_path):
    (tmp_path / "broken.png").write_bytes(b"x")
    for name in (tmp_path / "none", tmp_path, tmp_path / "broken.png"):
        with pytest.raises(UserError, match=r"no images at|broken\.png"):
            read_pictures(str(name), SIDE, 1)
    assert is_pictures("folder:a?fit=crop") and not is_pictures("mnist")
