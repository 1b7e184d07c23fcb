"""Expected seconds of a training: processor seconds, as measured."""

import json

import pytest
from small import narrow

from keras_gencmp.recipes import recipe
from keras_gencmp.reports import duration, step_timing
from keras_gencmp.reports.duration import Cost


@pytest.fixture
def measured(monkeypatch):
    """This machine, twice as slow as the one of the table."""
    then = duration.read()["products"]
    monkeypatch.setattr(duration, "products", lambda: 2 * then)


def test_every_recipe_has_a_measured_time():
    for name in recipe.names():
        assert duration.seconds(name, 10) > duration.seconds(name, 1) > 0


def test_another_processor_is_compared_by_the_same_products(measured):
    start, step, _ = duration.read()["recipes"]["dcgan"]
    assert duration.seconds("dcgan", 100) == pytest.approx(2 * (start + 100 * step))


def test_the_products_take_processor_seconds():
    assert duration.products.__wrapped__() > 0


def test_steps_are_those_of_the_schedule_or_of_passes_over_the_images(measured):
    plan = recipe.override(recipe.load("wgan"), {"schedule.epochs": 3, "schedule.batch_size": 10})
    assert duration.steps(plan, 500) == 3 * 10  # five batches in each step
    assert duration.steps(recipe.override(plan, {"schedule.epoch_steps": 7}), 500) == 21


def test_a_step_is_measured_on_the_processor(few_images):
    plan = recipe.override(narrow(recipe.load("gan")), {"schedule.epoch_steps": 2})
    assert step_timing.step_seconds(plan) > 0


def test_rows_that_are_not_measured_stay(tmp_path, monkeypatch):
    table = tmp_path / "seconds.json"
    table.write_text(json.dumps({"products": 1.0, "recipes": {"gan": [1, 2, 1]}}))
    monkeypatch.setattr(duration, "TABLE", table)
    monkeypatch.setattr(step_timing, "measure", lambda name: Cost(3.0, 4.0, 5))
    step_timing.write(["dcgan"])
    assert json.loads(table.read_text())["recipes"] == {"dcgan": [3.0, 4.0, 5], "gan": [1, 2, 1]}
