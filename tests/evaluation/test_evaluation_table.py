"""Tables: what a cell shows, and that nothing is mixed in silence."""

import io
import json
from dataclasses import replace

import pytest
from evaluation_rows import fid, row
from rich.console import Console

from keras_gencmp.evaluation import render, statement, table
from keras_gencmp.evaluation.over_seeds import summary
from keras_gencmp.evaluation.rounding import with_error
from keras_gencmp.evaluation.score import Row, Score
from keras_gencmp.evaluation.statement import Statement
from keras_gencmp.evaluation.table import Basis
from keras_gencmp.metrics import selection
from keras_gencmp.metrics.registry import METRICS

COLUMNS = selection.columns(METRICS.values())


def text(rows, width=render.WIDTH) -> str:
    return render.text(rows, COLUMNS, width)


def markdown(rows) -> str:
    return render.markdown(rows, COLUMNS)


BOTH = pytest.mark.parametrize("render", [text, markdown])


@pytest.mark.parametrize(
    ("value", "error", "shown"),
    [
        (12.3456, 0.987, "12.35 ± 0.99"),
        (12.3456, 0.0996, "12.35 ± 0.10"),
        (12.3456, 1.0, "12.3 ± 1.0"),
        (5678.9, 123.4, "5680 ± 120"),
        (-1.0369, 1.7686, "-1.0 ± 1.8"),
        (-0.001, 0.12, "0.00 ± 0.12"),
        (0.5, 0.0, "0.5 ± 0"),
        (1.0, 2.2e-16, "1 ± 2.2e-16"),
        (3.14159, None, "3.142"),
        (3.14159, float("nan"), "3.142"),
        (123456.7, None, "123457"),
        (2, None, "2"),
    ],
)
def test_a_number_is_rounded_by_its_error(value, error, shown):
    assert with_error(value, error) == shown


@pytest.mark.parametrize(
    ("score", "shown"),
    [
        (fid(12.3456, ratio=26.04), "12.3 ± 1.0 ×26"),
        (fid(ratio=2.5, at_least=True), "5.0 ± 1.0 ×≥2.5"),
        (fid(ratio=2220.0), "5.0 ± 1.0 ×2220"),
        (Score("fid", None, note="no classes"), "n/a"),
        (Score("nll", None, note="no likelihood"), ""),
        (None, ""),
        (Score("missing_classes", 2, n=100, judge="j1", note="3, 8"), "2 (3, 8)"),
        (fid(n=50), "5.0 ± 1.0 [n=50]"),
        (fid(judge="j2"), "5.0 ± 1.0 [j2]"),
        (fid(judge="j2", n=50), "5.0 ± 1.0 [j2, n=50]"),
        (fid(judge=None), "5.0 ± 1.0 [no judge]"),
        (fid(protocol="ab12"), "5.0 ± 1.0 [protocol ab12]"),
        (fid(version=2), "5.0 ± 1.0 [version 2]"),
    ],
)
def test_a_cell_shows_value_interval_ratio_and_what_differs_from_its_column(score, shown):
    column = COLUMNS[score.name if score else "fid"]
    assert table.cell(score, column, Basis("j1", 100)) == shown


@BOTH
@pytest.mark.parametrize(
    "other", [fid(n=50), fid(judge="j2"), fid(protocol="ab12"), fid(version=2)]
)
def test_scores_of_another_judge_n_protocol_or_version_are_never_mixed_in_silence(render, other):
    alike = [row(str(k), a=fid()) for k in range(2)]
    assert table.MIXED not in render(alike)
    mixed = render([*alike, row("other", a=other)])
    mixed = mixed.replace("\\", "")  # Markdown escapes what could be a link
    assert table.MIXED in mixed and "5.0 ± 1.0 [" in mixed


@BOTH
def test_rows_of_other_data_stand_in_another_table(render):
    words = render([row("a", a=fid()), row("b", "digits", "d2", a=fid()), row("c", a=fid())])
    first, second = words.split("digits (d2)")
    assert first.startswith("mnist (d1), judge j1, n 100, seed 0")
    assert all(name in first for name in ("a ", "c ")) and "b" in second


def test_every_column_is_of_one_judge_and_its_own_n():
    nll = Score("nll", 90.0, 89.0, 91.0, n=20)
    words = text([row("a", a=fid(), b=nll)])
    assert "NLL_K, nats ↓ n=20" in words and "FID ↓ n" not in words


def test_reasons_are_given_once_with_the_rows_they_hold_for():
    missing = [Score(name, None, note="no encoder") for name in ("mse", "psnr")]
    rows = [row(name, a=fid(), b=missing[0], c=missing[1]) for name in ("gan", "wgan")]
    words = text([*rows, row("vae", a=fid(), b=Score("mse", 0.1, 0.0, 0.2, 100))])
    assert words.count("n/a, no encoder") == 1
    assert "gan, wgan (mse, psnr): n/a, no encoder" in words


def test_reasons_of_baselines_are_given_for_the_columns_that_are_shown():
    none = [Score(name, None, note=f"no {name}") for name in ("class_fid", "conditional_accuracy")]
    floor = row("noise", baseline=True, a=fid(), b=none[0], c=none[1])
    words = text([floor, row("dcgan", a=fid(), b=Score("class_fid", 9.0, n=100))])
    assert "noise (class_fid): n/a, no class_fid" in words
    assert "conditional_accuracy" not in words


def test_a_column_that_only_baselines_have_is_left_out():
    floor = row("real images", baseline=True, a=fid(), b=Score("cas", 0.98, 0.9, 1.0, 100))
    assert "CAS" not in text([floor, row(a=fid())])
    assert "CAS" in text([floor])


def test_columns_come_in_the_order_of_the_registry_and_unknown_ones_last():
    scores = {name: Score(name, 1.0, n=100) for name in ("own", "nll", "kid", "fid")}
    heads = table.table([row(**scores)], COLUMNS).heads
    assert heads == ["FID ↓", "KID ↓", "NLL_K, nats ↓", "own"]


@pytest.mark.parametrize("width", [40, 80, 110])
def test_lines_fit_the_width_and_no_column_is_lost(width):
    names = ("fid", "kid", "precision", "recall", "density", "coverage", "sharpness", "c2st")
    scores = {name: Score(name, 0.123456, 0.1, 0.2, 100, ratio=1.2345) for name in names}
    words = text([row("run/20260131", **scores), row("b", **scores)], width)
    grid, legend = words.split("\n± half")
    assert max(len(line) for line in grid.splitlines()[2:]) <= width
    assert grid.count("0.123 ± 0.050 ×1.23") == 2 * len(names)
    assert all(COLUMNS[name].head in grid for name in names)


@BOTH
def test_scores_of_one_family_stand_in_blocks_without_the_rows_of_the_other(render):
    none = Score("nll", None, note="no likelihood")
    rows = [row("gan", a=fid(), b=none), row("vae", a=fid(), b=Score("nll", 90.0, n=100))]
    images, likelihoods = render(rows).split("± half")[0].split("NLL_K, nats")
    assert "gan" in images and "vae" in images
    assert "gan" not in likelihoods and "vae" in likelihoods and "90" in likelihoods
    assert "gan (nll): n/a, no likelihood" in render(rows)


def test_a_name_that_leaves_no_room_is_folded():
    words = text([row("a" * 60, a=fid())], 40)
    assert words.count("a" * 20) >= 2 and "5.0 ± 1.0" in words
    assert max(map(len, words.splitlines()[2:5])) <= 40


def test_a_terminal_has_styles_and_a_pipe_has_none():
    def printed(**options):
        console = Console(file=io.StringIO(), width=80, **options)
        render.write([row("real", baseline=True, a=fid()), row(a=fid(n=50))], COLUMNS, console)
        return console.file.getvalue()

    assert "\x1b[" in printed(force_terminal=True, color_system="standard")
    assert "\x1b[" not in printed(force_terminal=False)
    assert "[n=50]" in printed(force_terminal=True, color_system=None)
    assert "\x1b[" not in printed(force_terminal=True, color_system=None)


def test_markdown_rows_have_as_many_cells_as_their_heading():
    lines = markdown([row("a|b", a=fid()), row("c", a=fid())]).splitlines()
    piped = [line for line in lines if line.startswith("|")]
    assert len(piped) == 4
    assert {line.replace(r"\|", "").count("|") for line in piped} == {3}


def test_json_holds_every_score_with_all_that_belongs_to_it():
    def refuse(name):
        raise AssertionError(name)

    words = render.as_json([row(a=fid(ratio=2.0), b=Score("kid", float("nan")))])
    (found,) = json.loads(words, parse_constant=refuse)
    assert found["scores"]["fid"] == {
        **{"name": "fid", "value": 5.0, "low": 4.0, "high": 6.0, "n": 100, "seed": 0},
        **{"judge": "j1", "ratio": 2.0, "at_least": False, "note": "", "detail": None},
        **{"real": None, "protocol": "", "version": 0},
    }
    assert found["name"] == "dcgan" and found["digest"] == "d1"


def test_a_table_without_a_score_says_so():
    words = text([row(a=Score("nll", None, note="no encoder"))])
    assert "no score is defined" in words and "n 0" not in words and "no encoder" in words


STATEMENT = Statement("j1", 100, 0, "mnist", "d1", 500, 120, 110, "0a1b2c3d")


def made(**changes) -> Row:
    return row(a=fid(version=3), b=Score("kid", 1.0, n=100, judge="j1", version=1))._replace(
        protocol=STATEMENT._replace(**changes)
    )


def test_a_table_says_in_one_line_how_its_scores_were_made():
    words = (
        f"Protocol {STATEMENT.digest}: judge j1, n 100, seed 0, 500 training, 120 held-out and 110 "
        "reference images (0a1b2c3d) of mnist (d1), rounded to bytes, version 1 of kid, 3 of fid."
    )
    for found in (text([made(), made()]), markdown([made()])):
        assert found.count(words) == 1
    (found,) = json.loads(render.as_json([made()]))
    assert found["protocol"]["line"] == words and found["protocol"]["reference"] == 110
    assert found["protocol"]["digest"] == STATEMENT.digest


FOLLOWS = ("moved", "left_out")  # from what the digest holds: they are said, but are not in it


@pytest.mark.parametrize("name", [name for name in Statement._fields if name not in FOLLOWS])
def test_a_protocol_that_differs_in_anything_has_another_digest_and_another_line(name):
    other = STATEMENT._replace(**{name: getattr(STATEMENT, name) * 2 or 1})
    assert other.digest != STATEMENT.digest and other.words != STATEMENT.words
    joined = text([made(), made(**{name: getattr(other, name)})])
    assert STATEMENT.digest in joined and other.digest in joined


def test_a_protocol_says_where_the_other_training_images_are():
    moved = STATEMENT._replace(moved=3, left_out=12)
    assert moved.digest == STATEMENT.digest
    assert "500 training, 120 held-out (the last 3 of 503 training images among them)" in text(
        [made(moved=3)]
    )
    assert "without 12 images that the judge was fitted on, 500 training" in text(
        [made(left_out=12)]
    )


def test_a_metric_of_another_version_is_another_protocol(monkeypatch):
    before = STATEMENT.digest
    raised = replace(METRICS["cas"], version=METRICS["cas"].version + 1)
    rows = {**dict(METRICS.items()), "cas": raised}
    monkeypatch.setattr(statement, "METRICS", rows)
    assert STATEMENT.digest != before


def test_a_reason_that_holds_for_every_row_is_given_for_baselines_too():
    none = Score("copying", None, note="too few")
    rows = [row(name, baseline=True, a=fid(), b=none) for name in ("real images", "noise")]
    assert "every row (copying): n/a, too few" in text([*rows, row(a=fid(), b=none)])
    assert "real images, noise (copying): n/a, too few" in text(rows)


def test_alarms_of_runs_stand_under_the_table_once_for_each_model():
    first, second = (
        row(a=fid())._replace(name=f"gan/{n}", alarms={f"gan/{n}": w})
        for n, w in (("1", "epoch 3: sure"), ("2", ""))
    )
    both = summary([first, second])
    assert "gan/1: alarm: epoch 3: sure" in text([first, second])
    assert "gan/2: alarm" not in text([first, second])
    joined = text([first, second, both])
    assert f"{both.name}: alarm in 1 of 2 seeds, the last: epoch 3: sure" in joined
    assert joined.count("alarm") == 1
    assert "alarm" not in text([second])


def test_the_nearest_training_images_are_pointed_at():
    shown = row(a=fid())._replace(picture="runs/dcgan/figures/nearest.png")
    for words in (text([shown]), markdown([shown])):
        assert "training images are in runs/dcgan/figures/nearest.png" in words
    assert "training images are in" not in text([row(a=fid())])
