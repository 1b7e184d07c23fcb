import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm

from keras_gencmp.metrics import distances
from keras_gencmp.metrics.parzen import parzen, window_log_likelihood


def normal(seed: int, n: int, d: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(n, d))


def test_one_window_is_a_gaussian():
    real = np.array([[-1.0], [0.5], [3.0]])
    score = window_log_likelihood(real, np.array([[0.5]]), validation=real, sigmas=(0.7,))
    assert score.value == pytest.approx(norm.logpdf(real, 0.5, 0.7).mean())
    assert score.detail["sigma"] == 0.7


def test_many_windows_are_the_mean_of_gaussians():
    real, generated = normal(0, 20, 3), normal(1, 15, 3)
    densities = [np.mean([multivariate_normal.pdf(x, g, 0.4**2) for g in generated]) for x in real]
    score = window_log_likelihood(real, generated, validation=real, sigmas=(0.4,))
    assert score.value == pytest.approx(np.log(densities).mean())
    error = np.log(densities).std(ddof=1) / np.sqrt(20)
    assert (score.high - score.low) / 2 == pytest.approx(2.093024 * error)


def test_the_width_is_chosen_on_the_validation_rows():
    # The best width of one window at 0 is the root mean square of the rows.
    validation, real = np.array([[-0.5], [0.5]]), np.array([[2.0], [-2.0]])
    options = {"validation": validation, "sigmas": (0.25, 0.5, 2.0)}
    score = window_log_likelihood(real, np.zeros((1, 1)), **options)
    assert score.detail["sigma"] == 0.5
    assert score.value == pytest.approx(norm.logpdf(2.0, 0.0, 0.5))


def test_it_approaches_the_density_of_many_samples():
    real = normal(0, 500, 1)
    score = window_log_likelihood(real, normal(1, 5000, 1), validation=normal(2, 500, 1))
    assert score.value == pytest.approx(norm.logpdf(real).mean(), abs=0.02)


def test_block_size_and_order_do_not_matter(monkeypatch):
    real, generated = normal(0, 30, 5), normal(1, 40, 5)
    score = window_log_likelihood(real, generated, validation=real)
    turned = window_log_likelihood(real[::-1], generated[::-1], validation=real[::-1])
    assert turned[:3] == pytest.approx(score[:3])
    monkeypatch.setattr(distances, "ELEMENTS", 1)
    found = window_log_likelihood(real, generated, validation=real)
    assert found[:3] == pytest.approx(score[:3])


def test_far_rows_do_not_underflow():
    score = window_log_likelihood(
        np.full((2, 10), 1e3), np.zeros((3, 10)), validation=np.zeros((2, 10)), sigmas=(0.1,)
    )
    assert score.value == pytest.approx(-10 * 1e6 / 0.02 - 10 * np.log(0.1 * np.sqrt(2 * np.pi)))


@pytest.mark.parametrize("sigmas", [(), (0.0,), (0.1, -1.0)])
def test_widths_that_are_not_positive_are_refused(sigmas):
    rows = normal(0, 3, 2)
    with pytest.raises(ValueError, match="must be positive"):
        window_log_likelihood(rows, rows, validation=rows, sigmas=sigmas)


@pytest.mark.parametrize("n", [60, 1500, 2000])
def test_the_images_that_choose_the_width_are_real_and_not_tested(n, monkeypatch):
    from keras_gencmp.metrics import parzen as module

    seen = {}
    whole = module.window_log_likelihood

    def spied(tested, generated, *, validation):
        seen.update(tested=tested, validation=validation)
        return whole(tested, generated, validation=validation)

    monkeypatch.setattr(module, "window_log_likelihood", spied)
    real, generated = (
        np.random.default_rng(seed).integers(0, 256, (n, 2, 2, 3), dtype=np.uint8)
        for seed in (0, 1)
    )
    found = parzen(real, generated[:50])
    rows = (real / 255).reshape(n, -1)
    split = min(n, 1500) * 2 // 3
    np.testing.assert_allclose(seen["tested"], rows[:split], atol=1e-7)
    np.testing.assert_allclose(seen["validation"], rows[split:1500], atol=1e-7)
    assert found.n == 50
