"""Validation of a model in training: what it measures, on which images, and what it refuses."""

from types import SimpleNamespace

import numpy as np
import pytest
from evaluation_blobs import CLASSES, blobs, stripe_judge

from keras_gencmp.errors import UserError
from keras_gencmp.evaluation.protocol import LEAST
from keras_gencmp.evaluation.validation import IMAGES, make_validator
from keras_gencmp.judge import lookup
from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.metrics.kernel import mmd_of_subsets
from keras_gencmp.recipes import recipe
from keras_gencmp.runs.quality import SUBSET

PLAN = recipe.override(recipe.load("vae"), {"schedule.evaluate_every": 1})


def model_of(images):
    """A model that draws these images, whatever it is asked."""
    return SimpleNamespace(conditional=False, sample=lambda n, labels, seed: images[:n] / 255)


@pytest.fixture
def validator(splits, judge, monkeypatch):
    monkeypatch.setattr(lookup, "for_data", lambda splits: judge)
    return make_validator(PLAN, splits)


def test_a_recipe_that_asks_for_none_has_none(splits):
    assert make_validator(recipe.load("vae"), splits) is None


def test_real_images_are_as_near_and_as_diverse_as_real_ones(validator):
    found = validator.measure(model_of(blobs(60, 5).images))
    assert abs(found["kid"]) < 3 * found["kid_error"]
    assert found["diversity"] == pytest.approx(1, abs=0.05)
    assert found["class_entropy"] == pytest.approx(found["real_class_entropy"], abs=0.01)
    assert [found[f"count_{name}"] for name in CLASSES] == [14, 13, 13]
    assert found["classes_drawn"] == 3


def test_one_image_of_one_class_is_far_and_poor(validator):
    found = validator.measure(model_of(np.repeat(blobs(3, 5).images[1:2], 60, axis=0)))
    assert found["kid"] > 3 * found["kid_error"]
    assert found["diversity"] == 0 and found["class_entropy"] == 0
    assert found["classes_drawn"] == 1 and found["count_one"] == 40


def test_validation_images_are_the_reference_and_all_of_them_are_used(validator, splits):
    images = blobs(60, 5).images
    found = validator.measure(model_of(images))
    judge = validator.protocol.judge
    shuffled = np.random.default_rng(0).permutation(40)
    sides = judge.features(splits.validation.images[shuffled]), judge.features(images[:40])
    expected = mmd_of_subsets(*sides, subsets=20, seed=0)
    assert found["kid"] == pytest.approx(expected.mean, rel=1e-9)
    assert found["kid_error"] == pytest.approx(expected.standard_error, rel=1e-9)
    subsets = [value for name, value in found.items() if name.startswith(SUBSET)]
    np.testing.assert_allclose(subsets, expected.scores, rtol=1e-9)
    assert validator.facts == {"judge": judge.identity, "images": 40, "seed": 0}


def test_more_images_than_enough_are_left_out(splits, monkeypatch):
    monkeypatch.setattr(lookup, "for_data", lambda splits: stripe_judge())
    many = splits._replace(validation=blobs(IMAGES + 10, 1))
    assert make_validator(PLAN, many).facts["images"] == IMAGES


def test_the_judge_is_that_of_the_data_as_evaluation_finds_it(splits, judge, monkeypatch):
    asked = []
    monkeypatch.setattr(lookup, "for_data", lambda found: asked.append(found) or judge)
    make_validator(PLAN, splits)
    assert asked == [splits]


def test_images_without_classes_have_no_histogram(splits, monkeypatch):
    blind = stripe_judge()
    blind = type(blind)(blind.identity, (), blind.network)
    monkeypatch.setattr(lookup, "for_data", lambda splits: blind)
    found = make_validator(PLAN, splits).measure(model_of(blobs(60, 5).images))
    assert {name for name in found if not name.startswith(SUBSET)} == {
        "kid",
        "kid_error",
        "diversity",
    }
    assert found["diversity"] == pytest.approx(1, abs=0.1)


def test_too_few_validation_images_are_one_sentence_that_names_the_mend(splits):
    few = splits._replace(validation=blobs(LEAST - 1, 1))
    with pytest.raises(UserError, match=r"19 validation images.*set data.validation to 20"):
        make_validator(PLAN, few)


def test_images_of_nan_are_refused(validator):
    with pytest.raises(Undefined, match="NaN"):
        validator.measure(model_of(np.full((60, 12, 12, 1), np.nan)))


def test_the_stopping_rule_alone_asks_for_an_evaluation_every_epoch():
    def period(**changes):
        keys = {f"schedule.{key}": value for key, value in changes.items()}
        return recipe.override(recipe.load("vae"), keys).schedule.evaluation_period

    assert period() == 0
    assert period(stop_when_saturated=True) == 1
    assert period(stop_when_saturated=True, evaluate_every=3) == 3
