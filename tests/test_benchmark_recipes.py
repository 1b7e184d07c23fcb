"""Scores of recipes: measured from runs, and written into the headers of the recipes' files."""

import json
import shutil
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner
from evaluation_fixtures import few_are_enough, own_cache
from evaluation_runs import large, root, untrained

from benchmarks import recipes
from keras_gencmp import runs
from keras_gencmp.recipes import recipe
from keras_gencmp.runs import history

__all__ = ["few_are_enough", "large", "own_cache", "root", "untrained"]
FOLDER = Path(recipe.__file__).parent
MEASURED = json.loads(recipes.FILE.read_text())["recipes"] if recipes.FILE.exists() else []


def row(**changes):
    fid = {"value": 7.78, "margin": 0.79, "real": 1.164}
    made = {"name": "dcgan", "dataset": "mnist", "seed": 0, "epochs": 20, "seconds": 533.6}
    return {**made, "scores": {"fid": fid}, **changes}


def test_a_header_says_what_was_measured_and_by_which_commands():
    nll = {"value": 84.45, "margin": 0.45, "real": None}
    text = recipes.header(row(scores={**row()["scores"], "nll": nll})).replace("\n# ", " ")
    assert text.startswith("# Measured on mnist, seed 0: FID 7.78 ± 0.79 (real images 1.16), ")
    assert "NLL_K, nats 84.45 ± 0.45; 20 epochs, 534 processor seconds of one x86-64 core" in text
    assert text.endswith("`gencmp evaluate dcgan --metrics fid,nll`.\n")


def test_a_header_is_replaced_and_the_recipe_stays_the_same(tmp_path):
    path = tmp_path / "dcgan.toml"
    path.write_text((FOLDER / "dcgan.toml").read_text())
    recipes.write_headers([row(epochs=3)], tmp_path)
    recipes.write_headers([row()], tmp_path)
    text = path.read_text()
    assert text.count("Measured on mnist") == 1 and recipes.header(row()) + "summary" in text
    assert tomllib.loads(text) == tomllib.loads((FOLDER / "dcgan.toml").read_text())


@pytest.mark.parametrize("measured", MEASURED, ids=lambda row: row["name"])
def test_the_headers_are_of_the_file_of_results(measured):
    text = (FOLDER / f"{measured['name']}.toml").read_text(encoding="utf-8")
    assert recipes.header(measured) + "summary" in text


def test_runs_of_recipes_as_they_are_are_scored(root, tmp_path, monkeypatch):
    (folder,) = (run.directory for run in runs.every(root) if run.recipe.name == "dcgan")
    run = runs.Run(folder)
    runs.write_json(
        run.metrics_file,
        {"epochs": 1, "steps": 2, "seconds": 3.0, "last_epoch": {}, "test": {}},
    )
    timing = history.History(run.timing_file, "epoch")
    timing.append(1, {"seconds": 2.0, "processor_seconds": 10.0})
    timing.flush()
    monkeypatch.setattr(recipes, "FILE", tmp_path / "recipes.json")
    as_it_is = recipe.load_from_run(run.recipe_file, run.name)  # narrow
    varied = run.directory.parent / "varied"
    shutil.copytree(run.directory, varied)
    other = recipe.override(as_it_is, {"schedule.seed": 5})
    runs.write_json(varied / "recipe.json", other.to_dict())
    monkeypatch.setattr(recipes, "changes", lambda plan: {} if plan == as_it_is else {"a": 1})
    written = []
    monkeypatch.setattr(recipes, "write_headers", written.extend)
    words = ["--root", str(root), "--n", "60"]
    found = CliRunner().invoke(recipes.main, words, catch_exceptions=False)
    assert found.exit_code == 0, found.output
    (kept,) = json.loads(recipes.FILE.read_text())["recipes"]
    assert written == [kept] and kept["seconds"] == 10.0 and set(kept["scores"]) == {"fid"}


def test_a_folder_without_runs_is_refused(tmp_path):
    found = CliRunner().invoke(recipes.main, ["--root", str(tmp_path)])
    assert found.exit_code == 2 and "holds no finished run" in found.output
