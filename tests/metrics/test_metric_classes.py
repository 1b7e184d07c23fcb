import numpy as np
import pytest
from scipy.special import rel_entr

from keras_gencmp.metrics.classes import (
    class_entropy,
    class_histogram,
    conditional_accuracy,
    corrected_kl,
    histogram,
    histogram_kl,
    kl_error,
    missing_classes,
)
from keras_gencmp.metrics.errors import Undefined

EVEN = np.arange(1000) % 10


def test_the_histogram_counts_each_class_and_the_absent_ones():
    np.testing.assert_array_equal(histogram(np.array([2, 0, 2]), classes=4), [1, 0, 2, 0])


def test_the_entropy_runs_from_one_class_to_an_even_mix():
    assert class_entropy(np.full(9, 3), classes=10) == 0.0
    assert class_entropy(EVEN, classes=10) == pytest.approx(np.log(10))
    assert class_entropy(np.array([0, 0, 0, 1]), classes=2) == pytest.approx(
        -0.75 * np.log(0.75) - 0.25 * np.log(0.25)
    )


def test_equal_histograms_diverge_by_nothing():
    assert histogram_kl(EVEN, np.repeat(EVEN[::-1], 3), classes=10) == pytest.approx(0.0, abs=1e-12)


def test_the_divergence_is_of_the_generated_from_the_real():
    real, generated = np.array([0, 1]), np.array([0, 0, 0, 1])
    expected = 0.75 * np.log(0.75 / 0.5) + 0.25 * np.log(0.25 / 0.5)
    assert histogram_kl(real, generated, classes=2) == pytest.approx(expected)


def test_a_dropped_class_costs_minus_log_of_what_is_left():
    assert histogram_kl(EVEN, EVEN[EVEN != 1], classes=10) == pytest.approx(-np.log(0.9))


def test_an_unreal_class_diverges_without_bound():
    assert histogram_kl(np.zeros(5, dtype=int), np.array([0, 1]), classes=2) == np.inf


def test_the_divergence_of_samples_has_the_stated_bias():
    rng, n, m, classes = np.random.default_rng(0), 400, 300, 10
    pairs = [(rng.integers(classes, size=n), rng.integers(classes, size=m)) for _ in range(300)]
    mean = np.mean([histogram_kl(*pair, classes=classes) for pair in pairs])
    assert mean == pytest.approx((classes - 1) * (1 / n + 1 / m) / 2, rel=0.15)


def test_the_entropy_of_samples_has_the_stated_bias():
    rng = np.random.default_rng(0)
    mean = np.mean([class_entropy(rng.integers(10, size=300), classes=10) for _ in range(300)])
    assert np.log(10) - mean == pytest.approx(9 / 600, rel=0.15)


@pytest.mark.parametrize(("count", "missing"), [(0, (1,)), (9, (1,)), (10, ()), (100, ())])
def test_a_class_is_missing_below_a_tenth_of_its_expected_count(count, missing):
    others = EVEN[EVEN != 1]
    generated = np.concatenate([np.ones(count, dtype=int), others[: 1000 - count], others])[:1000]
    assert missing_classes(EVEN, generated, classes=10) == missing


def test_a_class_that_real_images_lack_is_not_missing():
    assert missing_classes(np.array([0, 0]), np.array([0]), classes=2) == ()


def test_conditional_accuracy_counts_agreement():
    found = conditional_accuracy(np.array([0, 1, 2, 3]), np.array([0, 1, 2, 0]))
    assert found.value == 0.75
    assert found[:3] == pytest.approx((0.75, 0.3006, 0.9544), abs=1e-4)


def test_the_metric_names_counts_and_missing_classes():
    names = tuple("abcdefghij")
    found = class_histogram(EVEN, EVEN[EVEN != 1], names)
    bias = 9 * (1 / 1000 + 1 / 900) / 2
    assert found["class_kl"].value == pytest.approx(-np.log(0.9) - bias)
    assert found["class_kl"].detail == {name: 100 * (name != "b") for name in names}
    assert found["missing_classes"][0] == 1
    assert found["missing_classes"].detail == ["b"] and found["missing_classes"].note == "b"


def test_an_infinite_divergence_is_not_defined_and_the_missing_classes_are():
    found = class_histogram(np.zeros(20, int), np.arange(20) % 2, ("a", "b"))
    assert isinstance(found["class_kl"], Undefined) and "infinite" in found["class_kl"].reason
    assert found["class_kl"].detail == {"a": 10, "b": 10}
    assert found["missing_classes"].value == 0


@pytest.mark.parametrize("n", [300, 3000])
def test_the_corrected_divergence_of_one_distribution_is_0_on_average_at_every_n(n):
    rng = np.random.default_rng(0)
    scores = [corrected_kl(*rng.integers(10, size=(2, n)), classes=10) for _ in range(400)]
    # Without the correction the mean is 9 / n.
    assert abs(np.mean(scores)) < 0.15 * 9 / n


RARE = [
    # Shares of real and of generated images.
    ([0.495, 0.495, 0.01], [0.25, 0.25, 0.5]),
    ([0.48, 0.48, 0.04], [0.25, 0.25, 0.5]),
    ([0.95, 0.05], [0.5, 0.5]),
    ([0.1] * 10, [0.55, *[0.05] * 9]),
    ([0.1] * 10, [0.2] * 5 + [0.0] * 5),
    ([0.1] * 10, [0.04, 0.16] * 5),
    ([0.2] * 5, [0.2] * 5),
]


@pytest.mark.parametrize(("real", "generated"), RARE)
@pytest.mark.parametrize("n", [(1_000, 1_000), (5_000, 1_000)])
def test_the_interval_of_class_kl_holds_also_where_a_class_is_rare_among_real_images(
    real, generated, n
):
    rng, names = np.random.default_rng(0), tuple("abcdefghij")[: len(real)]
    truth, held = rel_entr(generated, real).sum(), []
    for _ in range(100):
        pair = (
            rng.choice(len(real), size, p=p) for size, p in zip(n, (real, generated), strict=True)
        )
        found = class_histogram(*pair, names)["class_kl"]
        held.append(found.low <= truth <= found.high)
    assert np.mean(held) >= 0.87


def test_the_error_of_class_kl_is_the_spread_of_its_values():
    rng, (real, generated) = np.random.default_rng(0), RARE[1]
    draws = [[rng.choice(3, 1_000, p=shares) for shares in (real, generated)] for _ in range(400)]
    values = [corrected_kl(*pair, classes=3) for pair in draws]
    errors = [kl_error(*pair, classes=3) for pair in draws]
    assert np.mean(errors) == pytest.approx(np.std(values), rel=0.1)
    assert kl_error(EVEN, EVEN, classes=10) == pytest.approx(np.sqrt(18) / 1000)


def test_a_single_class_has_a_divergence_without_an_interval():
    found = class_histogram(np.zeros(20, int), np.zeros(20, int), ("a", "b"))["class_kl"]
    assert found[:3] == (0.0, None, None) and found.detail == {"a": 20, "b": 0}


@pytest.mark.parametrize("labels", [[10], [-1], [], [[1]], [1.0]])
def test_labels_out_of_range_are_refused(labels):
    with pytest.raises(ValueError, match="labels must be"):
        histogram(np.array(labels), classes=10)
