"""Budgets and the steps that they give."""

import pytest

from keras_gencmp.errors import UserError
from keras_gencmp.recipes import recipe
from keras_gencmp.study.costs.budget import StepCost, in_stages, parse, schedule, steps

COST = StepCost(images=100, flops=2e9, seconds=0.1, processor_seconds=0.2, per_epoch=15)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("steps=300", 300),
        ("epochs=2", 30),
        ("epochs=0.4", 6),
        ("images=1200", 12),
        ("flops=6e11", 300),
        ("seconds=2", 10),
    ],
)
def test_a_budget_gives_steps(text, count):
    assert steps(parse(text), COST, "x") == count


@pytest.mark.parametrize(
    "text", ["300", "step=300", "steps=", "steps=-1", "steps=nan", "flops=inf"]
)
def test_what_is_no_budget_is_refused(text):
    with pytest.raises(UserError, match="budget"):
        parse(text)


def test_a_budget_of_less_than_a_step_is_refused_with_the_least():
    with pytest.raises(UserError, match="less than one step of gan: give flops=2e"):
        steps(parse("flops=1e9"), COST, "gan")


@pytest.mark.parametrize("count", [1, 4, 9, 10, 60, 97, 300, 301, 1001, 54321])
def test_stages_cover_all_steps_but_a_few(count):
    stages, each = in_stages(count)
    assert 0 <= count - stages * each < 10 and 1 <= stages <= 12


def test_the_schedule_is_a_valid_one_and_ends_with_the_budget():
    plan = recipe.override(recipe.load("gan"), schedule(300))
    assert plan.schedule.epochs * plan.schedule.epoch_steps == 300
    assert plan.schedule.evaluation_period == 1
