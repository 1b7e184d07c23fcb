"""The table beside the literature: its rows can be scored, and the page says what was measured."""

import json
from types import SimpleNamespace

import numpy as np
import pytest
from click.testing import CliRunner
from evaluation_fixtures import few_are_enough, own_cache
from evaluation_runs import large, root, untrained
from scipy.stats import t

from benchmarks import literature, literature_page
from keras_gencmp import runs
from keras_gencmp.assembly import components
from keras_gencmp.evaluation.evaluated_model import ABILITIES
from keras_gencmp.metrics.registry import METRICS
from keras_gencmp.recipes import recipe
from keras_gencmp.recipes.changes import full, label
from keras_gencmp.runs import history

__all__ = ["few_are_enough", "large", "own_cache", "root", "untrained"]
ROWS = {row.name: row for row in literature.every()}


@pytest.mark.parametrize("name", ROWS)
def test_every_row_is_of_a_recipe_that_has_the_score(name):
    row = ROWS[name]
    base, *settings = row.training.split()
    plan = recipe.load(base)
    pairs = dict(text.split("=", 1) for text in settings)
    plan = recipe.override(plan, {full(key, plan): value for key, value in pairs.items()})
    assert label(plan) == row.training
    kind = components.model_class(plan.model.name)
    assert all(ABILITIES[need][0](kind) for need in METRICS[row.metric].needs if need in ABILITIES)
    assert row.score.name == row.column or not row.column
    assert not row.chosen or row.chosen in kind.metric_names


@pytest.fixture
def finished(root):
    """Runs of a GAN, and of a VAE with two seeds, each with an outcome and its seconds."""
    for run in runs.every(root):
        seed = run.recipe.schedule.seed
        outcome = {"epochs": 1, "steps": 2, "seconds": 3.0, "test": {}}
        outcome["last_epoch"] = {"kl": float(seed)}
        runs.write_json(run.metrics_file, outcome)
        timing = history.History(run.timing_file, "epoch")
        timing.append(1, {"seconds": 2.0, "processor_seconds": 10.0 + seed})
        timing.flush()
    return root


def test_runs_are_scored_and_their_mean_is_shown(finished, tmp_path, monkeypatch):
    training = label(next(run.recipe for run in runs.every(finished) if "vae" in run.recipe.name))
    rows = tmp_path / "rows.toml"
    dataset = {run.recipe.data.dataset for run in runs.every(finished)}.pop()
    of_all = f"[all]\ntraining = '{training}'\ndataset = '{dataset}'\nmetric = 'fid'\n"
    rows.write_text(
        f"{of_all}[one]\nchosen = 'kl'\n{of_all[6:]}[none]\n{of_all[6:]}".replace(
            f"[none]\ntraining = '{training}'", "[none]\ntraining = 'infogan'"
        )
    )
    monkeypatch.setattr(literature, "FILE", rows)
    file, page = tmp_path / "rows.json", tmp_path / "page.md"
    words = ["--root", finished, "--json", file, "-o", page, "--n", 60]
    found = CliRunner().invoke(literature.main, list(map(str, words)), catch_exceptions=False)
    assert found.exit_code == 0 and "none: no finished run of infogan" in found.output
    both, one = json.loads(file.read_text())["literature"]
    assert both["seeds"] == [0, 1] and both["seconds"] == 10.5 and one["seeds"] == [1]
    assert one["scores"] == both["scores"][1:]
    for run, score in zip(runs.every(finished)[1:], both["scores"], strict=True):
        kept = json.loads(run.evaluation_file.read_text())["prior"]["scores"]
        assert score["value"] == kept["fid"]["value"]
    assert "--seed 1" in both["commands"][1] and "--seed" not in both["commands"][0]
    assert "not measured yet: none." in page.read_text()
    before = page.read_text()
    CliRunner().invoke(literature.main, [*map(str, words), "--only-page"], catch_exceptions=False)
    assert page.read_text() == before


def run(dataset, seed, name="vae"):
    changes = {"data.dataset": dataset, "schedule.seed": seed}
    return SimpleNamespace(name=name, recipe=recipe.override(recipe.load("vae"), changes))


def test_runs_of_other_data_are_no_members_and_of_equal_trainings_one_counts():
    wanted = literature.Row("a", "vae", "fid")
    assert literature.same(run("mnist", 1), wanted)
    assert not literature.same(run("fashion_mnist", 1), wanted)
    several = [run("mnist", 1, "first"), run("mnist", 0), run("mnist", 1, "again")]
    assert [each.name for each in literature.chosen(several, "")] == ["vae", "again"]


def test_nothing_is_chosen_out_of_one_run():
    assert literature.chosen([run("mnist", 0)], "kl") == []


def test_rows_whose_runs_are_elsewhere_are_kept_in_the_declared_order(tmp_path):
    file = tmp_path / "rows.json"
    first, second, *others = ROWS
    runs.write_json(file, {"literature": [{"name": second}, {"name": first}, {"name": "gone"}]})
    rows = literature.with_kept({second: {"name": second, "seeds": [1]}}, file)
    assert rows == [{"name": first}, {"name": second, "seeds": [1]}]
    assert literature.missing(rows) == others


def row(values, **changes):
    """A row as the file holds it."""
    scores = [{"value": v, "low": v - 0.02, "high": v + 0.02, "note": ""} for v in values]
    kept = {"name": "a", "training": "infogan", "metric": "classification", "chosen": ""}
    kept |= {"column": "", "published": "5 %", "error": False, "head": "classification"}
    kept |= {"images": 10_000, "scores": scores, "real": None, "seconds": 600.4, "epochs": 20}
    return {**kept, "commands": ["gencmp train infogan"] * len(scores), **changes}


def test_a_mean_over_seeds_has_students_interval():
    values = [0.9, 0.8, 0.94]
    margin = t.ppf(0.975, 2) * np.std(values, ddof=1) / 3**0.5
    assert literature_page.level(row(values)) == f"{np.mean(values):.2f} ± {margin:.2f}"


def test_errors_are_in_percent_with_their_median():
    values = [0.9, 0.8, 0.94]
    assert literature_page.level(row(values, error=True)).endswith(" % (median 10 %)")
    assert literature_page.level(row([0.9], error=True)) == "10.0 ± 2.0 %"


def test_the_median_of_an_even_number_of_seeds_is_between_the_two_in_the_middle():
    four = literature_page.level(row([0.9, 0.8, 0.94, 0.86], error=True))
    assert four.endswith(" % (median 12 %)")


def test_fid_stands_beside_that_of_real_images():
    fid = row([6.0], metric="fid", real=1.5)
    assert literature_page.level(fid) == "6.000 ± 0.020 ×4.0"


def test_the_page_names_commands_and_papers():
    found = {"command": "bin/benchmark literature", "machine": {"cores": 2}}
    page = literature_page.written({**found, "literature": [row([0.9, 0.8], chosen="kl")]})
    assert "| `infogan`, the seed chosen without labels | classification | 0.85" in page
    assert "| 2 | 20 | 600 | 5 % |" in page and "- 0.9: `gencmp train infogan`" in page
