"""What a judge has seen: digests of images, and the file that carries them."""

import numpy as np
import pytest
from evaluation_blobs import blobs, stripe_judge

from keras_gencmp.data.images.resizing import resize
from keras_gencmp.errors import UserError
from keras_gencmp.judge import file, lookup, seen
from keras_gencmp.judge.network import network

FACTS = {"kind": "classifier", "data": "blobs", "shape": [12, 12, 1], "classes": list("abc")}


def test_an_image_is_known_by_its_bytes_alone():
    images, others = blobs(30, 0).images, blobs(30, 1).images
    known = seen.digests(images[:20])
    assert seen.is_among(images, known).tolist() == [True] * 20 + [False] * 10
    assert not seen.is_among(others, known).any()
    assert not seen.is_among(images, seen.no_digests()).any()
    assert seen.is_among(images[:0], known).shape == (0,)


def test_a_digest_is_the_first_48_bits_of_sha_256():
    image = np.zeros((1, 1, 1, 1), np.uint8)
    # SHA-256 of one zero byte begins with 6e340b9cffb3.
    assert bytes(seen.digests(image)[0]).hex() == "6e340b9cffb3"
    assert seen.as_numbers(seen.digests(image)).tolist() == [0x6E340B9CFFB3]


@pytest.mark.parametrize(
    ("side", "channels", "known"), [(32, 1, True), (28, 3, True), (64, 1, False)]
)
def test_padding_and_repeated_channels_hide_nothing(side, channels, known):
    images = blobs(6, 0, 28).images
    judge = stripe_judge(28)
    judge.__dict__["digests"] = seen.digests(images)
    other = resize(images, side, channels)
    assert judge.has_seen(other).all() == known
    assert seen.comes_back(other.shape[1:], judge.image_shape) == known


def test_a_colour_image_does_not_come_back_from_grey():
    assert not seen.comes_back((28, 28, 1), (28, 28, 3))


def test_digests_come_back_from_the_file_in_an_order_of_their_own(tmp_path):
    path, images = tmp_path / "judge.npz", blobs(9, 0).images
    file.write(path, network((12, 12, 1), 3, seed=5), FACTS | {"images": 9}, seen.digests(images))
    found = file.read(path).digests
    assert found.shape == (9, 6) and (np.diff(seen.as_numbers(found).astype(float)) >= 0).all()
    assert file.read(path).has_seen(images).all()


@pytest.mark.parametrize("images", [None, 8, True, -1, 2**40])
def test_digests_of_another_number_are_damage(tmp_path, images):
    path = tmp_path / "judge.npz"
    model, digests = network((12, 12, 1), 3, seed=5), seen.digests(blobs(9, 0).images)
    file.write(path, model, FACTS | {"images": images}, digests)
    with pytest.raises(UserError, match="is damaged"):
        file.read(path)


def test_the_shipped_judge_knows_the_images_it_was_fitted_on(mnist):
    judge = file.read(lookup.shipped("mnist"))
    assert mnist.digest == judge.facts["data_digest"]
    assert judge.has_seen(mnist.train.images).sum() == 50_000
    assert judge.has_seen(mnist.train.images[:50_000]).all()
    assert not judge.has_seen(mnist.test.images).any()
    assert len(judge.digests) == 50_000 and judge.identity == "mnist-8c23b334"
