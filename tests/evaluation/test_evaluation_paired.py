"""Paired differences of likelihoods: the test, its correction, and the notes under a table."""

import errno
import os
from types import SimpleNamespace

import numpy as np
import pytest
from faults.flips import flipped, random_bits
from scipy import stats

from keras_gencmp.evaluation import paired
from keras_gencmp.evaluation.evaluated_model import EvaluatedModel
from keras_gencmp.evaluation.results import Results, origin
from keras_gencmp.evaluation.score import Row, Score, from_json, to_json
from keras_gencmp.evaluation.table import table
from keras_gencmp.metrics.estimate import OfImages
from keras_gencmp.metrics.registry import METRICS
from keras_gencmp.metrics.selection import columns
from keras_gencmp.recipes import recipe
from keras_gencmp.runs.files import WriteError
from keras_gencmp.runs.run import Run

RANDOM = np.random.default_rng(0)
HARD = RANDOM.normal(90, 23, 400)  # how hard each image is, for every model


def score(shift: float, error: float = 0.0, name: str = "nll", n: int = 400) -> Score:
    values = (HARD + shift + RANDOM.normal(0, 1, 400))[:n]
    detail = {"estimator_error": error, "pixels": "dynamic binarisation"}
    return Score(name, values.mean(), 88, 92, n, 0, detail=detail, of_images=OfImages(values))


def row(name: str, *scores: Score) -> Row:
    return Row(name, {each.name: each for each in scores}, "mnist", "0")


def test_the_difference_is_the_paired_t_test():
    one, other = score(0.3), score(0.0)
    found = paired.paired_difference(one, other)
    truth = stats.ttest_rel(*(np.float64(each.of_images.values) for each in (one, other)))
    assert found.p == pytest.approx(truth.pvalue, rel=1e-3)
    assert found.mean == pytest.approx(one.value - other.value, abs=1e-4)
    assert found.error < 0.1  # the difference of the means would have an error of 1.6


def test_the_errors_of_estimators_are_added():
    one, other = score(0.3, error=0.4), score(0.0, error=0.3)
    plain = paired.paired_difference(
        one._replace(detail={"pixels": ""}), other._replace(detail={"pixels": ""})
    )
    both = paired.paired_difference(one, other)
    assert both.error == pytest.approx(np.hypot(plain.error, 0.5))
    assert both.p > plain.p


def test_holms_correction():
    assert paired.holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert paired.holm([0.5, 0.9]) == [1.0, 1.0]
    assert paired.holm([]) == []


def test_a_table_of_several_models_compares_each_with_the_best():
    rows = [row("a", score(2.0)), row("best", score(0.0)), row("b", score(0.0))]
    notes = table(rows, columns(METRICS.values())).remarks[-2:]
    assert notes[0].startswith("a: NLL 2.0") and "above best on the same 400 images" in notes[0]
    assert "paired t, p < 0.001 after Holm's correction" in notes[0]
    assert "b: NLL " in notes[1] or "best: NLL" in notes[1]


def test_two_models_need_no_correction_and_one_no_comparison():
    (note,) = paired.notes([row("a", score(2.0)), row("best", score(0.0))])
    assert "Holm" not in note
    assert paired.notes([row("a", score(2.0)), row("other images", score(0.0, n=100))]) == []
    assert paired.notes([row("a", Score("nll", 3.0))]) == []


def test_an_exact_likelihood_is_not_tested_against_a_bound():
    exact = [row(name, score(shift, name="exact_nll")) for name, shift in (("a", 2.0), ("b", 0.0))]
    bound = row("c", score(1.0))
    assert paired.notes([exact[0], bound]) == []
    (note,) = paired.notes([*exact, bound])
    assert note.startswith("a: NLL") and "above b" in note and "Holm" not in note


def test_values_are_kept_beside_the_scores_and_not_in_them(tmp_path):
    run, kept = Run(tmp_path), score(1.0)
    Results(run).keep(row("a", kept), {"nll": kept}, "prior", "origin", 0)
    assert (tmp_path / "evaluation-nll.npy").exists()
    assert "of_images" not in run.evaluation_file.read_text()
    found = Results(run).scores("prior", "origin")["nll"]
    assert found.of_images == kept.of_images and found.value == pytest.approx(kept.value)
    best = Run(tmp_path, best=True)
    Results(best).keep(row("a", kept), {"nll": kept}, "gmm", "", 0)
    assert (tmp_path / "evaluation-best-gmm-nll.npy").exists()


def test_an_edit_of_ones_own_code_is_another_origin(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("keras_gencmp.assembly.learned", lambda model: {})

    def of(**changes):
        plan = recipe.override(recipe.load("gan"), changes)
        return origin(EvaluatedModel("x", None, plan), SimpleNamespace(key="key"))

    (tmp_path / "mine.py").write_text("raise SystemExit('it was run')\n")
    own = {"model.loss": "mine.py:loss"}
    before, plain = of(**own), of()
    assert before == of(**own) != plain
    (tmp_path / "mine.py").write_text("other\n")
    assert of(**own) != before and of() == plain


def test_values_of_another_number_of_images_are_not_taken(tmp_path):
    kept = score(1.0)
    results = Results(Run(tmp_path))
    results.keep(row("a", kept), {"nll": kept}, "prior", "origin", 0)
    fewer = score(1.0, n=100)._replace(of_images=None)
    results.keep(row("a", fewer), {"nll": fewer}, "prior", "origin", 0)
    assert results.scores()["nll"].of_images is None
    assert from_json(to_json(kept)).of_images is None


def test_values_with_a_flipped_bit_are_not_taken(tmp_path):
    kept = score(1.0)
    Results(Run(tmp_path)).keep(row("a", kept), {"nll": kept}, "prior", "origin", 0)
    file = tmp_path / "evaluation-nll.npy"
    taken = [Results(Run(tmp_path)).scores()["nll"] for _ in flipped(file, random_bits(file, 500))]
    assert all(each.of_images in (None, kept.of_images) for each in taken)
    assert sum(each.of_images is None for each in taken) > 400
    assert all(each.value == pytest.approx(kept.value) for each in taken)


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES])
def test_a_run_that_may_only_be_read_is_scored_and_keeps_nothing(
    number, tmp_path, monkeypatch, capsys
):
    def refuse(path, *content):
        raise WriteError(path, OSError(number, os.strerror(number)))

    monkeypatch.setattr("keras_gencmp.evaluation.results.write_json", refuse)
    kept = score(1.0)._replace(of_images=None)
    Results(Run(tmp_path)).keep(row("a", kept), {"nll": kept}, "prior", "origin", 0)
    assert capsys.readouterr().err == f"{tmp_path} cannot be written: its scores are not kept\n"
