"""The images of a run: read from where the user or the run says, and by no code of the run's."""

import pytest

from keras_gencmp import runs
from keras_gencmp.errors import UserError
from keras_gencmp.recipes import recipe
from keras_gencmp.training.data import data_of_run, recorded_directory
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
    ("dataset", "source"), [("folder:/images", "/images"), ("npz:a.npz", "a.npz"), ("mnist", None)]
)
def test_a_path_that_the_run_names_is_said(dataset, source, tmp_path, asked, capsys):
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
