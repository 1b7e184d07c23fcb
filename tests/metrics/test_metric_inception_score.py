import numpy as np
import pytest

from keras_gencmp.metrics.inception_score import exponential_information, inception_score


def test_undecided_predictions_score_one():
    found = inception_score(np.full((50, 10), 0.1), seed=0)
    assert found[0] == pytest.approx(1.0) and found[1:3] == (None, None)


def test_one_sure_class_scores_one():
    found = inception_score(np.eye(10)[np.full(50, 3)], seed=0)
    assert found[0] == pytest.approx(1.0) and found[1:3] == (None, None)


@pytest.mark.parametrize("classes", [2, 10])
def test_sure_and_even_predictions_score_the_number_of_classes(classes):
    probabilities = np.tile(np.eye(classes), (7, 1))
    assert exponential_information(probabilities) == pytest.approx(classes)


def test_the_score_is_the_exponential_of_the_mutual_information():
    probabilities = np.random.default_rng(0).dirichlet(np.ones(4), size=60)
    marginal = probabilities.mean(axis=0)
    information = -(marginal @ np.log(marginal))
    information += np.mean([row @ np.log(row) for row in probabilities])
    assert exponential_information(probabilities) == pytest.approx(np.exp(information))


def test_the_score_is_of_all_images_in_any_order():
    ordered = np.repeat(np.eye(5), 100, axis=0)
    assert inception_score(ordered, seed=0).value == pytest.approx(5.0)


def test_the_score_hardly_depends_on_n():
    # The mean over ten splits of 40 of 400 is lower by 7 %.
    probabilities = np.random.default_rng(0).dirichlet(np.full(10, 0.1), size=4000)
    few, many = (inception_score(probabilities[:n], seed=0) for n in (400, 4000))
    assert few.low < many.value < few.high and few.value == pytest.approx(many.value, rel=0.03)


def test_the_interval_is_that_of_half_samples():
    probabilities = np.random.default_rng(0).dirichlet(np.full(10, 0.1), size=400)
    found = inception_score(probabilities, seed=0)
    assert found.value == pytest.approx(exponential_information(probabilities))
    values = [
        exponential_information(np.random.default_rng(k).dirichlet(np.full(10, 0.1), size=400))
        for k in range(100)
    ]
    assert found.high - found.value == pytest.approx(2.01 * np.std(values), rel=0.5)
