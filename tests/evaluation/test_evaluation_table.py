"""Tables: what a cell shows, and that nothing is mixed in silence."""

import json

import pytest

from keras_gencmp.evaluation import table
from keras_gencmp.evaluation.evaluate import Row
from keras_gencmp.evaluation.score import Score
from keras_gencmp.evaluation.seeds import summary


def row(name="dcgan", data="mnist", digest="d1", baseline=False, **scores) -> Row:
    return Row(name, {one.name: one for one in scores.values()}, data, digest, baseline)


def fid(value=5.0, n=100, judge="j1", **more) -> Score:
    return Score("fid", value, value - 1, value + 1, n, 0, judge, **more)


@pytest.mark.parametrize(
    ("score", "shown"),
    [
        (fid(12.3456, ratio=26.04), "12.35±1 ×26"),
        (fid(ratio=2.5, at_least=True), "5±1 ×≥2.5"),
        (Score("fid", None, note="no classes"), "n/a"),
        (None, ""),
        (Score("missing_classes", 2, n=100, judge="j1", note="3, 8"), "2 (3, 8)"),
        (fid(n=50), "5±1 [n=50]"),
        (fid(judge="j2"), "5±1 [j2]"),
        (fid(judge="j2", n=50), "5±1 [j2, n=50]"),
        (fid(judge=None), "5±1 [no judge]"),
    ],
)
def test_a_cell_shows_value_interval_ratio_and_what_differs_from_its_column(score, shown):
    assert table.cell(score, ("j1", 100)) == shown


@pytest.mark.parametrize("render", [table.text, table.markdown])
@pytest.mark.parametrize("other", [fid(n=50), fid(judge="j2")])
def test_scores_of_another_judge_or_n_are_never_mixed_in_silence(render, other):
    alike = [row(str(k), a=fid()) for k in range(2)]
    assert table.MIXED not in render(alike)
    mixed = render([*alike, row("other", a=other)])
    assert table.MIXED in mixed and "5±1 [" in mixed


@pytest.mark.parametrize("render", [table.text, table.markdown])
def test_rows_of_other_data_stand_in_another_table(render):
    words = render([row("a", a=fid()), row("b", "digits", "d2", a=fid()), row("c", a=fid())])
    first, second = words.split("digits (d2)")
    assert first.startswith("mnist (d1), judge j1, n 100, seed 0")
    assert all(name in first for name in ("a ", "c ")) and "b" in second


def test_every_column_is_of_one_judge_and_its_own_n():
    nll = Score("nll", 90.0, 89.0, 91.0, n=20)
    words = table.text([row("a", a=fid(), b=nll)])
    assert "NLL_K, nats ↓ n=20" in words and "FID ↓ n" not in words


def test_reasons_are_given_once_with_the_rows_they_hold_for():
    missing = [Score(name, None, note="no encoder") for name in ("mse", "psnr")]
    rows = [row(name, a=fid(), b=missing[0], c=missing[1]) for name in ("gan", "wgan")]
    words = table.text([*rows, row("vae", a=fid(), b=Score("mse", 0.1, 0.0, 0.2, 100))])
    assert words.count("n/a, no encoder") == 1
    assert "gan (mse, psnr); wgan (mse, psnr): n/a, no encoder" in words


def test_a_column_that_only_baselines_have_is_left_out():
    floor = row("real images", baseline=True, a=fid(), b=Score("cas", 0.98, 0.9, 1.0, 100))
    assert "CAS" not in table.text([floor, row(a=fid())])
    assert "CAS" in table.text([floor])


def test_lines_fit_on_a_terminal_and_no_column_is_lost():
    names = ("fid", "kid", "precision", "recall", "density", "coverage", "sharpness", "c2st")
    scores = {name: Score(name, 0.123456, 0.1, 0.2, 100, ratio=1.2345) for name in names}
    words = table.text([row("a-run/20260131-120000", **scores)])
    assert max(len(line) for line in words.splitlines()[:-2]) <= table.WIDTH + 10
    assert words.count("0.1235±0.05 ×1.23") == len(names)


def test_markdown_rows_have_as_many_cells_as_their_heading():
    lines = table.markdown([row("a|b", a=fid()), row("c", a=fid())]).splitlines()
    piped = [line for line in lines if line.startswith("|")]
    assert len(piped) == 4
    assert {line.replace(r"\|", "").count("|") for line in piped} == {3}


def test_json_holds_every_score_with_all_that_belongs_to_it():
    def refuse(name):
        raise AssertionError(name)

    words = table.as_json([row(a=fid(ratio=2.0), b=Score("kid", float("nan")))])
    (found,) = json.loads(words, parse_constant=refuse)
    assert found["scores"]["fid"] == {
        **{"name": "fid", "value": 5.0, "low": 4.0, "high": 6.0, "n": 100, "seed": 0},
        **{"judge": "j1", "ratio": 2.0, "at_least": False, "note": "", "detail": None},
    }
    assert found["name"] == "dcgan" and found["digest"] == "d1"


def test_runs_that_differ_in_their_seed_have_a_row_of_means():
    found = summary(
        [row(f"dcgan/{k}", a=fid(value, ratio=value)) for k, value in enumerate((4, 6))]
    )
    assert found.name == "dcgan, 2 seeds"
    one = found.scores["fid"]
    assert one.value == 5.0 and one.ratio == 5.0
    assert one.margin == pytest.approx(2**0.5)


def test_a_mean_over_seeds_is_of_one_judge_and_n():
    found = summary([row(a=fid(), b=fid(judge="j2")), row(a=fid(judge="j2"))])
    assert found.scores["fid"].value == 5.0
    found = summary([row(a=fid()), row(a=fid(n=50))])
    assert found.scores["fid"].value is None


def test_a_table_without_a_score_says_so():
    words = table.text([row(a=Score("nll", None, note="no encoder"))])
    assert "no score is defined" in words and "n 0" not in words and "no encoder" in words
