"""The images of a run: read from where the user or the run says, and by no code of the run's."""

import pytest

from keras_gencmp import runs
from keras_gencmp.errors import UserError
from keras_gencmp.recipes import recipe
from keras_gencmp.training.data import completed, data_of_run, recorded_directory
from keras_gencmp.training.trust import needs_trust


@pytest.fixture
def asked(monkeypatch):
    """The datasets and folders that are asked for, in place of any dataset."""
    calls = []
    monkeypatch.setattr(
        "keras_gencmp.data.load", lambda name, data_dir, **options: calls.append((name, data_dir))
    )
    return calls


def run_on(folder, dataset, data_dir=None):
    plan = recipe.override(recipe.load("vae"), {"data.dataset": dataset})
    run = runs.start(plan, folder)
    runs.write_json(run.environment_file, {"data_dir": data_dir and str(data_dir)})
    return runs.find("vae", folder)


@pytest.mark.parametrize("reader", ["helper:read", "helper.py:read", "my.module:read"])
def test_a_reader_outside_the_package_needs_trust(reader, tmp_path, asked):
    run = run_on(tmp_path, reader)
    with pytest.raises(UserError, match=f"the run {run.name} would load .*'{reader}'.*--trust"):
        data_of_run(run)
    assert not asked and needs_trust(run.recipe)
    data_of_run(runs.find("vae", tmp_path, trust=True))
    assert asked == [(reader, None)]


@pytest.mark.parametrize(
    ("dataset", "source"), [("folder:images", "images"), ("npz:a.npz", "a.npz"), ("mnist", None)]
)
def test_a_path_that_the_run_names_is_said(dataset, source, tmp_path, asked, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "images").mkdir()
    (tmp_path / "a.npz").touch()
    run = run_on(tmp_path, dataset)
    data_of_run(run)
    said = f"reading the images of {run.name} from {source}\n" if source else ""
    assert capsys.readouterr().err == said and asked == [(dataset, None)]
    assert not needs_trust(run.recipe)


def test_a_recorded_folder_is_read_where_it_holds_the_dataset(tmp_path, asked, capsys):
    prepared = tmp_path / "tfds"
    run = run_on(tmp_path, "emnist/digits:3.1.0", prepared)
    assert recorded_directory(run) is None  # nothing is fetched into it
    (prepared / "emnist").mkdir(parents=True)
    assert recorded_directory(run) == str(prepared)
    data_of_run(run)
    assert f"from {prepared}" in capsys.readouterr().err
    data_of_run(run, "mine")
    assert capsys.readouterr().err == ""
    assert asked == [("emnist/digits:3.1.0", str(prepared)), ("emnist/digits:3.1.0", "mine")]


def test_data_that_have_moved_are_named_anew_and_read_with_the_same_options(tmp_path, asked):
    run = run_on(tmp_path, f"folder:{tmp_path}/old?fit=crop")
    with pytest.raises(UserError, match="no longer at .*/old.*--dataset folder:PATH"):
        data_of_run(run)
    data_of_run(run, dataset="folder:new")
    data_of_run(run, dataset="folder:new?fit=pad")
    assert asked == [("folder:new?fit=crop", None), ("folder:new?fit=pad", None)]


def test_other_data_than_the_run_s_are_refused(tmp_path, few_images):
    run = run_on(tmp_path, "digits")
    for digest, right in ((few_images.digest, True), ("f" * 16, False)):
        runs.write_json(run.environment_file, {"data_digest": digest})
        found = runs.find("vae", tmp_path)
        if right:
            assert data_of_run(found, dataset="mnist") is few_images
        else:
            with pytest.raises(UserError, match="have changed since it began"):
                data_of_run(found, dataset="mnist")


def test_colour_classes_and_the_place_of_the_data_are_kept_in_the_recipe(few_images):
    plan = completed(recipe.load("vae"), few_images._replace(name="folder:/here"))
    assert (plan.data.dataset, plan.data.channels, plan.data.classes) == ("folder:/here", 1, 10)
