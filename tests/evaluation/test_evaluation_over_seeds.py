"""Rows over seeds: means and standard deviations of scores that can be compared."""

import pytest
from evaluation_rows import fid, row

from keras_gencmp.evaluation.over_seeds import mean_and_deviation, summaries, summary
from keras_gencmp.evaluation.score import Score
from keras_gencmp.recipes import recipe


def test_runs_that_differ_in_their_seed_have_a_row_of_means():
    found = summary(
        [row(f"dcgan/{k}", a=fid(value, ratio=value)) for k, value in enumerate((4, 6))]
    )
    assert found.name == "dcgan, 2 seeds"
    one = found.scores["fid"]
    assert one.value == 5.0 and one.ratio == 5.0
    assert one.margin == pytest.approx(2**0.5)


def test_a_mean_over_seeds_is_of_one_judge_and_n():
    found = summary([row(a=fid(judge="j2")), row(a=fid(judge="j2"))])
    assert found.scores["fid"].value == 5.0
    for other in (fid(n=50), fid(judge="j2")):
        score = summary([row(a=fid()), row(a=other)]).scores["fid"]
        assert score.value is None and "not of all seeds" in score.note


def test_what_no_seed_has_keeps_its_reason():
    none = Score("mse", None, note="GAN has no encoder")
    assert summary([row(a=none), row(a=none)]).scores["mse"] == none


def test_the_deviation_of_two_or_more_scores_is_that_of_a_sample():
    assert mean_and_deviation([1.0, 2.0, 3.0]) == (2.0, 1.0)


def test_only_recipes_with_several_seeds_are_summed_up():
    plans = [recipe.override(recipe.load("vae"), {"schedule.seed": seed}) for seed in (0, 1)]
    rows = [row(f"{name}/{k}", a=fid()) for k, name in enumerate(("vae", "vae", "dcgan"))]
    found = summaries(rows, [*plans, recipe.load("dcgan")])
    assert [each.name for each in found] == ["vae, 2 seeds"]
    assert summaries(rows[::2], [plans[0], recipe.load("dcgan")]) == []
