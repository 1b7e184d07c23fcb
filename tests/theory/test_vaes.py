"""Small VAEs beside closed forms: probabilistic PCA, and log p(x) by sampling."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal
from sklearn.decomposition import PCA

from keras_gencmp.data.sources.digits import read
from keras_gencmp.theory import (
    all_figures,
    closed_forms,
    collapse,
    linear_vae,
    small_gan,
    small_vae,
    vae_figures,
)
from keras_gencmp.theory.linear_gaussian import estimate
from keras_gencmp.theory.linear_vae import LinearVAE, ProbabilisticPCA
from keras_gencmp.theory.small_gan import SmallGAN
from keras_gencmp.theory.small_vae import VAEEstimates

X = np.random.default_rng(0).standard_normal((200, 6)) * [5, 3, 1, 1, 1, 1] + 2
LINEAR = LinearVAE(np.arange(3), np.ones((3, 4)), np.array([0.0, 1.0, 2.0]), 2.5)
ERRORS = {2: np.full((5, 3), -1.0), 20: np.full((5, 3), -30.0)}
ESTIMATES = VAEEstimates(small_vae.SAMPLES, ERRORS, {2: 0 * ERRORS[2], 20: 0 * ERRORS[20]})


def test_the_closed_form_of_probabilistic_pca_is_that_of_scikit_learn():
    best = linear_vae.closed_form(X, 2)
    # Scikit-learn divides the covariance by n - 1.
    reference = PCA(2).fit(X)
    covariance = best.loadings @ best.loadings.T + best.variance * np.eye(6)
    np.testing.assert_allclose(covariance * 200 / 199, reference.get_covariance(), atol=1e-9)


def test_its_likelihood_is_that_of_the_normal_distribution():
    best = linear_vae.closed_form(X, 2)
    covariance = best.loadings @ best.loadings.T + best.variance * np.eye(6)
    expected = multivariate_normal(best.mean, covariance).logpdf(X).mean()
    assert linear_vae.mean_log_likelihood(best, X) == pytest.approx(expected, abs=1e-9)


def test_no_other_loadings_are_more_likely():
    best = linear_vae.closed_form(X, 2)
    highest = linear_vae.mean_log_likelihood(best, X)
    for factor in (0.9, 1.1):
        other = ProbabilisticPCA(best.loadings * factor, best.mean, best.variance)
        assert linear_vae.mean_log_likelihood(other, X) < highest
        other = ProbabilisticPCA(best.loadings, best.mean, best.variance * factor)
        assert linear_vae.mean_log_likelihood(other, X) < highest


def test_a_linear_vae_comes_to_the_principal_subspace():
    trained = linear_vae.train(1000)
    assert trained.angles[0].max() > 60 and trained.angles[-1].max() < 10
    assert (trained.likelihood <= trained.best + 1e-6).all()
    assert trained.best - trained.likelihood[-1] < 1


def test_plain_monte_carlo_fails_on_a_trained_vae_and_importance_sampling_does_not():
    results = small_vae.compare(steps=300, images=3)
    few = small_vae.SAMPLES.index(1000)
    plain = {latent: np.median(errors[few]) for latent, errors in results.plain.items()}
    assert plain[20] < -5 and plain[20] < plain[2]
    assert abs(np.median(results.importance[20][few])) < 2


def test_both_estimates_agree_before_the_training():
    images = np.float32(read("", 28, 1, None).test.images > 127)
    model = small_vae.trained(1, images, 0, seed=0)
    random = np.random.default_rng(0)
    plain = estimate(small_vae.prior_weights(model, images[0], 4000, random))
    importance = estimate(small_vae.importance_weights(model, images[0], 4000, random))
    assert plain == pytest.approx(importance, abs=0.5)


def test_the_figures_name_what_they_compare():
    angles, likelihood = vae_figures.principal_subspace(LINEAR).axes
    assert len(angles.lines) == 4
    assert likelihood.lines[-1].get_label() == "probabilistic PCA, closed form: 2.50"
    panels = vae_figures.trained_vae_estimates(ESTIMATES).axes
    assert "latent dimension 20" in panels[1].get_xlabel()


def test_every_figure_of_the_theory_has_a_title_and_is_written(tmp_path, monkeypatch):
    level, grid = np.full((4, 600), -1.4), small_gan.GRID
    exact = SmallGAN(*level, np.full(grid.shape, 0.5), closed_forms.data_density(grid))
    monkeypatch.setattr(small_gan, "train", lambda: exact)
    monkeypatch.setattr(all_figures.linear_vae, "train", lambda: LINEAR)
    monkeypatch.setattr(all_figures.small_vae, "compare", lambda: ESTIMATES)
    watched = collapse.train((1e-3, 1e-3), steps=20)
    monkeypatch.setattr(collapse, "train", lambda rates: watched)
    few = all_figures.compare_estimators((1, 2), samples=10, many=20, images=2, observed=5)
    monkeypatch.setattr(all_figures, "compare_estimators", lambda: few)
    names = [name for group in all_figures.GROUPS.values() for name in group]
    paths = list(all_figures.write(tmp_path / "new"))
    assert [path.stem for path in paths] == names and all(path.exists() for path in paths)
    for members in all_figures.GROUPS.values():
        for figure in all_figures.titled(members[0]).values():
            assert figure.get_suptitle() and not hidden(figure)


def hidden(figure):
    """The legends of a figure on which its title is printed."""
    figure.draw_without_rendering()
    title = figure._suptitle.get_window_extent()
    inside = [axes.get_legend() for axes in figure.axes if axes.get_legend()]
    return [each for each in (*figure.legends, *inside) if each.get_window_extent().overlaps(title)]
