"""Divergences, the optimal discriminator and Monte Carlo against closed forms."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm

from keras_gencmp.figures.curves import Series
from keras_gencmp.figures.titles import add_title
from keras_gencmp.theory import closed_forms, divergence_figures, gan_figures
from keras_gencmp.theory import linear_gaussian as lg
from keras_gencmp.theory.estimator_figures import estimator_errors

X = np.linspace(-16, 16, 8_001)
DATA = closed_forms.generator_density(X, 1.0)
SHARES = (0.0, 0.3, 0.6, 1.0)


def legend(axes):
    return [text.get_text() for text in axes.get_legend().get_texts()]


def test_kl_of_two_unit_gaussians_one_apart_is_half_a_nat():
    p, q = norm.pdf(X), norm.pdf(X, 1)
    assert closed_forms.gaussian_kl(0, 1, 1, 1) == 0.5
    assert closed_forms.kl(X, p, q) == pytest.approx(0.5, abs=1e-9)


@pytest.mark.parametrize("p, q", [((0, 1), (2, 0.5)), ((-1, 2), (0.5, 3)), ((1, 1), (1, 1))])
def test_the_closed_form_of_kl_is_its_integral(p, q):
    integral = closed_forms.kl(X, norm.pdf(X, *p), norm.pdf(X, *q))
    assert closed_forms.gaussian_kl(*p, *q) == pytest.approx(integral, abs=1e-8)


def test_kl_is_not_symmetric_but_js_is():
    p, q = norm.pdf(X), norm.pdf(X, 1, 2)
    assert abs(closed_forms.kl(X, p, q) - closed_forms.kl(X, q, p)) > 0.1
    assert closed_forms.js(X, p, q) == pytest.approx(closed_forms.js(X, q, p), abs=1e-12)


def test_the_mixture_is_its_weighted_parts():
    expected = 0.25 * norm.pdf(X, -1, 0.5) + 0.75 * norm.pdf(X, 2, 1.5)
    actual = closed_forms.mixture_density(X, (-1, 2), (0.5, 1.5), (0.25, 0.75))
    np.testing.assert_allclose(actual, expected, atol=1e-15)


@pytest.mark.parametrize("share, parts", [(0, [(0.25, 0.3)] * 2), (1, [(-1.5, 0.6), (2, 0.8)])])
def test_the_generator_moves_from_one_point_to_the_data(share, parts):
    expected = sum(norm.pdf(X, *part) for part in parts) / 2
    np.testing.assert_allclose(closed_forms.generator_density(X, share), expected, atol=1e-12)


@pytest.mark.parametrize("distance", [0.0, 0.25, 0.5, 1.0, 3.0])
def test_uniforms_have_infinite_kl_and_a_js_that_stops_at_log_2(distance):
    kl, js = closed_forms.uniform_divergences(distance)
    step = 1 / 4000
    x = np.arange(-1, 5, step) + step / 2
    p, q = ((x > 0) & (x < 1)) * 1.0, ((x > distance) & (x < 1 + distance)) * 1.0
    assert js == pytest.approx(closed_forms.js_integrand(p, q).sum() * step, abs=1e-9)
    assert kl == closed_forms.kl_integrand(p, q).sum() == (np.inf if distance else 0)
    assert js == pytest.approx(np.log(2)) or distance < 1


@pytest.mark.parametrize("distance, std", [(0, 1), (1, 1), (2, 0.7), (1, 0.2)])
def test_divergences_of_equal_gaussians_agree_with_quadrature(distance, std):
    p, q = norm.pdf(X, 0, std), norm.pdf(X, distance, std)
    kl, js = closed_forms.gaussian_divergences(distance, std)
    assert kl == pytest.approx(closed_forms.gaussian_kl(0, std, distance, std))
    assert js == pytest.approx(closed_forms.js(X, p, q), abs=1e-7)


def test_shrinking_gaussians_come_to_infinite_kl_and_log_2():
    divergences = [closed_forms.gaussian_divergences(1, std) for std in (1, 0.1, 0.01, 0.001)]
    kl, js = np.array(divergences).T
    np.testing.assert_allclose(kl, [0.5, 50, 5e3, 5e5])
    assert js[0] < 0.12 and js[-1] == pytest.approx(np.log(2), abs=1e-12)


@pytest.mark.parametrize("share", SHARES)
def test_the_value_of_the_optimal_discriminator_is_twice_js_minus_log_4(share):
    generator = closed_forms.generator_density(X, share)
    expected = 2 * closed_forms.js(X, DATA, generator) - np.log(4)
    actual = closed_forms.optimal_value(X, DATA, generator)
    assert actual == pytest.approx(expected, abs=1e-9)
    assert actual > -np.log(4) or share == 1


def test_the_value_at_the_data_is_minus_log_4():
    assert closed_forms.optimal_value(X, DATA, DATA) == pytest.approx(-np.log(4), abs=1e-12)


def test_no_discriminator_has_a_greater_value_than_the_optimal_one():
    x = np.linspace(-3, 4, 2001)
    data, generator = (closed_forms.generator_density(x, share) for share in (1.0, 0.7))
    best = closed_forms.optimal_discriminator(data, generator)

    def value(d):
        return np.trapezoid(data * np.log(d) + generator * np.log(1 - d), x)

    assert value(best) == pytest.approx(closed_forms.optimal_value(x, data, generator), abs=1e-9)
    logits = np.log(best / (1 - best))
    for shift in (-0.3, 0.3, 0.3 * np.sin(x)):
        assert value(1 / (1 + np.exp(-logits - shift))) < value(best)


def test_the_optimal_discriminator_is_a_half_at_the_data_and_where_nothing_is():
    np.testing.assert_array_equal(closed_forms.optimal_discriminator(DATA, DATA), 0.5)
    zero, one = np.zeros(1), np.ones(1)
    assert closed_forms.optimal_discriminator(zero, one) == 0
    assert closed_forms.optimal_discriminator(zero, zero) == 0.5


def test_the_gradient_of_the_minimax_objective_vanishes_and_the_others_does_not():
    import tensorflow as tf

    from keras_gencmp.losses import adversarial

    decision = np.array([1e-4, 0.1, 0.5, 0.9])
    logits = tf.Variable(np.log(decision / (1 - decision))[:, None], dtype="float64")
    losses = (adversarial.minimax(), adversarial.non_saturating())
    for loss, expected in zip(losses, closed_forms.generator_gradients(decision), strict=True):
        with tf.GradientTape() as tape:
            value = loss.generator(tf.zeros_like(logits), logits)
        gradient = tape.gradient(value, logits).numpy()[:, 0] * len(decision)
        np.testing.assert_allclose(gradient, expected, rtol=1e-6)
    _, gradients = gan_figures.vanishing_gradient().axes
    minimax, practical = (line.get_ydata() for line in gradients.lines)
    assert minimax[0] < 1e-3 < 0.9 < practical[0]


def test_the_closed_form_of_log_p_is_the_density_of_the_marginal():
    random = np.random.default_rng(0)
    model = lg.random_model(3, 6, 0.5, random)
    x = random.standard_normal(6)
    covariance = model.loadings @ model.loadings.T + 0.25 * np.eye(6)
    expected = multivariate_normal(cov=covariance).logpdf(x)
    assert lg.exact(model, x) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("weights", [lg.prior_weights, lg.importance_weights])
def test_both_estimates_come_to_the_truth_in_few_dimensions(weights):
    random = np.random.default_rng(3)
    model = lg.random_model(2, 4, 0.7, random)
    x = random.standard_normal(4)
    terms = weights(model, x, 100_000, random)
    assert lg.estimate(terms) == pytest.approx(lg.exact(model, x), abs=0.03)


def test_the_exact_posterior_is_a_proposal_without_error():
    random = np.random.default_rng(4)
    model = lg.random_model(20, 30, 0.3, random)
    x = random.standard_normal(30)
    terms = lg.importance_weights(model, x, 50, random, widening=1.0)
    np.testing.assert_allclose(terms, lg.exact(model, x), rtol=1e-9)
    assert lg.effective_samples(terms) == pytest.approx(50)


def test_effective_samples_are_one_when_one_carries_all():
    assert lg.effective_samples(np.array([0.0, -900.0, -900.0])) == pytest.approx(1)


def test_plain_monte_carlo_fails_as_the_latent_dimension_grows():
    results = lg.compare_estimators((1, 50), samples=200, many=1000, images=3, observed=60)
    few, many, importance = (np.median(errors, axis=1) for errors in results.errors.values())
    assert abs(few[0]) < 0.5 and abs(many[0]) < 0.5
    assert few[1] < -20 and many[1] < -20
    assert np.abs(importance).max() < 0.5
    assert np.median(list(results.effective.values())[0][1]) < 3


def test_the_figure_of_divergences_states_its_areas():
    densities, kl, js = divergence_figures.gaussian_divergence().axes
    assert legend(densities) == ["p = N(0, 1)", "q = N(1, 1)", "m = (p + q)/2"]
    assert legend(kl) == ["KL(p‖q) = 0.500 nats", "KL(q‖p) = 0.500 nats"]
    (area,) = legend(js)
    curve = js.lines[0]
    integral = np.trapezoid(curve.get_ydata(), curve.get_xdata())
    assert area == f"JS(p, q) = {integral:.3f} nats"


@pytest.mark.parametrize("learned, entries", [(None, 1), (np.full_like(X, 0.5), 2)])
def test_the_optimal_discriminator_is_drawn_beside_a_learned_one(learned, entries):
    upper, lower = gan_figures.optimal_discriminator(X, DATA, norm.pdf(X), learned).axes
    assert len(legend(upper)) == 2 and len(legend(lower)) == entries


def test_the_value_function_is_drawn_over_its_optimum():
    steps = np.array([1, 2])
    learned = Series("learned", steps, np.array([-1.0, -1.3]))
    best = Series("closed form", steps, np.array([-1.1, -1.38]), colour=1)
    (axes,) = gan_figures.value_function([learned, best]).axes
    assert legend(axes) == ["learned", "closed form", "−log 4 = −1.386"]
    assert axes.get_xlabel() == "step"
    assert axes.lines[-1].get_ydata()[0] == pytest.approx(-np.log(4))


def test_the_approach_draws_finite_values_on_the_curve_down_to_minus_log_4():
    densities, values = gan_figures.approach_to_data(SHARES).axes
    assert len(legend(densities)) == 1 + len(SHARES)
    assert legend(values) == ["$V(D^*, G)$", "2 JS − log 4", "−log 4 = −1.386"]
    *points, curve, _ = values.lines
    heights = [point.get_ydata()[0] for point in points]
    np.testing.assert_allclose(heights, np.interp(SHARES, *curve.get_xydata().T), atol=1e-6)
    assert heights[-1] == pytest.approx(-np.log(4)) and (np.diff(heights) < 0).all()


def test_the_figure_without_overlap_has_both_divergences():
    js, kl = divergence_figures.without_overlap((0.3, 0.1)).axes
    assert legend(js) == ["uniform, width 1", "Gaussian, σ = 0.3", "Gaussian, σ = 0.1"]
    assert kl.get_yscale() == "log" and "infinite" in kl.texts[0].get_text()


def test_the_monte_carlo_figure_names_the_estimators():
    figure = estimator_errors(
        lg.compare_estimators((1, 2), samples=20, many=40, images=2, observed=5)
    )
    assert len(figure.axes) == 2
    names = [text.get_text() for text in figure.legends[0].get_texts()]
    assert names[0] == "plain Monte Carlo, 20 samples" and "importance" in names[2]
    titled = add_title(figure, "Linear-Gaussian models of 100 pixels")
    titled.draw_without_rendering()
    names_box = titled.legends[0].get_window_extent()
    others = [titled._suptitle, *(axes.xaxis.label for axes in titled.axes)]
    assert not any(names_box.overlaps(each.get_window_extent()) for each in others)
