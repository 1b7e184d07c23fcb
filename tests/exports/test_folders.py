"""Folders of exports, which have the names of runs."""

import pytest

from keras_gencmp import runs
from keras_gencmp.cli.sample import sample
from keras_gencmp.errors import UserError
from keras_gencmp.exports.folders import is_export
from keras_gencmp.recipes import recipe


@pytest.mark.parametrize("name", ["latest", "dcgan", "mine"])
def test_a_folder_called_as_a_run_is_not_the_export_of_one(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    own = recipe.override(recipe.load("dcgan"), {"name": "mine"})
    runs.start(own, tmp_path / "runs")
    (tmp_path / name).mkdir()
    assert not is_export(name)
    assert is_export("mine", tmp_path / "other") == (name == "mine")
    (tmp_path / name / "saved_model.pb").touch()
    assert is_export(name)


def test_a_folder_of_the_name_latest_does_not_hide_the_latest_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "latest").mkdir()
    with pytest.raises(UserError, match="no run 'latest' under elsewhere"):
        sample.main(["latest", "--root", "elsewhere"], standalone_mode=False)
