import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm

from keras_gencmp.metrics import distances
from keras_gencmp.metrics.parzen import parzen_log_likelihood


def normal(seed: int, n: int, d: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(n, d))


def test_one_window_is_a_gaussian():
    real = np.array([[-1.0], [0.5], [3.0]])
    score = parzen_log_likelihood(real, np.array([[0.5]]), validation=real, sigmas=(0.7,))
    assert score.log_likelihood == pytest.approx(norm.logpdf(real, 0.5, 0.7).mean())
    assert score.sigma == 0.7


def test_many_windows_are_the_mean_of_gaussians():
    real, generated = normal(0, 20, 3), normal(1, 15, 3)
    densities = [np.mean([multivariate_normal.pdf(x, g, 0.4**2) for g in generated]) for x in real]
    score = parzen_log_likelihood(real, generated, validation=real, sigmas=(0.4,))
    assert score.log_likelihood == pytest.approx(np.log(densities).mean())
    assert score.standard_error == pytest.approx(np.log(densities).std(ddof=1) / np.sqrt(20))


def test_the_width_is_chosen_on_the_validation_rows():
    # The best width of one window at 0 is the root mean square of the rows.
    validation, real = np.array([[-0.5], [0.5]]), np.array([[2.0], [-2.0]])
    options = {"validation": validation, "sigmas": (0.25, 0.5, 2.0)}
    score = parzen_log_likelihood(real, np.zeros((1, 1)), **options)
    assert score.sigma == 0.5
    assert score.log_likelihood == pytest.approx(norm.logpdf(2.0, 0.0, 0.5))


def test_it_approaches_the_density_of_many_samples():
    real = normal(0, 500, 1)
    score = parzen_log_likelihood(real, normal(1, 5000, 1), validation=normal(2, 500, 1))
    assert score.log_likelihood == pytest.approx(norm.logpdf(real).mean(), abs=0.02)


def test_block_size_and_order_do_not_matter(monkeypatch):
    real, generated = normal(0, 30, 5), normal(1, 40, 5)
    score = parzen_log_likelihood(real, generated, validation=real)
    turned = parzen_log_likelihood(real[::-1], generated[::-1], validation=real[::-1])
    assert turned == pytest.approx(score)
    monkeypatch.setattr(distances, "ELEMENTS", 1)
    assert parzen_log_likelihood(real, generated, validation=real) == pytest.approx(score)


def test_far_rows_do_not_underflow():
    score = parzen_log_likelihood(
        np.full((2, 10), 1e3), np.zeros((3, 10)), validation=np.zeros((2, 10)), sigmas=(0.1,)
    )
    assert score.log_likelihood == pytest.approx(
        -10 * 1e6 / 0.02 - 10 * np.log(0.1 * np.sqrt(2 * np.pi))
    )


@pytest.mark.parametrize("sigmas", [(), (0.0,), (0.1, -1.0)])
def test_widths_that_are_not_positive_are_refused(sigmas):
    rows = normal(0, 3, 2)
    with pytest.raises(ValueError, match="must be positive"):
        parzen_log_likelihood(rows, rows, validation=rows, sigmas=sigmas)
