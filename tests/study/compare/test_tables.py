"""The tables of a page: the main scores first, and all of them below where there are many."""

import pytest

from keras_gencmp.evaluation.score import Row, Score
from keras_gencmp.metrics.metric import LOW, Column
from keras_gencmp.recipes import recipe
from keras_gencmp.study.compare.ranking import Ranking
from keras_gencmp.study.compare.results import Cost, Entry, Results
from keras_gencmp.study.compare.tables import MAIN, MOST, scores


def compared(names, ranked_by):
    """One model with a score in every column, and its ranking."""
    row = Row("dcgan", {name: Score(name, 1.0, 0.5, 1.5) for name in names}, "blobs", "0" * 16)
    entry = Entry("dcgan", recipe.load("dcgan"), [], [row], row, Cost(1.0, 1.0), [])
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
