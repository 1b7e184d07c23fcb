import numpy as np
import pytest

from keras_gencmp.metrics import reconstruction as module
from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.metrics.reconstruction import mse, psnr, reconstruction, ssim


def pair(seed: int = 0, n: int = 3) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.RandomState(seed)
    x = rng.uniform(size=(n, 12, 10, 2))
    scale = np.resize([0.05, 0.2, 0.5], n)[:, None, None, None]
    y = np.clip(x + rng.normal(0.0, scale, x.shape), 0.0, 1.0)
    return x.astype(np.float32), y.astype(np.float32)


def naive_ssim(x: np.ndarray, y: np.ndarray) -> float:
    offsets = np.arange(-3, 4)
    weights = np.exp(-(offsets[:, None] ** 2 + offsets[None, :] ** 2) / (2 * 1.5**2))
    weights /= weights.sum()
    values = []
    for top in range(x.shape[0] - 6):
        for left in range(x.shape[1] - 6):
            a, b = x[top : top + 7, left : left + 7], y[top : top + 7, left : left + 7]
            mean_a, mean_b = (weights * a).sum(), (weights * b).sum()
            var_a = (weights * (a - mean_a) ** 2).sum()
            var_b = (weights * (b - mean_b) ** 2).sum()
            cov = (weights * (a - mean_a) * (b - mean_b)).sum()
            light = (2 * mean_a * mean_b + 0.01**2) / (mean_a**2 + mean_b**2 + 0.01**2)
            values.append(light * (2 * cov + 0.03**2) / (var_a + var_b + 0.03**2))
    return float(np.mean(values))


def test_similarity_agrees_with_a_loop_over_windows():
    x, y = (images.astype(np.float64) for images in pair())
    expected = [
        np.mean([naive_ssim(a[..., c], b[..., c]) for c in range(2)])
        for a, b in zip(x, y, strict=True)
    ]
    np.testing.assert_allclose(ssim(x, y), expected, rtol=1e-10)


# From TensorFlow 2.21.0: tf.image.ssim(x, y, 1.0, filter_size=7, filter_sigma=1.5) and
# tf.image.psnr(x, y, 1.0) of pair(0).
def test_similarity_and_noise_ratio_agree_with_tensorflow_as_recorded():
    x, y = pair()
    np.testing.assert_allclose(
        ssim(x, y), [0.987748920917511, 0.811468780040741, 0.37427476048469543], atol=1e-6
    )
    np.testing.assert_allclose(
        psnr(x, y), [26.40545654296875, 15.57658863067627, 9.280137062072754], atol=1e-5
    )


def test_an_image_is_entirely_similar_to_itself():
    x, _ = pair()
    np.testing.assert_allclose(ssim(x, x), 1.0, rtol=1e-12)
    np.testing.assert_allclose(ssim(np.zeros((1, 7, 7, 1)), np.zeros((1, 7, 7, 1))), 1.0)
    np.testing.assert_array_equal(mse(x, x), 0.0)
    np.testing.assert_array_equal(psnr(x, x), np.inf)


def test_flat_images_differ_by_their_light_alone():
    dark, light = np.full((1, 9, 9, 1), 0.2), np.full((1, 9, 9, 1), 0.7)
    expected = (2 * 0.14 + 1e-4) / (0.04 + 0.49 + 1e-4)
    assert ssim(dark, light)[0] == pytest.approx(expected)
    assert mse(dark, light)[0] == pytest.approx(0.25)
    assert psnr(dark, light)[0] == pytest.approx(10 * np.log10(4.0))


def test_an_inverted_image_is_dissimilar():
    x, _ = pair()
    assert (ssim(x, 1.0 - x) < -0.3).all()


def test_the_scores_are_symmetric_and_depend_on_no_block_size(monkeypatch):
    x, y = pair(n=9)
    expected = ssim(x, y)
    np.testing.assert_allclose(ssim(y, x), expected)
    monkeypatch.setattr(module, "BLOCK", 2)
    np.testing.assert_array_equal(ssim(x, y), expected)


def test_the_summary_holds_means_over_images_and_their_errors():
    x, y = pair(n=9)
    summary = reconstruction(x, y, "none")
    assert list(summary) == ["mse", "psnr", "ssim"]
    for score, values in zip(summary.values(), (mse(x, y), psnr(x, y), ssim(x, y)), strict=True):
        error = 2.306004 * values.std(ddof=1) / 3.0
        expected = values.mean(), values.mean() - error, values.mean() + error
        assert score[:3] == pytest.approx(expected) and score.n == 9


def test_the_summary_says_how_the_images_were_binarised():
    x, y = pair(n=9)
    notes = [reconstruction(x, y, kind)["mse"].note for kind in ("none", "threshold")]
    assert notes == ["", "threshold binarisation"]


def test_exact_copies_small_images_and_unequal_shapes_are_refused():
    x, y = pair()
    with pytest.raises(Undefined, match="reproduced exactly"):
        reconstruction(x, x, "none")
    with pytest.raises(Undefined, match="7 x 7"):
        ssim(x[:, :6], y[:, :6])
    with pytest.raises(ValueError, match="differ in shape"):
        mse(x, y[:2])
