import numpy as np
import pytest

from keras_gencmp.metrics.inception_score import inception_score, scores_of_splits


def test_undecided_predictions_score_one():
    assert inception_score(np.full((50, 10), 0.1), seed=0)[:3] == pytest.approx((1.0, 1.0, 1.0))


def test_one_sure_class_scores_one():
    found = inception_score(np.eye(10)[np.full(50, 3)], seed=0)
    assert found[:3] == pytest.approx((1.0, 1.0, 1.0))


@pytest.mark.parametrize("classes", [2, 10])
def test_sure_and_even_predictions_score_the_number_of_classes(classes):
    probabilities = np.tile(np.eye(classes), (7, 1))
    assert scores_of_splits(probabilities, splits=1, seed=0) == pytest.approx([classes])


def test_the_score_is_the_exponential_of_the_mutual_information():
    probabilities = np.random.default_rng(0).dirichlet(np.ones(4), size=60)
    marginal = probabilities.mean(axis=0)
    information = -(marginal @ np.log(marginal))
    information += np.mean([row @ np.log(row) for row in probabilities])
    score = scores_of_splits(probabilities, splits=1, seed=0)
    assert score == pytest.approx([np.exp(information)])


def test_rows_are_shuffled_before_they_are_split():
    ordered = np.repeat(np.eye(5), 100, axis=0)
    assert scores_of_splits(ordered, splits=5, seed=0).min() > 4.7
    assert inception_score(ordered, seed=0).value > 4.8


def test_small_splits_lower_the_score():
    probabilities = np.random.default_rng(0).dirichlet(np.full(10, 0.1), size=400)
    means = [scores_of_splits(probabilities, splits=n, seed=0).mean() for n in (1, 10, 100)]
    assert means[0] > means[1] > means[2]


@pytest.mark.parametrize("splits", [0, 51])
def test_more_splits_than_rows_are_refused(splits):
    with pytest.raises(ValueError, match="splits"):
        scores_of_splits(np.full((50, 2), 0.5), splits=splits, seed=0)


def test_the_interval_is_that_of_the_mean_over_ten_splits():
    probabilities = np.random.default_rng(0).dirichlet(np.full(10, 0.1), size=400)
    scores = scores_of_splits(probabilities, splits=10, seed=0)
    found = inception_score(probabilities, seed=0)
    assert found.value == scores.mean()
    assert (found.high - found.low) / 2 == pytest.approx(1.96 * scores.std() / 10**0.5)
