"""Shapes of arrays that mean something else than they look like."""

import numpy as np
import pytest
from input_files import COUNT, GREY, LABELS, RGB, SIDE

from keras_gencmp import data
from keras_gencmp.data.images.array_shapes import as_images
from keras_gencmp.errors import UserError

REFUSED = {
    "one image in colour": (RGB[0], "one image: give several"),
    "one image in grey": (np.kron(GREY[0], np.ones((4, 4), np.uint8)), "one image: give several"),
    "images last": (GREY.transpose(1, 2, 0), r"60 images that stand last.*moveaxis"),
    "images last, in colour": (np.zeros((9, 9, 3, 50)), "transpose"),
    "labels": (LABELS, r"\?images=KEY"),
    "two channels": (np.stack([GREY, GREY], -1), "take one"),
    "a film": (GREY[:, None, None], "single slices"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_arrays_of_something_else_are_refused_with_the_mend(kind):
    array, words = REFUSED[kind]
    with pytest.raises(UserError, match=words):
        as_images(array, "x in x.npz")


@pytest.mark.parametrize("shape", [(3, 16, 16), (16, 16, 16), (9, 16, 7), (2, 8, 8, 3)])
def test_few_images_are_images(shape):
    assert as_images(np.zeros(shape), "x")[0].shape[:3] == shape[:3]


@pytest.mark.parametrize("noise", [0, 40])
def test_flat_rows_of_colours_are_read_by_plane_or_by_pixel(noise):
    rng = np.random.default_rng(0)
    images = np.clip(RGB + rng.normal(0, noise, RGB.shape), 0, 255).astype(np.uint8)
    for rows, words in (
        (images.reshape(COUNT, -1), "pixel by pixel"),
        (images.transpose(0, 3, 1, 2).reshape(COUNT, -1), "planes"),
    ):
        found, how = as_images(rows, "x")
        np.testing.assert_array_equal(found, images)
        assert words in how


def load(tmp_path, **arrays):
    np.savez(tmp_path / "x.npz", **arrays)
    return data.load(f"npz:{tmp_path / 'x.npz'}", size=SIDE)


def test_splits_in_other_ranges_are_refused(tmp_path):
    for kind in (np.float32, np.uint8):
        with pytest.raises(UserError, match="0 to 1.*of 0 to 255: bring all splits to one range"):
            load(tmp_path, x_train=GREY / 255, x_test=GREY.astype(kind))
    parts = load(tmp_path, x_train=GREY / 127.5 - 1, x_test=GREY[:20] / 300 - 0.4)
    assert len(parts.test.labels) == 20  # a narrower range within the same one
    same = np.zeros((9, SIDE, SIDE), np.uint16)
    assert load(tmp_path, x_train=GREY.astype(np.uint16), x_val=same).train.images.max() == 255


def test_splits_of_other_sizes_and_colours_are_noticed(tmp_path):
    small = GREY[:20, ::2, ::2]
    notices = " ".join(load(tmp_path, x_train=RGB, x_test=small).summary.notices)
    assert "train 16 x 16 RGB, test 8 x 8 grey" in notices


def test_labels_of_images_that_stand_last_have_the_mend(tmp_path):
    with pytest.raises(UserError, match="60 images in x but 16 labels.*moveaxis"):
        load(tmp_path, x=GREY[:, :12], y=LABELS[:16])


@pytest.mark.parametrize("labels", [np.eye(3)[LABELS] * 2 - 1, np.full((COUNT, 3), 1 / 3)])
def test_values_for_every_class_have_the_mend(tmp_path, labels):
    with pytest.raises(UserError, match="argmax"):
        load(tmp_path, x=GREY, y=labels)


ALPHAS = {
    "0 to 255": GREY,
    "0 and 1": (GREY > 0).astype(np.uint8),
    "truth values": GREY > 0,
}


@pytest.mark.parametrize("kind", ALPHAS)
@pytest.mark.parametrize("high", [1.0, 255])
def test_alpha_may_have_a_range_of_its_own(tmp_path, kind, high):
    alpha = ALPHAS[kind].astype(float if high == 1 else np.uint8)
    colours = np.where(GREY[..., None] > 0, high * np.array([1, 0, 0]), 0).astype(alpha.dtype)
    images = load(tmp_path, x=np.concatenate([colours, alpha[..., None]], -1)).train.images
    found = images[..., 1:].max(axis=(1, 2))
    assert np.all(found == 255) and images[..., 0].min() == 255  # red ink on white
    assert np.all((images == [255, 0, 0]).all(-1).any(axis=(1, 2)))


def test_flat_rows_with_an_axis_too_many_are_flat_rows(tmp_path):
    images = load(tmp_path, x=GREY.reshape(COUNT, 1, -1)).train.images
    assert set(map(bytes, images)) <= set(map(bytes, GREY))


@pytest.mark.parametrize(("factor", "words"), [(100 / 255, "0 to 100, which is 39 %"), (0.6, "")])
def test_a_range_of_which_little_is_used_is_noticed(tmp_path, factor, words):
    notices = " ".join(load(tmp_path, x=GREY * factor).summary.notices)
    assert words.replace(" %", "%") in notices and bool(notices) == bool(words)
    np.savez(tmp_path / "x.npz", x=GREY * factor)
    high = 255 * factor
    parts = data.load(f"npz:{tmp_path / 'x.npz'}?range=0,{high:.0f}", size=SIDE)
    assert parts.train.images.max() == 255 and not parts.summary.notices


def test_two_images_leave_too_few_to_train_on(tmp_path):
    with pytest.raises(UserError, match="one training image: give more"):
        load(tmp_path, x=GREY[:2])


def test_labels_that_are_empty_texts_have_a_name(tmp_path):
    labels = np.array(["", "b", "c"])[LABELS]
    assert load(tmp_path, x=GREY, y=labels).classes == ("b", "c", "(empty)")


@pytest.mark.parametrize(
    ("labels", "mend"),
    [(np.eye(3)[LABELS] * 2 - 1, "argmax"), (np.stack([np.arange(COUNT), LABELS], 1), "columns")],
)
def test_several_columns_of_labels_have_their_mend(tmp_path, labels, mend):
    with pytest.raises(UserError, match=mend):
        load(tmp_path, x=GREY, y=labels)


def test_an_array_with_a_garbled_header_is_damaged(tmp_path):
    np.save(tmp_path / "x.npy", GREY)
    content = (tmp_path / "x.npy").read_bytes()
    for garbled in (b"(60, 16, 16,   ", b"(60, 16, 16)) }", b"(9999999999,9) "):
        (tmp_path / "x.npy").write_bytes(content.replace(b"(60, 16, 16), }", garbled))
        with pytest.raises(UserError, match=r"x\.npy is (damaged|larger)"):
            data.load(f"npy:{tmp_path / 'x.npy'}", size=SIDE)


def faces():
    """300 smooth images of 28 x 20, of which neighbours are alike, as frames of a film."""
    rows, columns = np.ogrid[:28, :20]
    waves = [np.sin((rows + n / 4) / 5) * np.cos(columns / 4) for n in range(300)]
    return 128 + 100 * np.stack(waves)


def lines_of_text():
    """40 images of 20 x 300, upright strokes that are as wide as what is between them."""
    ink = np.random.default_rng(0).random((40, 4, 300)) < 0.3
    return np.repeat(ink, 5, axis=1).astype(np.uint8) * 255


def test_oblong_images_that_stand_last_are_refused_with_the_mend():
    film = faces()
    noise = np.random.default_rng(0).permutation(film)  # in no order, as most images are
    any_way = np.random.default_rng(0).random(film.shape)  # nothing tells which axis is which
    for images in (film, noise, any_way, np.clip(film, 0, 255).astype(np.uint8), film > 128):
        with pytest.raises(UserError, match="300 images that stand last.*moveaxis"):
            as_images(images.transpose(1, 2, 0), "ff")
        assert as_images(images, "ff")[0].shape == (300, 28, 20, 1)


def test_wide_images_are_images():
    assert as_images(lines_of_text(), "x")[0].shape == (40, 20, 300, 1)
    numbers = np.random.default_rng(0).integers(0, COUNT, (30, 12))  # rows of drawings
    wide = GREY[numbers].transpose(0, 2, 1, 3).reshape(30, SIDE, -1)
    assert as_images(wide, "x")[0].shape == (30, 16, 192, 1)
