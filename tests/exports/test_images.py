"""Generated images as files, which data sources read again."""

import numpy as np
import pytest
from PIL import Image

from keras_gencmp import data
from keras_gencmp.errors import UserError
from keras_gencmp.exports import images as files

RANDOM = np.random.default_rng(0)
GREY = RANDOM.random((30, 16, 16, 1)).astype("float32")
RGB = RANDOM.random((30, 16, 16, 3)).astype("float32")
LABELS = np.arange(30) % 3


@pytest.mark.parametrize("images", [GREY, RGB])
def test_a_folder_of_samples_is_read_again_to_the_byte(images, tmp_path):
    files.write_folder(tmp_path / "out", images, LABELS, ("cat", "../dog", "eel"))
    assert len(list(tmp_path.rglob("*.png"))) == 30
    assert {folder.name for folder in (tmp_path / "out").iterdir()} == {"cat", "class 1", "eel"}
    splits = data.load(f"folder:{tmp_path / 'out'}", size=16)
    read = np.concatenate([split.images for split in splits[:3]])
    assert sorted(map(bytes, read)) == sorted(map(bytes, files.as_bytes(images)))


@pytest.mark.parametrize(
    ("classes", "names"),
    [
        (("class 1", "a/b"), ["class 1", "class 1, class 1"]),
        (("a/b", "class 0"), ["class 0", "class 0, class 1"]),
        (("Cat", "cat", "eel"), ["Cat", "cat, class 1", "eel"]),
    ],
)
def test_every_class_has_a_folder_of_its_own(classes, names):
    assert files.folder_names(classes) == names


def test_without_labels_the_files_lie_side_by_side_in_their_order(tmp_path):
    files.write_folder(tmp_path / "out", GREY, None, ())
    names = sorted(file.name for file in (tmp_path / "out").iterdir())
    assert names == [f"{number:02d}.png" for number in range(30)]
    third = np.asarray(Image.open(tmp_path / "out" / "03.png"))
    assert np.array_equal(third, files.as_bytes(GREY[3])[..., 0])


def test_arrays_carry_labels(tmp_path):
    files.write_array(tmp_path / "x.npz", RGB, LABELS)
    splits = data.load(f"npz:{tmp_path / 'x.npz'}", size=16)
    assert splits.classes == ("0", "1", "2") and splits.train.images.shape[-1] == 3
    files.write_array(tmp_path / "x.npy", RGB, LABELS)
    assert np.array_equal(np.load(tmp_path / "x.npy"), RGB)


def test_one_image_has_its_own_size_and_no_margin(tmp_path):
    files.write_image(tmp_path / "one.png", RGB[0])
    assert np.array_equal(np.asarray(Image.open(tmp_path / "one.png")), files.as_bytes(RGB[0]))


@pytest.mark.parametrize("name", ["x.doc", "full", "x.tiff"])
def test_outputs_that_cannot_be_are_refused(name, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").touch()
    with pytest.raises(UserError, match=r"must end in|is not empty"):
        files.check_output(tmp_path / name)


@pytest.mark.parametrize("name", ["x.png", "x.npz", "new", "empty"])
def test_other_outputs_are_taken(name, tmp_path):
    (tmp_path / "empty").mkdir()
    files.check_output(tmp_path / name)
