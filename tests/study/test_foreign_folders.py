"""Folders of studies that are damaged, or that somebody else has made."""

import json

import pytest
from study_models import VAE

from keras_gencmp import runs
from keras_gencmp.errors import UserError
from keras_gencmp.recipes import checksums, recipe
from keras_gencmp.runs.run import Run
from keras_gencmp.study import gallery
from keras_gencmp.study.augment import plan as augment_plan
from keras_gencmp.study.augment.plan import Declaration
from keras_gencmp.study.claims import special, studies
from keras_gencmp.study.compare import comparison
from keras_gencmp.study.compare import plan as plans
from keras_gencmp.study.compare.declaration import declared
from keras_gencmp.study.compare.variants import models
from keras_gencmp.study.costs.budget import parse
from keras_gencmp.study.files import read_message, read_numbers
from keras_gencmp.study.own_runs import check_own

PLAN = recipe.load("vae")
CODE = "evil.py:thing"
FOREIGN = {
    "a network": {"networks.decoder.name": CODE},
    "a model": {"model.name": CODE},
    "a reader": {"data.dataset": CODE},
    "a schedule": {"schedule.batch_size": 7},
}


def begun(folder, **changes):
    given = recipe.override(PLAN, changes)
    return Run(runs.start(given, directory=folder / "run", facts={}).directory, trust=True)


@pytest.mark.parametrize("name", FOREIGN)
def test_a_run_of_another_recipe_is_not_taken_for_ones_own(name, tmp_path):
    with pytest.raises(UserError, match="holds another training: name a new folder"):
        check_own(begun(tmp_path, **FOREIGN[name]), PLAN)


def test_what_a_training_completes_does_not_count(tmp_path):
    completed = {"data.dataset": "digits", "data.channels": 1, "summary": "older words"}
    check_own(begun(tmp_path, **completed), PLAN)
    check_own(Run(tmp_path / "nothing"), PLAN)
    own = recipe.override(PLAN, {"data.dataset": CODE, "networks.decoder.name": CODE})
    check_own(Run(runs.start(own, directory=tmp_path / "own", facts={}).directory), own)


def test_links_out_of_a_run_are_refused(tmp_path):
    run = begun(tmp_path)
    (run.directory / "evaluation.json").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UserError, match="is a link to"):
        check_own(run, PLAN)


def declaration():
    return declared(models([VAE]), "blobs", None, 1, parse("steps=2"), ("fid",), 40)


def test_code_in_the_folder_of_a_comparison_is_not_run(small, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "out"
    comparison.compare(declaration(), folder, 1, lambda text: None)
    (tmp_path / "evil.py").write_text("raise SystemExit('it was run')")
    (file,) = folder.glob("runs/*/*/recipe.json")
    whole = file.read_text()
    table = checksums.opened(json.loads(whole))
    table["networks"]["decoder"]["name"] = CODE
    file.write_text(json.dumps(table))
    with pytest.raises(UserError, match="holds another training"):
        comparison.compare(declaration(), folder, 1, lambda text: None)
    file.write_text(whole)
    change(plans.path_of(folder), "runs", "../elsewhere")
    with pytest.raises(UserError, match="names other runs than .*: name a new folder"):
        comparison.compare(declaration(), folder, 1, lambda text: None)


def change(path, key: str, value) -> None:
    """Another value under a dotted key, or none where it is None; without the checksum."""
    table = checksums.opened(json.loads(path.read_text()))
    *above, last = key.split(".")
    place = table
    for each in above:
        place = place[int(each) if each.isdigit() else each]
    if value is None:
        del place[last]
    else:
        place[last] = value
    path.write_text(json.dumps(table))


DAMAGE = {
    "declared": (None, [], {}),
    "declared.models": (None, {}, [{}], ["vae"]),
    "declared.models.0.recipe": ([], "vae"),
    "declared.models.0.label": ("other", 5),
    "declared.seeds": (None, "1", -1),
    "declared.budget": ([], 5),
    "paces": (None, [], {}, {"x": {}}),
    "threads": (None, 0, 10**9, "1"),
    "runs": (None, [], 5),
    "version": (None, 2, "1"),
}


@pytest.mark.parametrize("key", DAMAGE)
def test_a_damaged_plan_is_one_sentence(key, tmp_path):
    (one,) = declaration().models
    cost = {"images": 1, "flops": 1.0, "seconds": 1.0, "processor_seconds": 1.0, "per_epoch": 1}
    pace = plans.from_json({**cost, "parameters": 1})
    plan = plans.Plan(tmp_path, declaration(), {one.label: pace}, 1, tmp_path / "runs")
    for value in DAMAGE[key]:
        plans.write(plan)
        assert plans.existing(tmp_path, declaration(), tmp_path / "runs").threads == 1
        change(plans.path_of(tmp_path), key, value)
        with pytest.raises(UserError, match="plan.json.* name a new folder with -o"):
            plans.read(tmp_path)
        with pytest.raises(UserError):
            plans.existing(tmp_path, declaration(), tmp_path / "runs")


AUGMENT = {
    "declared": (None, [], {}),
    "declared.labels": (None, [0], ["x"], 5),
    "declared.ratios": ([0], ["x"]),
    "declared.later": ([1],),
    "threads": (None, -1, "1"),
    "seconds": (None, []),
}


@pytest.mark.parametrize("key", AUGMENT)
def test_a_damaged_plan_of_an_augmentation_is_one_sentence(key, tmp_path):
    one = Declaration(("conditional-vae",), "digits", None, (4,), (1.0,), 1, 2, 2)
    for value in AUGMENT[key]:
        augment_plan.write(augment_plan.Plan(tmp_path, one, 1, 1.0))
        assert augment_plan.existing(tmp_path, one, "4" * 16).threads == 1
        change(tmp_path / "augment.json", key, value)
        with pytest.raises(UserError, match="augment.json.* name a new folder with -o"):
            augment_plan.existing(tmp_path, one, "4" * 16)


def test_an_augmentation_of_data_that_have_changed_is_not_gone_on_with(tmp_path):
    one = Declaration(("conditional-vae",), "digits", None, (4,), (1.0,), 1, 2, 2)
    augment_plan.write(augment_plan.Plan(tmp_path, one, 1, 1.0, "4" * 16))
    assert augment_plan.existing(tmp_path, one, "4" * 16).digest == "4" * 16
    with pytest.raises(UserError, match="holds a study of other data: name a new folder with -o"):
        augment_plan.existing(tmp_path, one, "5" * 16)


SMALL_FILES = {
    "gallery.json": (gallery.planned, ('{"names": 5}', "[]", "", '{"names": ["vae"]}')),
    "diverged.json": (lambda folder: read_message(folder / "diverged.json"), ("{}", "[", "")),
    "cost.json": (lambda folder: read_numbers(folder / "cost.json"), ('{"peak": "x"}', "[]", "")),
    "augment/results.json": (special.augmentation, ("{}", '{"gains": [{}]}', "")),
    "results/K1.json": (
        lambda folder: studies.publish(folder, folder / "claims.md"),
        ("{}", "[]", "", '{"name": "K1", "decisions": [{}]}'),
    ),
}


@pytest.mark.parametrize("name", SMALL_FILES)
def test_other_damaged_files_are_one_sentence(name, tmp_path):
    read, contents = SMALL_FILES[name]
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    for content in contents:
        path.write_text(content)
        with pytest.raises(UserError, match="delete it") as damage:
            read(tmp_path)
        assert "\n" not in str(damage.value) and str(path) in str(damage.value)
    assert sorted(each.name for each in path.parent.iterdir()) in ([path.name], ["augment.json"])
