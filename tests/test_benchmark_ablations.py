"""The table of ablations: rows can be trained and are kept, and the page says what is known."""

import json
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner
from evaluation_fixtures import few_are_enough, own_cache
from small import batches, built, images, narrow
from study_fixtures import made_small
from study_models import GAN

from benchmarks import ablation_page, ablation_rows, ablations, results
from benchmarks.ablation_results import HELPS, HURTS, UNTOLD, Kept, verdict
from keras_gencmp import assembly
from keras_gencmp.assembly import components
from keras_gencmp.errors import UserError
from keras_gencmp.evaluation.evaluated_model import ABILITIES
from keras_gencmp.metrics.metric import HIGH, LOW
from keras_gencmp.metrics.registry import METRICS
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.recipes import recipe
from keras_gencmp.study.compare import training
from keras_gencmp.study.compare.plan import folder_name
from keras_gencmp.study.statistics import welch

__all__ = ["few_are_enough", "own_cache"]
ROWS = {row.name: row for row in ablation_rows.every()}
VARIANTS = {model.label: model.plan for row in ROWS.values() for model in row.declaration().models}
TABLE = "option = 'Averages'\noff = '{off}'\non = '{on}'\nbudget = 'steps=2'\nfair = 'F.'\n"
TABLE += "metric = 'fid'\nn = 40\nwhy = 'W.'\nseeds = 2\n"


@pytest.mark.parametrize("name", ROWS)
def test_every_row_compares_two_variants_by_a_score_that_both_have(name):
    row = ROWS[name]
    off, on = row.declaration().models
    assert off.label != on.label and off.plan.data.binarize == on.plan.data.binarize
    assert row.column.better in (LOW, HIGH)
    needs = [need for need in METRICS[row.metric].needs if need in ABILITIES]
    for plan in (off.plan, on.plan):
        kind = components.model_class(plan.model.name)
        assert all(ABILITIES[need][0](kind) for need in needs)
    assert all(text.endswith(".") for text in (row.fair, row.why))


@pytest.mark.parametrize("label", VARIANTS)
def test_every_variant_can_be_built(label):
    plan = recipe.override(VARIANTS[label], {"data.channels": 1})
    assert assembly.assemble(plan).count_params() > 0


@pytest.mark.slow
@pytest.mark.parametrize("label", VARIANTS)
def test_every_variant_takes_a_step(label):
    plan = narrow(recipe.override(VARIANTS[label], {"data.channels": 1}))
    model = built(plan)
    batch = batches(plan, model, images(12 * model.batches_per_step))[0]
    metrics = model.train_step(batch)
    assert all(np.isfinite(float(value)) for value in metrics.values())


def test_each_training_has_a_folder_of_its_own():
    names = [folder_name(label) for label in VARIANTS]
    assert len(set(names)) == len(names) and max(map(len, names)) <= 200


def test_the_digest_is_of_what_is_trained_and_not_of_words():
    row = ROWS["gelu"]
    digest = ablation_rows.digest(row)
    assert ablation_rows.digest(replace(row, why="Else.", option="x")) == digest
    for key, value in (("seeds", 2), ("budget", "epochs=1"), ("dataset", "digits"), ("n", 100)):
        assert ablation_rows.digest(replace(row, **{key: value})) != digest
    assert ablation_rows.digest(replace(row, off=f"{row.off},latent=39")) != digest


def test_what_the_user_chooses_takes_the_place_of_what_is_declared():
    (row,) = ablation_rows.chosen(["gelu"], "digits", 2, "steps=3")
    assert (row.dataset, row.seeds, row.budget) == ("digits", 2, "steps=3")
    words = "bin/benchmark ablations --only gelu"
    assert ablation_rows.command(row) == f"{words} --dataset digits --seeds 2 --budget steps=3"
    assert ablation_rows.command(ROWS["gelu"]) == words
    assert ablation_rows.chosen([]) == list(ROWS.values())
    with pytest.raises(UserError, match="unknown row 'gelo'.*gelu"):
        ablation_rows.chosen(["gelo"])


def test_an_option_helps_or_hurts_by_the_whole_interval():
    low, high = (1.0, 1.1, 0.9), (3.0, 3.1, 2.9)
    assert verdict(welch(low, high), LOW) == verdict(welch(high, low), HIGH) == HELPS
    assert verdict(welch(low, high), HIGH) == verdict(welch(high, low), LOW) == HURTS
    assert verdict(welch((0.0, 9.0, 1.0), low), LOW) == UNTOLD
    assert verdict(welch((2.0, 2.0), (1.0, 1.0)), LOW) == UNTOLD  # a spread that is not known
    assert verdict(welch((2.0,), (1.0, 1.1)), LOW) == UNTOLD


@pytest.fixture
def trial(monkeypatch, tmp_path):
    """One row of small trainings, and what runs it: the variants and seeds that it trains."""
    made_small(monkeypatch)
    monkeypatch.setattr(GenerativeModel, "_compiled", lambda model, name: getattr(model, name))
    rows = tmp_path / "ablations.toml"
    rows.write_text("[average]\n" + TABLE.format(off=GAN, on=f"{GAN},average=0.9"))
    monkeypatch.setattr(ablation_rows, "FILE", rows)
    began, train = [], training.trainer.train

    def counted(plan, **options):
        began.append((plan.schedule.average, plan.schedule.seed))
        return train(plan, **options)

    monkeypatch.setattr(training.trainer, "train", counted)

    def run(*arguments):
        began.clear()
        words = ["--dataset", "digits", "--runs", tmp_path / "runs", *arguments]
        found = CliRunner().invoke(ablations.main, list(map(str, words)), catch_exceptions=False)
        assert found.exit_code == 0, found.output
        return list(began)

    return run


def test_a_row_is_trained_once_and_goes_on_where_it_was_stopped(trial, tmp_path, monkeypatch):
    file, page = tmp_path / "runs" / "ablations.json", tmp_path / "runs" / "ablations.md"
    assert trial() == [(0.0, 0), (0.9, 0), (0.0, 1), (0.9, 1)]
    (row,) = json.loads(file.read_text())["ablations"]
    assert [len(row[side]["scores"]) for side in ("without", "with")] == [2, 2]
    assert row["images"] == 40 and row["verdict"] in (HELPS, HURTS, UNTOLD)
    gap = np.subtract(*(np.mean(row[side]["scores"]) for side in ("with", "without")))
    assert row["difference"]["value"] == pytest.approx(gap)
    assert "| Averages | `gan` | FID" in page.read_text()
    assert not list(tmp_path.rglob("quality.csv"))  # nothing is scored on the way

    file.unlink()  # as where it was killed before the row was kept
    assert trial() == [] and json.loads(file.read_text())["ablations"] == [row]
    monkeypatch.setattr(ablations, "compared", None)  # a row that is there needs nothing of it
    before = page.read_text()
    assert trial() == [] and page.read_text() == before
    page.unlink()
    assert trial("--only-page") == [] and page.read_text() == before


def test_a_row_of_another_declaration_is_trained_anew(tmp_path):
    kept, gelu = Kept(tmp_path / "x.json", "command"), ROWS["gelu"]
    digest = ablation_rows.digest(gelu)
    assert not kept.has(gelu, digest)
    kept.keep(row(**{**vars(gelu), "why": "Words of old.", "declaration": digest}))
    again = Kept(tmp_path / "x.json", "command")
    assert again.has(gelu, digest) and again.rows["gelu"]["why"] == gelu.why
    assert not again.has(gelu, ablation_rows.digest(replace(gelu, seeds=4)))


def test_rows_that_are_declared_no_more_are_left_out(tmp_path):
    kept = Kept(tmp_path / "x.json", "command")
    kept.keep(row())
    kept.rows["gone"] = row(name="gone")
    assert [each["name"] for each in kept.table()["ablations"]] == ["average"]


def test_a_page_without_any_row_is_refused(tmp_path):
    words = ["--only-page", "--json", str(tmp_path / "none.json")]
    found = CliRunner().invoke(ablations.main, words)
    assert found.exit_code == 2 and "holds no row" in found.output


def row(**changes):
    """A row as the file holds it."""
    variant = {"scores": [20.0, 22.0], "seconds": 50.4, "steps": 850, "diverged": []}
    difference = {"value": 11.04, "low": 4.23, "high": 17.85}
    return {
        **vars(ROWS["average"]),
        "command": "bin/benchmark ablations --only average",
        "declaration": "0",
        "images": 10_000,
        "without": variant,
        "with": {**variant, "scores": [31.04, 33.04], "seconds": 51.6},
        "difference": difference,
        "verdict": HURTS,
        **changes,
    }


def table(*rows):
    return {"command": "bin/benchmark ablations", "machine": {"cores": 2}, "ablations": rows}


def test_the_page_is_rendered_from_the_rows():
    page = ablation_page.written(table(row(), row(name="b", verdict=UNTOLD, difference=None)))
    option = "Averaged weights (`schedule.average`)"
    assert (
        f"| {option} | `dcgan-tuned` | FID ↓ | 21 | 32.04 | +11.0 [+4.2, +17.9] | hurts | 50 / 52 "
        "| `bin/benchmark ablations --only average` |"
    ) in page
    assert f"| {option} | `dcgan-tuned` | FID ↓ | 21 | 32.04 |  | cannot be told |" in page
    assert "gencmp compare dcgan-tuned:average=0 dcgan-tuned --dataset mnist" in page
    assert "`bin/benchmark ablations` trains" in page and "cores 2" in page
    assert "not measured yet" not in page
    lacking = ablation_page.written(table(row()), ["gelu", "pack"])
    assert "Declared and not measured yet: gelu, pack." in lacking
    assert "20, 22 without, 31.04, 33.04 with" in page and page.endswith("```\n")


def test_the_page_says_what_diverged():
    gone = {"scores": [], "seconds": None, "steps": 9, "diverged": [0, 1]}
    cells = ablation_page.cells(row(**{"with": gone, "difference": None, "verdict": UNTOLD}))
    assert cells["with"] == "no score, 2 diverged" and cells["s a training"] == "50 / ?"
    some = {"scores": [5.0, 7.0], "seconds": 1.0, "steps": 9, "diverged": [1]}
    assert ablation_page.cells(row(**{"with": some}))["with"] == "6, 1 diverged"


def test_the_page_stands_in_the_site_once_there_are_results():
    file, menu = results.FOLDER / "ablations.json", (ablations.PAGE.parents[1] / "mkdocs.yml")
    listed = "ablations.md" in menu.read_text(encoding="utf-8")
    assert file.exists() == ablations.PAGE.exists() == listed
    if file.exists():
        words = ablations.PAGE.read_text(encoding="utf-8")
        kept = json.loads(file.read_text(encoding="utf-8"))
        missing = ROWS.keys() - {each["name"] for each in kept["ablations"]}
        known = ablation_page.written(kept, [name for name in ROWS if name in missing])
        assert words == known, "run: bin/benchmark ablations --only-page"
    assert "`bin/benchmark ablations`" in results.PAGE.read_text(encoding="utf-8")
