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
    "text",
    [
        "steps=1234567",
        "steps=1000001",
        "steps=1e+06",
        "seconds=123456.7",
        "flops=1e+13",
        "epochs=0.1",
    ],
)
def test_a_budget_is_written_with_all_its_digits_and_as_short_as_it_was(text):
    assert str(parse(text)) == text and parse(str(parse(text))) == parse(text)


@pytest.mark.parametrize(
    "text", ["300", "step=300", "steps=", "steps=-1", "steps=nan", "flops=inf"]
)
def test_what_is_no_budget_is_refused(text):
    with pytest.raises(UserError, match="budget"):
        parse(text)


def test_a_budget_that_is_too_large_is_refused_with_its_limit():
    with pytest.raises(UserError, match="above 0 and below 1e24"):
        parse("flops=1e300")


def test_a_budget_of_less_than_a_step_is_refused_with_the_least():
    with pytest.raises(UserError, match="less than one step of gan: give flops=2e"):
        steps(parse("flops=1e9"), COST, "gan")


def test_stages_cover_all_steps_but_one_in_a_hundred():
    for count in [*range(1, 3000), 54321, 10**6 + 1]:
        stages, each = in_stages(count)
        assert 0 <= count - stages * each <= count // 100 and 1 <= stages <= 12
        assert stages >= 5 or count < 500


def test_the_schedule_is_a_valid_one_and_ends_with_the_budget():
    plan = recipe.load("gan")
    plan = recipe.override(plan, schedule(300, plan, 550))
    assert plan.schedule.epochs * plan.schedule.epoch_steps == 300
    assert plan.schedule.evaluation_period == 1


WARM_UPS = [  # 150 epochs of 220 steps, 15 of which warm up; 20 of 550, of which 1,000 steps do
    ("vae-best-mlp", 220, 4400, "model.warm_up_epochs", 1.0),  # 10 stages of 440 steps
    ("vae-best-mlp", 220, 600, "model.warm_up_epochs", 1.0),
    ("vae-best-mlp", 220, 88_000, "model.warm_up_epochs", 0.375),  # in 10 stages of 8,800 steps
    ("beta-vae", 550, 300, "model.warm_up", 28),
    ("beta-vae", 550, 22_000, "model.warm_up", 1000),
]


@pytest.mark.parametrize(("name", "per_epoch", "count", "key", "length"), WARM_UPS)
def test_a_warm_up_keeps_its_share_of_a_shorter_training(name, per_epoch, count, key, length):
    assert schedule(count, recipe.load(name), per_epoch)[key] == pytest.approx(length)


def test_every_recipe_has_what_it_counts_in_steps_or_epochs_within_a_short_training():
    for name in recipe.names():
        plan = recipe.load(name)
        short = recipe.override(plan, schedule(100, plan, 550)).model.options
        assert short.get("warm_up", 0) <= 100 and short.get("warm_up_epochs", 0) <= 10
        assert 4 * short.get("stage_steps", 0) <= 100, name
