"""Requirements of scores."""

import pytest

from keras_gencmp.errors import UserError
from keras_gencmp.evaluation.requirements import failures, parse
from keras_gencmp.evaluation.score import Row, Score


def row(name, value, baseline=False):
    return Row(name, {"fid": Score("fid", value)}, "blobs", "1", baseline)


@pytest.mark.parametrize(
    ("text", "value", "met"),
    [
        ("fid<5", 4.9, True),
        ("fid<5", 5.0, False),
        ("fid <= 5", 5.0, True),
        ("fid>5", 5.0, False),
        ("fid>=5", 5.0, True),
        ("fid<1e2", 99.0, True),
        ("fid<5", None, False),
        ("fid<5", float("nan"), False),
    ],
)
def test_a_row_meets_a_requirement_or_is_named(text, value, met):
    missed = failures([row("mine", value)], parse([text], ["fid"]))
    assert missed == [] if met else "mine" in missed[0]


def test_baselines_need_not_meet_it_and_a_missing_score_does_not():
    wanted = parse(["fid<5"], ["fid"])
    assert failures([row("noise", 900.0, baseline=True)], wanted) == []
    assert failures([Row("mine", {}, "blobs", "1")], wanted)


@pytest.mark.parametrize("text", ["fid", "fid=5", "fid<five", "<5", "fdi<5"])
def test_other_forms_and_unknown_columns_are_refused(text):
    with pytest.raises(UserError, match="--require"):
        parse([text], ["fid"])
