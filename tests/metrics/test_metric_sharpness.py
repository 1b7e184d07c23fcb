import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.metrics.sharpness import laplacian_variance, sharpness


def noise(seed: int, channels: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).uniform(size=(5, 12, 9, channels)).astype(np.float32)


def as_bytes(images: np.ndarray) -> np.ndarray:
    return np.rint(255 * images).astype(np.uint8)


def test_the_laplacian_agrees_with_a_loop_over_pixels():
    images = noise(0, channels=2)
    for image, value in zip(images.astype(np.float64), laplacian_variance(images), strict=True):
        variances = []
        for plane in np.moveaxis(image, -1, 0):
            responses = [
                plane[y - 1, x]
                + plane[y + 1, x]
                + plane[y, x - 1]
                + plane[y, x + 1]
                - 4 * plane[y, x]
                for y in range(1, 11)
                for x in range(1, 8)
            ]
            variances.append(np.var(responses))
        assert value == pytest.approx(np.mean(variances))


def test_flat_and_sloping_images_have_no_edges():
    slope = np.tile(np.linspace(0.0, 1.0, 8), (2, 8, 1))[..., None]
    np.testing.assert_allclose(laplacian_variance(slope), 0.0, atol=1e-30)


def test_a_checkerboard_of_unit_height_scores_sixteen():
    board = (np.indices((9, 9)).sum(axis=0) % 2).astype(float)[None, :, :, None]
    share = board[0, 1:-1, 1:-1].mean()
    assert laplacian_variance(board)[0] == pytest.approx(64.0 * share * (1.0 - share))


def test_blurring_lowers_the_ratio_and_the_same_images_have_ratio_one():
    images = noise(0)
    sharp, blurred = as_bytes(images), as_bytes(gaussian_filter(images, (0, 1, 1, 0)))
    assert sharpness(sharp, sharp, 0).value == 1.0
    lowered = sharpness(sharp, blurred, 0).value
    assert lowered < 0.1
    assert sharpness(blurred, sharp, 0).value == pytest.approx(1 / lowered)


def test_the_ratio_is_of_the_means_and_blind_to_order():
    real, generated = as_bytes(noise(0)), as_bytes(noise(1)[:3])
    score = sharpness(real, generated, 0)
    means = [laplacian_variance(images / 255).mean() for images in (real, generated)]
    assert score.value == pytest.approx(means[1] / means[0], rel=1e-6)
    assert score.low < score.value < score.high
    assert sharpness(real[::-1], generated[::-1], 0).value == pytest.approx(score.value)


def test_images_are_taken_in_blocks(monkeypatch):
    from keras_gencmp.metrics import sharpness as module

    pair = as_bytes(noise(0)), as_bytes(noise(1))
    expected = sharpness(*pair, 0)
    monkeypatch.setattr(module, "BLOCK", 2)
    assert sharpness(*pair, 0) == expected


def test_flat_real_images_and_tiny_images_are_refused():
    with pytest.raises(Undefined, match="flat"):
        sharpness(np.zeros((2, 5, 5, 1), np.uint8), as_bytes(noise(0)), 0)
    with pytest.raises(Undefined, match="3 x 3"):
        laplacian_variance(np.zeros((2, 2, 5, 1)))
