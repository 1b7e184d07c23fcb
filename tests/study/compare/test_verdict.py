"""The verdict in words: what the intervals allow, and what few test images do not."""

from types import SimpleNamespace

from keras_gencmp.evaluation.baselines import FLOOR
from keras_gencmp.evaluation.score import Row, Score
from keras_gencmp.metrics.metric import HIGH, LOW, Column
from keras_gencmp.recipes import recipe
from keras_gencmp.study.compare.ranking import comparable, rank
from keras_gencmp.study.compare.results import Cost, Entry, Results
from keras_gencmp.study.compare.verdict import FEW, verdict

FID = Column("fid", "FID", LOW)


def row(name, value, low=None, high=None):
    return Row(name, {"fid": Score("fid", value, low, high)}, "blobs", "0" * 16)


def entry(name, values, low, high):
    mean = row(name, sum(values) / len(values), low, high)
    rows = [row(name, value) for value in values]
    return Entry(name, recipe.load("dcgan"), [], rows, mean, Cost(1.0, 1.0), [])


def said(n, *entries, floor=()):
    protocol = SimpleNamespace(n=n)
    results = Results(list(entries), list(floor), {"fid": FID}, "blobs", "0" * 16, protocol)
    return verdict(results, rank(results, "fid"), None)


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
        "intervals in the table overlap."
    ]


def test_with_few_images_models_whose_cells_lie_apart_are_told_apart():
    first, *rest = said(FEW - 1, GOOD, FAR)
    assert "test images are few" in first
    assert rest[0] == "good is better than every other model by FID as they are trained."
    assert rest[1].startswith("By how much far falls short of good in FID: 98, 95 % interval")
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
    none = Entry(
        "none", recipe.load("dcgan"), [], [row("none", None)], row("none", None), Cost(1.0, 1.0), []
    )
    assert said(FEW, GOOD, none)[0] == "good is the only model with a score in FID."


def likelihood(name, values, pixels):
    rows = [
        Row(name, {"elbo": Score("elbo", value, detail={"pixels": pixels})}, "blobs", "0" * 16)
        for value in values
    ]
    return Entry(name, recipe.load("vae"), [], rows, rows[0], Cost(1.0, 1.0), [])


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
