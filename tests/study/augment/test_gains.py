"""Gains over seeds and test images: how often they are called significant where there are none."""

import numpy as np
import pytest

from keras_gencmp.errors import UserError
from keras_gencmp.study.augment.classifier import as_text, from_text
from keras_gencmp.study.augment.gains import over_images
from keras_gencmp.study.statistics import paired

SEEDS = 5


def gaps(random, images, preference):
    """What one arm has right less what another has: no gain over all images that there could be.

    An image may be easier for one of the arms, by ``preference``.
    """
    easy, better = random.normal(1.0, 1.5, images), random.normal(0.0, preference, images)
    noise = random.normal(0.0, 0.5, (2, SEEDS, images)) + random.normal(0.0, 0.3, (2, SEEDS, 1))
    return (easy + better / 2 + noise[0] > 0).astype(float) - (easy - better / 2 + noise[1] > 0)


def of_seeds(table):
    return paired(table.mean(axis=1), np.zeros(len(table)))


@pytest.mark.parametrize("images", [20, 50])
def test_a_gain_of_the_test_images_alone_is_seldom_significant(images):
    random = np.random.default_rng(0)
    tables = [gaps(random, images, 1.5) for _ in range(400)]
    alone = [of_seeds(table) for table in tables]
    both = [
        over_images(found, table, [np.arange(images)])
        for found, table in zip(alone, tables, strict=True)
    ]
    assert np.mean([each.p < 0.05 for each in alone]) > 0.12
    assert np.mean([each.p < 0.05 for each in both]) < 0.07


@pytest.mark.parametrize("sizes", [[1] * 20, [1] * 10 + [30] * 10])
def test_classes_of_one_image_are_not_taken_for_known(sizes):
    random, ends = np.random.default_rng(3), np.cumsum(sizes)
    classes = [np.arange(end - size, end) for end, size in zip(ends, sizes, strict=True)]
    seldom = []
    for _ in range(300):
        row = random.choice([-1.0, 0.0, 1.0], ends[-1])  # equal in every seed but for some noise
        table = np.where(random.random((SEEDS, len(row))) < 0.1, 0.0, row)
        means = np.mean([table[:, each].mean(axis=1) for each in classes], axis=0)
        found = over_images(paired(means, np.zeros(SEEDS)), table, classes)
        seldom.append(found.p < 0.05)
    assert np.mean(seldom) < 0.09


def test_two_seeds_have_one_degree_of_freedom_at_least():
    random = np.random.default_rng(4)
    for _ in range(100):
        table = gaps(random, 20, 1.0)[:2]
        found = over_images(of_seeds(table), table, [np.arange(20)])
        assert not found.has_interval or found.freedom >= 1.0


def test_images_that_are_alike_change_nothing():
    table = np.random.default_rng(1).choice([-1.0, 0.0, 1.0], (SEEDS, 200))
    table += np.linspace(0.0, 1.0, SEEDS)[:, None]  # the seeds differ, the images do not
    found = over_images(of_seeds(table), table, [np.arange(200)])
    assert found.value == of_seeds(table).value
    assert found.high - found.low == pytest.approx(
        of_seeds(table).high - of_seeds(table).low, rel=0.05
    )


def test_classes_count_equally_and_one_of_a_single_image_adds_nothing():
    random = np.random.default_rng(2)
    table = np.concatenate([gaps(random, 30, 1.0), gaps(random, 1, 1.0)], axis=1)
    rows = [np.arange(30), np.array([30])]
    means = np.mean([table[:, each].mean(axis=1) for each in rows], axis=0)
    found = over_images(paired(means, np.zeros(SEEDS)), table, rows)
    assert found.value == pytest.approx(means.mean()) and found.has_interval


def test_seeds_that_are_right_on_the_same_images_differ_by_the_images_alone():
    row = np.array([1.0, 0.0, 0.0, 1.0, 0.0, -1.0])
    table = np.tile(row, (SEEDS, 1))
    found = over_images(of_seeds(table), table, [np.arange(6)])
    error = row.std(ddof=1) / 6**0.5
    assert found.freedom == pytest.approx(5) and found.high - found.value == pytest.approx(
        2.5706 * error, rel=1e-3
    )
    same = np.ones((SEEDS, 6))
    assert not over_images(of_seeds(same), same, [np.arange(6)]).has_interval


def test_which_images_are_right_is_kept_as_text_that_is_checked():
    right = np.array([True, False, True])
    assert from_text(as_text(right), 3).tolist() == [1.0, 0.0, 1.0]
    for text in ("10", "1010", "1x1"):
        with pytest.raises(UserError, match="not of 3 test images: delete it"):
            from_text(text, 3)
