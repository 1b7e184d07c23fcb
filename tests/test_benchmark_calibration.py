"""The calibration of intervals: disjoint sides, and coverages over repeated draws."""

import numpy as np
import pytest

from benchmarks import calibration
from benchmarks.calibration import Draw, Pool


def pool(count: int = 2_000, classes: int = 3) -> Pool:
    rng = np.random.default_rng(0)
    labels = rng.integers(classes, size=count)
    features = (3.0 * np.eye(4)[labels] + rng.normal(size=(count, 4))).astype(np.float32)
    images = rng.integers(0, 256, (count, 8, 8, 1), dtype=np.uint8)
    return Pool(images, labels, features, np.eye(classes)[labels], ("a", "b", "c"))


@pytest.fixture(autouse=True)
def few_training_images(monkeypatch):
    monkeypatch.setattr(calibration, "TRAINING", 200)


def test_the_sides_share_no_image():
    rows = np.arange(2_000, dtype=np.float32)[:, None]
    given = calibration.inputs(pool()._replace(features=rows), 300, 0)
    sets = [given[name]().ravel() for name in ("real_features", "features", "training_features")]
    assert [len(each) for each in sets] == [300, 300, 200]
    assert len(np.unique(np.concatenate(sets))) == 800


def test_coverage_is_the_share_of_intervals_that_hold_the_mean():
    draws = [Draw(1.0, 0.0, 2.5), Draw(3.0, 2.0, 4.0), Draw(2.0, 2.5, 3.0)]
    assert calibration.coverage(draws) == pytest.approx((2.0, 1.0, 2.5 / 3, 2 / 3))


def test_every_score_of_images_that_has_an_interval_is_drawn():
    found = calibration.calibrated(pool(), calibration.NAMES, 150, range(2), None)
    assert {"fid", "kid", "precision", "class_kl", "copying", "class_recall"} <= set(found)
    assert all(len(draws) == 2 for draws in found.values())
    assert [each["score"] for each in calibration.rows(found)] == list(found)


def test_a_score_that_so_many_images_do_not_carry_is_not_drawn():
    assert set(calibration.calibrated(pool(), ["fid", "sharpness"], 100, range(1), None)) == {
        "sharpness"
    }
    assert calibration.is_carried(pool(), "class-fid", 3 * 129)
    assert not calibration.is_carried(pool(), "class-fid", 3 * 129 - 1)


def test_class_kl_of_labels_of_other_shares_is_held():
    table = calibration.rows(calibration.of_labels(1_000, range(100)))
    assert [each["score"] for each in table] == list(calibration.SHARES)
    assert all(float(each["coverage"].split()[0]) >= 88 for each in table)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["fid", "classes", "sharpness", "diversity", "is"])
def test_intervals_hold_their_mean_in_95_of_100_draws(name):
    found = calibration.calibrated(pool(20_000), [name], 300, range(200), None)
    for column, draws in found.items():
        assert 0.91 < calibration.coverage(draws)[3] <= 1.0, column


def test_the_page_is_that_of_the_files():
    words = calibration.PAGE.read_text(encoding="utf-8")
    assert words == calibration.written(), "run: bin/benchmark calibration --page"
