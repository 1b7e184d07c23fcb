"""The small GAN beside its closed forms, and the figures of the whole theory."""

import numpy as np
import pytest

from keras_gencmp.theory import all_figures, closed_forms, small_gan
from keras_gencmp.theory.small_gan import GRID, SmallGAN


@pytest.fixture(scope="module")
def trained():
    return small_gan.train(2500)


def test_the_small_gan_comes_near_minus_log_4_and_a_half(trained):
    assert abs(trained.value[-500:].mean() + closed_forms.LOG_4) < 0.1
    assert trained.value[:20].mean() > trained.value[-500:].mean()
    data = closed_forms.data_density(GRID)
    within = data > 0.05
    assert abs(trained.discriminator[within] - 0.5).mean() < 0.12
    assert closed_forms.js(GRID, data, trained.density) < 0.1


def test_its_data_have_the_density_of_the_closed_form():
    draws = small_gan.draw_data(200_000, seed=1)
    assert draws.dtype == np.float32
    counts, edges = np.histogram(draws, bins=40, range=(-4, 5), density=True)
    centres = (edges[:-1] + edges[1:]) / 2
    np.testing.assert_allclose(counts, closed_forms.data_density(centres), atol=0.01)


def test_its_figures_compare_with_the_closed_forms():
    data = closed_forms.data_density(GRID)
    exact = SmallGAN(np.linspace(-1, -1.4, 600), np.full(len(GRID), 0.5), data)
    figures = dict(all_figures.small_gan_figures(exact))
    learned, best, optimum = (figures["value-function"].axes[0].lines[k] for k in (1, 2, 3))
    assert len(learned.get_ydata()) == 600 and learned.get_label() == "V(D, G), learned"
    np.testing.assert_allclose(best.get_ydata(), -closed_forms.LOG_4, atol=1e-4)
    assert optimum.get_ydata()[0] == -closed_forms.LOG_4
    decision = {line.get_label(): line for line in figures["optimal-discriminator"].axes[1].lines}
    np.testing.assert_allclose(decision["$D^*(x)$, closed form"].get_ydata(), 0.5)


def test_every_figure_of_the_theory_is_written(tmp_path, monkeypatch):
    data = closed_forms.data_density(GRID)
    exact = SmallGAN(np.zeros(3), np.full(len(GRID), 0.5), data)
    monkeypatch.setattr(small_gan, "train", lambda steps: exact)
    few = all_figures.compare_estimators((1, 2), samples=10, many=20, images=2, observed=5)
    monkeypatch.setattr(all_figures, "compare_estimators", lambda: few)
    paths = list(all_figures.write(tmp_path / "new"))
    assert len(paths) == 6 and all(path.exists() for path in paths)
