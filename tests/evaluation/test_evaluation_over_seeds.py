"""Rows over seeds: means and intervals of scores that can be compared, in every order."""

import itertools

import pytest
from evaluation_rows import fid, row

from keras_gencmp.evaluation.over_seeds import summaries, summary
from keras_gencmp.evaluation.score import Score, with_ratios
from keras_gencmp.metrics.metric import LOW, Column
from keras_gencmp.recipes import recipe


def test_runs_that_differ_in_their_seed_have_a_row_of_means():
    found = summary(
        [row(f"dcgan/{k}", a=fid(value, ratio=value)) for k, value in enumerate((4, 6))]
    )
    assert found.name == "dcgan, 2 seeds"
    changed = summary([row(f"dcgan/{k} latent=2", a=fid(k)) for k in (4, 6)])
    assert changed.name == "dcgan latent=2, 2 seeds"
    one = found.scores["fid"]
    # t(1) is 12.706, the standard error 1.
    assert one.value == 5.0 and one.margin == pytest.approx(12.706, abs=1e-3)


@pytest.mark.parametrize("floor", [(1.0, 0.5, 1.5), (0.1, -1.0, 4.5), (-1.0, -2.0, -0.5)])
def test_seeds_have_one_row_in_every_order_and_a_ratio_of_its_mean(floor):
    # Beside a floor that may be 0, the lowest score of three has no ratio and the others have one.
    column = {"fid": Column("fid", "FID", LOW)}
    real = {"fid": Score("fid", *floor, n=100, judge="j1")}
    found = set()
    for values in itertools.permutations((4, 5, 9)):
        rows = [row(f"dcgan/{k}", a=fid(value)) for k, value in enumerate(values)]
        rows = [each._replace(scores=with_ratios(each.scores, real, column)) for each in rows]
        whole = summary(rows)
        found.add((whole.name, with_ratios(whole.scores, real, column)["fid"]))
    ((name, score),) = found
    assert name == "dcgan, 3 seeds" and score.value == 6.0
    expected = {1.0: 6.0, 0.1: 6.0 / 4.5, -1.0: None}[floor[0]]
    assert score.ratio == expected and score.at_least == (floor[0] == 0.1)


def test_equal_scores_of_seeds_have_a_mean_without_an_interval():
    equal = [row(f"dcgan/{k}", a=fid(0.1)) for k in range(3)]
    score = summary(equal).scores["fid"]
    assert (score.value, score.margin) == (pytest.approx(0.1), None)


def test_a_score_that_a_seed_lacks_has_no_mean_in_any_order():
    lacking = Score("fid", None, note="a NaN")
    for rows in itertools.permutations([row(a=fid()), row(a=fid()), row(a=lacking)]):
        score = summary(rows).scores["fid"]
        assert score.value is None and "not of all seeds" in score.note
    for rows in itertools.permutations([row(a=fid()), row(a=fid()), row()]):
        assert summary(rows).scores["fid"].value is None


def test_a_mean_over_seeds_is_of_one_judge_and_n():
    found = summary([row(a=fid(judge="j2")), row(a=fid(judge="j2"))])
    assert found.scores["fid"].value == 5.0
    for other in (fid(n=50), fid(judge="j2")):
        score = summary([row(a=fid()), row(a=other)]).scores["fid"]
        assert score.value is None and "not of all seeds" in score.note


def test_what_no_seed_has_keeps_its_reason():
    none = Score("mse", None, note="GAN has no encoder")
    assert summary([row(a=none), row(a=none)]).scores["mse"] == none


def test_only_recipes_with_several_seeds_are_summed_up():
    plans = [recipe.override(recipe.load("vae"), {"schedule.seed": seed}) for seed in (0, 1)]
    rows = [row(f"{name}/{k}", a=fid()) for k, name in enumerate(("vae", "vae", "dcgan"))]
    found = summaries(rows, [*plans, recipe.load("dcgan")])
    assert [each.name for each in found] == ["vae, 2 seeds"]
    assert summaries(rows[::2], [plans[0], recipe.load("dcgan")]) == []


def test_a_training_that_is_repeated_is_no_second_seed():
    plans = [recipe.override(recipe.load("dcgan"), {"schedule.seed": seed}) for seed in (0, 0, 1)]
    rows = [row(f"dcgan/{k}", a=fid(value)) for k, value in enumerate((4, 40, 6))]
    assert summaries(rows[:2], plans[:2]) == []
    (mean,) = summaries(rows, plans)
    assert mean.name == "dcgan, 2 seeds" and mean.scores["fid"].value == 5.0
