"""The trainings of a gallery: every recipe as it stands, resumed, never twice."""

import pytest
from click.testing import CliRunner
from small import narrow

from keras_gencmp.cli import gencmp
from keras_gencmp.errors import Diverged, UserError
from keras_gencmp.recipes import recipe
from keras_gencmp.reports import gallery_page
from keras_gencmp.study import gallery

NAMES = ["vae", "gan"]


def short(plan, dataset):
    changes = {"data.dataset": dataset, "schedule.epochs": 2, "schedule.batch_size": 40}
    return recipe.override(narrow(plan), changes)


@pytest.fixture
def trained(small, monkeypatch, tmp_path):
    """Train short forms of recipes; what was said, and the runs."""
    monkeypatch.setattr(gallery, "with_dataset", short)

    def train(names=NAMES, dataset="digits"):
        said = []
        return said, gallery.train_all(names, dataset, None, tmp_path, 1, said.append)

    return train


def test_every_recipe_is_trained_once_and_the_page_shows_it(trained, tmp_path):
    said, runs = trained()
    assert [run.name for run in runs] == ["vae/gallery", "gan/gallery"]
    assert said[0].startswith("2 trainings, about ")
    written = [run.metrics_file.stat().st_mtime_ns for run in runs]
    said, again = trained()
    assert said == ["all trainings are done"]
    assert [run.metrics_file.stat().st_mtime_ns for run in again] == written
    page = gallery_page.write(tmp_path / "page.md", tmp_path)[0].read_text()
    assert "`gencmp train vae` on blobs: 2 epochs" in page and "`gencmp train gan`" in page


def test_a_training_that_was_stopped_goes_on(trained, monkeypatch):
    def stopped(*args):
        raise KeyboardInterrupt

    complete = gallery.trainer.complete
    monkeypatch.setattr(gallery.trainer, "complete", stopped)
    with pytest.raises(KeyboardInterrupt):
        trained(["vae"])
    monkeypatch.setattr(gallery.trainer, "complete", complete)
    begun = []
    monkeypatch.setattr(gallery.trainer, "train", begun.append)
    _, runs = trained(["vae"])
    assert runs[0].finished and not begun


def test_another_training_in_its_place_is_named_and_kept(trained, monkeypatch):
    _, runs = trained(["vae"])
    monkeypatch.setattr(gallery, "with_dataset", lambda plan, dataset: plan)
    with pytest.raises(UserError, match=r"vae.gallery is a run of another vae or of other data"):
        trained(["vae"])
    assert runs[0].finished


def test_a_training_of_data_that_have_changed_is_named_and_kept(trained, small, monkeypatch):
    _, runs = trained(["vae"])
    changed = small._replace(digest="5" * 16)
    monkeypatch.setattr("keras_gencmp.data.load", lambda *names, **options: changed)
    with pytest.raises(UserError, match=r"vae.gallery is a run of another vae or of other data"):
        trained(NAMES)
    assert runs[0].finished and not runs[0].directory.parent.with_name("gan").exists()


def test_a_recipe_that_diverges_is_named_and_the_others_are_trained(trained, monkeypatch):
    begin = gallery.trainer.train

    def train(plan, **options):
        if plan.name == "vae":
            raise Diverged("the loss is not finite")
        return begin(plan, **options)

    monkeypatch.setattr(gallery.trainer, "train", train)
    said, runs = trained()
    assert [run.recipe.name for run in runs] == ["gan"]
    assert said[1] == "vae has no entry: the loss is not finite"


def test_recipes_are_named_for_a_training_alone():
    result = CliRunner().invoke(gencmp, ["gallery", "dcgan"])
    assert "recipes are named with --train alone" in str(result.exception)
    assert isinstance(result.exception, UserError)
