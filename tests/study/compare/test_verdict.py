"""The verdict in words: what the intervals allow, and what few test images do not."""

from types import SimpleNamespace

import pytest
from seeded_runs import seeded

from keras_gencmp.evaluation.baselines import FLOOR
from keras_gencmp.evaluation.score import Row, Score
from keras_gencmp.metrics.metric import HALF, HIGH, LOW, REAL, Column
from keras_gencmp.recipes import recipe
from keras_gencmp.study.compare.pictures import more_pictures
from keras_gencmp.study.compare.ranking import comparable, rank
from keras_gencmp.study.compare.results import Cost, Entry, Results
from keras_gencmp.study.compare.verdict import FEW, verdict
from keras_gencmp.study.costs.budget import parse

FID = Column("fid", "FID", LOW)


def row(name, value, low=None, high=None):
    return Row(name, {"fid": Score("fid", value, low, high)}, "blobs", "0" * 16)


def entry(name, values, low, high):
    mean = row(name, sum(values) / len(values), low, high)
    rows = [row(name, value) for value in values]
    runs = seeded(len(rows))
    return Entry(name, recipe.load("dcgan"), runs, rows, mean, Cost(1.0, 1.0), [])


def of(n, *entries, floor=(), column=FID):
    protocol = SimpleNamespace(n=n)
    return Results(list(entries), list(floor), {"fid": column}, "blobs", "0" * 16, protocol)


def said(*given, budget=None, **more):
    results = of(*given, **more)
    return verdict(results, rank(results, "fid"), budget)


GOOD = entry("good", (1.0, 1.1, 0.9), -5.0, 7.0)
WIDE = entry("wide", (9.0, 9.1, 8.9), 3.0, 15.0)  # overlaps with good in the table
NATS = {"vae": 100.0, "iwae": 105.0}
FAR = entry("far", (99.0, 99.1, 98.9), 93.0, 105.0)


def test_with_few_images_overlapping_cells_are_not_called_better_or_worse():
    first, *rest = said(FEW - 1, GOOD, WIDE)
    assert first == (
        f"{FEW - 1} test images are few: the differences hold for these images, and others might "
        "rank the models otherwise."
    )
    assert rest == [
        "The difference in FID between good and wide cannot be told at so few images: their "
        "intervals in the table overlap, or one is not known."
    ]


def test_with_few_images_models_whose_cells_lie_apart_are_told_apart():
    first, *rest = said(FEW - 1, GOOD, FAR)
    assert "test images are few" in first
    assert rest[0] == "good is better than every other model by FID as they are trained."
    assert rest[1].startswith("far is higher in FID than good by 98 (95 % interval 97.8 to 98.2;")
    both = said(FEW - 1, GOOD, WIDE, FAR)
    assert both[1] == "good is better by FID as they are trained than far."
    assert "good and wide cannot be told" in both[2] and len(both) == 4


def test_with_enough_images_the_test_over_seeds_decides():
    sentences = said(FEW, GOOD, WIDE)
    assert sentences[0] == "good is better than every other model by FID as they are trained."
    assert not any("few" in sentence for sentence in sentences)


def test_a_cell_without_an_interval_is_not_called_worse_of_few_images():
    assert "cannot be told" in said(20, GOOD, entry("bare", (9.0, 9.1), None, None))[1]


def test_one_model_is_not_called_the_only_or_the_best_one():
    assert said(FEW, GOOD) == ["good scores 1 in FID."]
    floor = [row(FLOOR, 0.5)]
    assert said(FEW, GOOD, floor=floor) == ["Held-out real images score 0.5 in FID, good 1."]
    assert said(20, GOOD)[0].startswith("20 test images are few: the scores hold for these")


def test_one_model_of_several_with_a_score_is_called_the_only_one():
    rows = [row("none", None)]
    none = Entry("none", recipe.load("dcgan"), seeded(1), rows, rows[0], Cost(1.0, 1.0), [])
    assert said(FEW, GOOD, none)[0] == "good is the only model with a score in FID."


def likelihood(name, values, pixels):
    rows = [
        Row(name, {"elbo": Score("elbo", value, detail={"pixels": pixels})}, "blobs", "0" * 16)
        for value in values
    ]
    return Entry(name, recipe.load("vae"), seeded(2), rows, rows[0], Cost(1.0, 1.0), [])


def test_likelihoods_of_different_things_are_not_ranked_together():
    given = likelihood("conditional", (-99.0, -99.1), "dynamic binarisation, p(x|y)")
    others = [likelihood(name, (-k, -k - 0.1), "dynamic binarisation") for name, k in NATS.items()]
    results = Results(
        [given, *others],
        [],
        {"elbo": Column("elbo", "ELBO", HIGH)},
        "blobs",
        "0" * 16,
        SimpleNamespace(n=FEW),
    )
    ranking = rank(results, "elbo")
    assert [entry.label for entry in ranking.entries] == ["vae", "iwae"]
    assert [entry.label for entry in ranking.apart] == ["conditional"] and len(ranking.pairs) == 1
    sentences = " ".join(verdict(results, ranking, None))
    assert "every other model" not in sentences
    assert "conditional has no rank by ELBO, which is of dynamic binarisation, p(x|y) for it" in (
        sentences
    )
    old = likelihood("old", (-99.0, -99.1), "")  # of an earlier version, which did not say it
    old.rows[0].scores["elbo"].detail.clear()
    assert comparable([*others, old], "elbo") == ([*others, old], [])


def some(name, *values):
    """A model with seeds that have no score, as where a training has lost a class."""
    rows = [row(name, value) for value in values]
    none = row(name, None)
    return Entry(name, recipe.load("dcgan"), seeded(len(rows)), rows, none, Cost(1.0, 1.0), [])


def test_a_model_that_lacks_the_score_of_a_seed_is_not_called_better():
    lost, whole = some("lost", 8.0, 8.1, None), entry("whole", (9.0, 9.1, 9.05), 8.9, 9.2)
    ranking = rank(of(FEW, lost, whole), "fid")
    assert [each.label for each in ranking.entries] == ["whole"] and ranking.apart == [lost]
    assert said(FEW, lost, whole) == [
        "lost has no FID with seed 2: it has no rank, as the other seeds may flatter it.",
    ]
    sentences = " ".join(said(FEW, lost, whole, FAR))
    assert "whole is better by FID as they are trained than far." in sentences
    assert "lost is better" not in sentences and "every other" not in sentences


def test_where_every_model_lacks_a_score_none_is_called_better():
    results = of(FEW, some("a", 8.0, 8.1, None), some("b", 9.0, None, 9.1))
    ranking = rank(results, "fid")
    assert [each.label for each in ranking.entries] == ["a", "b"] and not ranking.apart
    assert [pair.difference for pair in ranking.pairs] == [None]
    assert verdict(results, ranking, None)[:3] == [
        "No ranked model has FID with every seed, so that none is called better.",
        "a has no FID with seed 2: it is ranked by the other seeds, which may flatter it.",
        "b has no FID with seed 1: it is ranked by the other seeds, which may flatter it.",
    ]
    assert more_pictures(results, ranking, None) == []


@pytest.mark.parametrize(
    ("better", "values", "words"),
    [
        (LOW, (3.0, 3.1), "b is higher in s than a by 2 (95 %"),
        (HIGH, (-1.0, -0.9), "b is lower in s than a by 2 (95 %"),
        (HALF, (2.5, 2.6), "b is further from one half in s than a by 1.5 (95 %"),
        (REAL, (3.0, 3.1), "b is further from real images in s than a by 2 (95 %"),
        (LOW, (3.0, 3.0), "b is higher in s than a by 1.95 (95 %"),
    ],
)
def test_a_difference_is_said_in_the_direction_of_the_score(better, values, words):
    models = entry("a", (1.0, 1.1), 0.9, 1.2), entry("b", values, *values)
    floor = [row(FLOOR, 1.0)]
    sentences = said(FEW, *models, floor=floor, column=Column("fid", "s", better))
    assert any(sentence.startswith(words) for sentence in sentences), sentences


def test_models_that_are_equal_in_every_seed_have_the_same_score():
    sentences = said(FEW, entry("a", (1.0, 1.0), 1.0, 1.0), entry("b", (1.0, 1.0), 1.0, 1.0))
    assert any(each.startswith("b and a have the same FID, the same in") for each in sentences)


def test_of_many_differences_the_nearest_are_shown_and_called_so():
    others = [entry(f"m{k}", (k, k + 0.1, k - 0.1), k - 0.2, k + 0.2) for k in (40, 20, 30, 50)]
    sentences = said(FEW, GOOD, *others)
    index = sentences.index("Of 4 models these are the three nearest to good.")
    names = [sentence.partition(" is higher in FID than good by ")[0] for sentence in sentences]
    assert names[index + 1 :] == ["m20", "m30", "m40"]
    assert not any("nearest" in sentence for sentence in said(FEW, GOOD, *others[:3]))


def test_budgets_are_written_as_one_would_write_them():
    assert parse("flops=3e12").in_words == "3e12 floating-point operations of training"
    assert parse("steps=1234567").in_words.startswith("1,234,567 ")
    assert parse("images=60000").in_words.startswith("60,000 training images")
    assert "at 3e12 FLOPs" in said(FEW, GOOD, FAR, budget=parse("flops=3e12"))[0]
