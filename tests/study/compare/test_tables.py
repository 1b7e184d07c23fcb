"""The tables of a page: the main scores first, and all of them below where there are many."""

import math
from types import SimpleNamespace

import pytest
from seeded_runs import seeded

from keras_gencmp.evaluation.baselines import FLOOR
from keras_gencmp.evaluation.score import Row, Score
from keras_gencmp.metrics.metric import LOW, Column
from keras_gencmp.recipes import recipe
from keras_gencmp.study.compare.latex import as_latex, latex_text
from keras_gencmp.study.compare.ranking import Ranking, rank
from keras_gencmp.study.compare.results import Cost, Entry, Results
from keras_gencmp.study.compare.tables import MAIN, MOST, below, costs, pairs, scores
from keras_gencmp.study.compare.verdict import verdict
from keras_gencmp.study.statistics import welch


def compared(names, ranked_by):
    """One model with a score in every column, and its ranking."""
    row = Row("dcgan", {name: Score(name, 1.0, 0.5, 1.5) for name in names}, "blobs", "0" * 16)
    entry = Entry("dcgan", recipe.load("dcgan"), seeded(1), [row], row, Cost(1.0, 1.0), [])
    columns = {name: Column(name, name, LOW) for name in names}
    results = Results([entry], [], columns, "blobs", "0" * 16, None)
    return results, Ranking(columns[ranked_by], [entry], {}, [])


@pytest.mark.parametrize("ranked_by", ["fid", "other 3"])
def test_many_columns_are_a_table_of_the_main_ones_and_one_of_all(ranked_by):
    names = ["fid", "sharpness", *(f"other {number}" for number in range(MOST))]
    first, every = scores(*compared(names, ranked_by))
    shown = {head.partition(" ↓")[0] for head in first.heads[1:]}
    assert shown == {"fid", "sharpness", ranked_by} and first.heads[1].startswith(ranked_by)
    assert len(every.heads) == 1 + len(names) and len(first.rows) == len(every.rows) == 1


def test_few_columns_are_one_table():
    (only,) = scores(*compared(MAIN, "fid"))
    assert len(only.heads) == 1 + len(MAIN)


def test_scores_that_no_model_has_are_named_with_the_reason_under_the_table():
    results, ranking = compared(["sharpness", "conditional_accuracy"], "sharpness")
    missing = {
        "fid": Score("fid", None, note="30 images are too few"),
        "mse": Score("mse", None, note="GAN has no encoder"),
    }
    (entry,) = results.entries
    row = entry.mean._replace(scores=entry.mean.scores | missing)
    of_real = {"mse": Score("mse", 1.0, note="exact"), "fid": Score("fid", None, note="other")}
    real = Row("real images", of_real, *row[2:4], baseline=True)
    columns = results.columns | {name: Column(name, name, LOW) for name in missing}
    found = below(
        results._replace(
            entries=[entry._replace(rows=[row], mean=row)], columns=columns, baselines=[real]
        ),
        ranking,
    )
    assert "dcgan (fid): n/a, 30 images are too few" in found
    assert "dcgan (mse): n/a, GAN has no encoder" in found
    assert not any("exact" in remark or "other" in remark for remark in found)


def test_columns_of_costs_that_nobody_measured_are_left_out():
    results, _ = compared(["fid"], "fid")
    (entry,) = results.entries
    assert list(costs(results).heads) == ["model", "seeds", "steps", "seconds"]
    unfinished = entry._replace(label="other", cost=Cost(math.nan, 2.0, flops=3.0))
    table = costs(results._replace(entries=[entry, unfinished]))
    assert list(table.heads) == ["model", "seeds", "steps", "FLOPs", "seconds"]
    assert [[cell.text for cell in row[2:]] for row in table.rows] == [
        ["1", "", "1"],
        ["", "3", "2"],
    ]


def two(first, second, baseline=None):
    """Two models of two seeds each by FID, and what a trivial generator scores."""
    columns = {"fid": Column("fid", "FID", LOW)}
    entries = []
    for name, values in (("dcgan", first), ("vae", second)):
        rows = [Row(name, {"fid": Score("fid", x)}, "blobs", "0") for x in values]
        mean = Row(name, {"fid": Score("fid", sum(values) / 2, 1e-9, 3e-9)}, "blobs", "0")
        entries.append(Entry(name, recipe.load(name), seeded(2), rows, mean, Cost(1.0, 1.0), []))
    floor = Row(FLOOR, {"fid": Score("fid", 1.0)}, "blobs", "0", baseline=True)
    noise = Row("noise", {"fid": Score("fid", baseline)}, "blobs", "0", baseline=True)
    protocol = SimpleNamespace(n=40, judge=SimpleNamespace(identity="blobs-1"))
    results = Results(entries, [floor, noise], columns, "my_blobs", "0", protocol)
    return results, rank(results, "fid")


def test_every_pair_stands_in_a_table_with_its_difference():
    _, ranking = two([1.0, 1.1], [9.0, 9.3])
    table = pairs(ranking)
    ((worse, better, by, interval, p),) = [[cell.text for cell in row] for row in table.rows]
    test = welch([9.0, 9.3], [1.0, 1.1])
    assert (worse, better, by) == ("vae", "dcgan", "8.1")
    assert interval == f"{test.low:.3g} to {test.high:.3g}" and float(p) < 0.05
    assert pairs(two([1.0, 1.1], [9.0, 9.3])[1]._replace(pairs=[])) is None


@pytest.mark.parametrize(("noise", "said"), [(0.5, True), (5.0, False), (None, False)])
def test_a_verdict_says_first_where_no_model_has_learned_anything(noise, said):
    first, *_ = verdict(*two([1.0, 1.1], [9.0, 9.3], noise), None)
    assert first.startswith("No model is better by FID than noise") == said


def test_a_table_for_a_paper_holds_models_and_real_images_and_compiles():
    text = as_latex(*two([1.0, 1.1], [9.0, 9.3], 5.0))
    assert "noise" not in text and r"% my_blobs: 40 samples" in text
    assert r"\cdot 10^{-9}" in text and "e-09" not in text
    body = [line for line in text.splitlines() if not line.startswith("%")]
    assert sum(line == r"\midrule" for line in body) == 2 and body[-1] == r"\end{tabular}"
    assert latex_text("-log p(x|z) < 1 & a_b") == r"-log p(x$|$z) $<$ 1 \& a\_b"


def test_a_verdict_on_one_model_that_has_learned_nothing_speaks_of_it_alone():
    results, _ = two([6.0, 6.2], [9.0, 9.3], 5.0)
    alone = results._replace(entries=results.entries[:1])
    first, *_ = verdict(alone, rank(alone, "fid"), None)
    assert first.startswith("dcgan is not better by FID than noise")
    assert first.endswith("train longer before it is compared.")
