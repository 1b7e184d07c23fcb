"""Runs evaluated from the command line: rows, files, and one sentence for what cannot be."""

import errno
import importlib
import json
import os
import shutil
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner
from evaluation_blobs import CLASSES, blobs, stripe_judge
from evaluation_runs import said
from PIL import Image

from keras_gencmp import assembly, runs
from keras_gencmp.cli.evaluate import evaluate as evaluate_verb
from keras_gencmp.cli.judge import judge as judge_verb
from keras_gencmp.data import names
from keras_gencmp.errors import UserError
from keras_gencmp.evaluation import measure
from keras_gencmp.evaluation.baselines import BASELINES
from keras_gencmp.evaluation.evaluate import row_name
from keras_gencmp.evaluation.results import Results
from keras_gencmp.judge import lookup
from keras_gencmp.recipes import recipe
from keras_gencmp.runs.files import WriteError

QUICK = ["--metrics", "fid,classes,elbo,nll,active-units", "--nll-samples", "3"]


def kept(run, *sampler):
    """The scores in a run's evaluation.json."""
    return Results(run).scores(*sampler)


def test_a_table_has_baselines_runs_and_a_row_over_seeds(root):
    found = runs.every(root)
    every = [row_name(run) for run in found]
    result = said(root, *(run.name for run in found), *QUICK, "--json")
    rows = json.loads(result.stdout)
    changes = every[1].partition(" ")[2]
    seeds = f"conv-vae {changes}, 2 seeds"
    assert "encoder.width=4" in changes
    assert [row["name"] for row in rows] == [*BASELINES, *every, seeds]
    by_name = {row["name"]: row["scores"] for row in rows}
    gan, vae = by_name[every[0]], by_name[every[1]]
    assert gan["fid"]["ratio"] > 1 and by_name["real images"]["fid"]["ratio"] == 1
    assert gan["elbo"]["value"] is None and "GAN" in gan["elbo"]["note"]
    assert vae["nll"]["value"] < -vae["elbo"]["value"] + 20
    assert vae["fid"]["n"] == 60


def test_a_run_keeps_its_scores_and_adds_to_them(root):
    run = runs.find("dcgan", root)
    said(root, "dcgan", "--metrics", "fid", "--json")
    first = kept(run)
    said(root, "dcgan", "--metrics", "sharpness", "--json")
    assert kept(run)["fid"] == first["fid"] and "sharpness" in kept(run)
    table = runs.read_json(run.evaluation_file)["prior"]
    assert table["data_digest"] == "3" * 16 and table["seconds"] >= 0
    assert kept(run, "gmm") == {}


def test_a_score_is_computed_once_for_one_state_and_one_protocol(root, monkeypatch):
    computed, whole = [], measure.measure

    def spied(inputs, metrics, row, known):
        names = [each.metric.name for each in metrics if not each.is_in(known)]
        computed.extend([names] if row.startswith("dcgan") else [])
        return whole(inputs, metrics, row, known)

    monkeypatch.setattr(measure, "measure", spied)
    first = said(root, "dcgan", "--metrics", "fid").stdout
    assert said(root, "dcgan", "--metrics", "fid").stdout == first
    said(root, "dcgan", "--metrics", "fid,sharpness")
    assert computed == [["fid"], [], ["sharpness"]]
    said(root, "dcgan", "--metrics", "fid", "--seed", "1")
    run = runs.find("dcgan", root)
    other = recipe.override(run.recipe, {"schedule.seed": 7})
    assembly.save(assembly.assemble(other), run.checkpoint_file)
    said(root, "dcgan", "--metrics", "fid")
    assert computed[3:] == [["fid"], ["fid"]]


def test_the_files_of_a_run_are_read_once(root, monkeypatch):
    reads = []
    for module, name in (
        *(("runs.tables", "read_plain"), ("recipes.recipe", "read_plain")),
        ("runs.checkpoint", "read"),
    ):
        where = importlib.import_module(f"keras_gencmp.{module}")
        whole = getattr(where, name)

        def spied(path, *rest, whole=whole):
            reads.append(path.name)
            return whole(path, *rest)

        monkeypatch.setattr(where, name, spied)
    said(root, "dcgan", "--metrics", "fid", "--json")
    reads.clear()
    said(root, "dcgan", "--metrics", "fid,sharpness", "--json")
    own = ["checkpoint.npz", "environment.json", "evaluation.json", "recipe.json"]
    kept_anew = ["evaluation.json"]  # another evaluation may have added to it meanwhile
    assert sorted(name for name in reads if name in own) == sorted([*own, *kept_anew])


def test_what_is_not_defined_is_not_kept_but_says_why(root):
    result = said(root, "dcgan", "--metrics", "fid,elbo")
    assert "(elbo, elbo_reconstruction, elbo_kl): n/a, GAN gives images no likeli" in result.stdout
    assert set(kept(runs.find("dcgan", root))) == {"fid"}


def test_a_run_whose_data_have_moved_is_scored_where_they_are_now(root, tmp_path, monkeypatch):
    monkeypatch.setattr("keras_gencmp.data.check", names.check)
    run = runs.find("dcgan", root)
    moved = recipe.override(run.recipe, {"data.dataset": f"folder:{tmp_path / 'old'}"})
    runs.write_json(run.recipe_file, moved.to_dict())
    asked = "dcgan", "--metrics", "sharpness"
    gone = str(said(root, *asked, code=2).exception)
    assert "no longer at" in gone and "--dataset folder:PATH" in gone
    (tmp_path / "new").mkdir()
    said(root, *asked, "--dataset", f"folder:{tmp_path / 'new'}")
    wrong = said(root, *asked, "--dataset", f"folder:{tmp_path / 'else'}", code=2)
    assert "there is no folder" in str(wrong.exception)


def test_a_best_state_is_a_row_of_its_own_and_no_other_seed(root):
    run = runs.find("dcgan", root)
    shutil.copy(run.checkpoint_file, run.best_file)
    result = said(root, "dcgan", "dcgan@best", "--metrics", "fid", "--json")
    rows = {row["name"]: row["scores"]["fid"] for row in json.loads(result.stdout)}
    last, best = (row_name(each) for each in (run, replace(run, best=True)))
    assert list(rows)[len(BASELINES) :] == [last, best] and f"{run.name}@best " in best
    assert rows[last] == rows[best]
    assert kept(runs.find("dcgan@best", root)) == kept(run)


def test_a_mixture_is_a_row_of_its_own(root):
    result = said(root, "conv-vae", "--metrics", "fid", "--sampler", "gmm", "--components", "2")
    assert "gmm" in result.stdout
    run = runs.find("conv-vae", root)
    assert kept(run) == {} and kept(run, "gmm")["fid"].value is not None


def test_real_stands_for_held_out_images(large, tmp_path):
    rows = json.loads(said(tmp_path, "real", "--metrics", "fid", "--json").stdout)
    assert [row["name"] for row in rows] == list(BASELINES)
    assert all(row["baseline"] for row in rows)


@pytest.mark.parametrize("suffix", [".txt", ".md", ".json"])
def test_a_table_is_written_in_the_form_of_its_file(root, suffix):
    path = root / f"scores{suffix}"
    result = said(root, "dcgan", "--metrics", "sharpness", "-o", str(path))
    assert result.stdout == f"{path}\n"
    assert "dcgan/" in path.read_text(encoding="utf-8")


def test_memorisation_leaves_a_gallery(root):
    said(root, "dcgan", "--metrics", "memorisation", "--json")
    run = runs.find("dcgan", root)
    with Image.open(run.figures / "nearest.png") as image:
        assert image.info["Title"].startswith(f"{run.name}, ") and ", step " in image.info["Title"]


def test_a_model_of_nan_has_no_scores_but_a_row(root, monkeypatch):
    images = np.full((60, 28, 28, 1), np.nan)
    monkeypatch.setattr("keras_gencmp.models.base.GenerativeModel.sample", lambda *a, **k: images)
    rows = json.loads(said(root, "dcgan", "--metrics", "fid,memorisation", "--json").stdout)
    found = rows[-1]["scores"]
    assert {one["value"] for one in found.values()} == {None}
    assert "NaN" in found["fid"]["note"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["dcgan", "--metrics", "fdi"], "did you mean 'fid'"),
        (["dcgn", "--metrics", "fid"], "did you mean 'dcgan'"),
        (["dcgan", "-o", "table.png"], ".md"),
        (["dcgan", "--sampler", "gmm"], "has no encoder"),
    ],
)
def test_what_cannot_be_is_one_sentence(root, arguments, words):
    error = said(root, *arguments, code=1).exception
    assert isinstance(error, UserError) and words in str(error)


def test_changed_data_are_refused(root):
    run = runs.find("dcgan", root)
    runs.write_json(run.environment_file, run.environment | {"data_digest": "other"})
    error = said(root, "dcgan", "--metrics", "fid", code=1).exception
    assert "have changed" in str(error)


@pytest.mark.parametrize(
    ("verb", "arguments"),
    [(evaluate_verb, ["real"]), (judge_verb, ["fit"]), (judge_verb, ["show"])],
)
def test_data_that_cannot_be_are_refused_before_tensorflow_starts(verb, arguments, monkeypatch):
    def started(*threads):
        raise AssertionError("TensorFlow was started")

    monkeypatch.setattr("keras_gencmp.training.runtime.start", started)
    result = CliRunner().invoke(verb, [*arguments, "--dataset", "folder:nowhere"])
    assert isinstance(result.exception, UserError) and "nowhere" in str(result.exception)


def test_the_data_of_every_run_are_checked_before_tensorflow_starts(root, monkeypatch):
    steps = []
    monkeypatch.setattr("keras_gencmp.data.check", steps.append)
    monkeypatch.setattr(
        "keras_gencmp.cli.evaluate.start_tensorflow", lambda *_: steps.append("start")
    )
    said(root, "dcgan", "--metrics", "sharpness", "--json")
    assert steps == ["blobs", "start"]


def test_every_score_says_how_it_was_made(root):
    rows = json.loads(said(root, "dcgan", "--metrics", "fid", "--json").stdout)
    digests = {row["protocol"]["digest"] for row in rows}
    assert {row["scores"]["fid"]["protocol"] for row in rows} == digests and len(digests) == 1
    table = runs.read_json(runs.find("dcgan", root).evaluation_file)["prior"]
    (words,) = (table["protocols"][digest] for digest in digests)
    assert "judge blobs-00000000, n 60, seed 0" in words
    assert f"Protocol {digests.pop()}" in said(root, "dcgan", "--metrics", "fid").stdout


def test_a_score_of_an_older_version_of_its_metric_is_computed_again(root, monkeypatch):
    run = runs.find("dcgan", root)
    said(root, "dcgan", "--metrics", "fid,sharpness", "--json")
    table = runs.read_json(run.evaluation_file)
    table["prior"]["scores"]["fid"] |= {"version": 0, "value": 12345.0}
    runs.write_json(run.evaluation_file, table)
    said(root, "dcgan", "--metrics", "fid,sharpness", "--json")
    assert kept(run)["fid"].value != 12345.0 and kept(run)["fid"].version >= 1


def test_a_small_dataset_always_leaves_the_nearest_training_images(root):
    result = said(root, "dcgan", "--metrics", "fid")
    path = runs.find("dcgan", root).figures / "nearest.png"
    assert path.stat().st_size > 0 and str(path) in result.stdout.replace("\n", "")
    path.unlink()
    said(root, "dcgan", "--metrics", "fid")
    assert path.exists()


def test_a_run_that_may_only_be_read_is_scored_without_a_picture(root, monkeypatch):
    path = runs.find("dcgan", root).figures / "nearest.png"
    path.unlink(missing_ok=True)

    def refuse(figure, file):
        raise WriteError(file, OSError(errno.EROFS, os.strerror(errno.EROFS)))

    monkeypatch.setattr("keras_gencmp.evaluation.nearest_images.save", refuse)
    result = said(root, "dcgan", "--metrics", "fid", "--json")
    assert json.loads(result.stdout) and not path.exists()
    assert f"{path.parent} cannot be written: nearest.png is not kept" in result.stderr


def test_too_few_images_are_refused(root, large, monkeypatch):
    few = large._replace(test=blobs(6, 2, 28))
    monkeypatch.setattr("keras_gencmp.data.load", lambda *names, **options: few)
    error = said(root, "real", "--metrics", "fid", code=1).exception
    assert "20 of each are the least" in str(error)


def test_the_judge_of_a_dataset_is_shown_with_its_facts(large, monkeypatch):
    judge = stripe_judge(28)
    judge.__dict__["facts"] = {"classes": list(CLASSES), "epochs": 3}
    monkeypatch.setattr(lookup, "existing", lambda splits: judge)
    result = CliRunner().invoke(judge_verb, ["show", "--dataset", "blobs"])
    assert result.exit_code == 0, result.output
    assert "blobs-00000000" in result.stdout and "nought, one, two" in result.stdout


def test_a_judge_is_fitted_and_stored_where_it_is_asked(large, tmp_path, monkeypatch):
    asked = {}

    def fit(splits, **options):
        asked.update(options)
        return stripe_judge(28)

    monkeypatch.setattr(lookup, "fit", fit)
    path = tmp_path / "judge.npz"
    arguments = ["fit", "--dataset", "blobs", "--epochs", "3", "--seed", "4", "-o", str(path)]
    result = CliRunner().invoke(judge_verb, arguments)
    assert result.exit_code == 0, result.output
    assert asked == {"seed": 4, "epochs": 3, "path": path}
