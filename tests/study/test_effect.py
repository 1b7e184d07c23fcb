"""The effect of a setting: trainings, what is not done twice, and the strips."""

import numpy as np
import pytest
from small import narrow

from keras_gencmp.cli import gencmp
from keras_gencmp.errors import UserError
from keras_gencmp.inspection.strip_of_run import strip
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.recipes import recipe
from keras_gencmp.study import effect
from keras_gencmp.study.compare import variants
from keras_gencmp.study.costs.budget import parse
from keras_gencmp.training import trainer


@pytest.fixture
def models(monkeypatch, tmp_path):
    """A narrow VAE with two latent sizes, drawn eagerly."""
    monkeypatch.setattr(GenerativeModel, "_compiled", lambda model, name: getattr(model, name))
    file = tmp_path / "small.json"
    file.write_text(narrow(recipe.load("vae")).to_json())
    return variants.models((str(file),), ("latent=2,3",))


def train(models, folder, budget="steps=4", said=None):
    tell = (said if said is not None else []).append
    return list(effect.train(models, "blobs", None, parse(budget), folder, tell))


def test_every_value_is_trained_once_for_the_same_budget(models, small, tmp_path, monkeypatch):
    said = []
    runs = train(models, tmp_path / "out", said=said)
    assert [run.recipe.latent for run in runs] == [2, 3]
    assert [run.outcome["steps"] for run in runs] == [4, 4]
    assert len({run.recipe.schedule.seed for run in runs}) == 1
    assert [line.partition(":")[0] for line in said] == ["1 of 2", "2 of 2"]
    monkeypatch.setattr(trainer, "train", None)  # nothing is trained again
    assert [run.directory for run in train(models, tmp_path / "out")] == [
        run.directory for run in runs
    ]
    flat, deep = (strip(run, assembly_load(run), f"latent = {run.recipe.latent}") for run in runs)
    assert flat.plane.shape[0] == 144 and deep.plane is None
    assert [line.label for line in flat.losses] == ["negative ELBO"]
    assert flat.second_name == "KL (nats)" and flat.second[0].x[-1] == 4
    assert flat.samples.shape[0] == 36
    with pytest.raises(UserError, match="holds another training"):
        train(models, tmp_path / "out", "steps=6")


@pytest.mark.parametrize("kind", ["epochs", "images"])
def test_a_step_of_several_batches_counts_all_of_their_images(small, kind):
    plan = narrow(recipe.load("wgan-gp"))
    batches = plan.model.options["discriminator_steps"]
    size = len(small.train.labels) // (2 * batches)  # two steps an epoch
    plan = recipe.override(plan, {"schedule.batch_size": size, "data.dataset": "blobs"})
    amount = {"epochs": 2, "images": 2 * 2 * size * batches}[kind]
    found = effect._scheduled(plan, small, parse(f"{kind}={amount}")).schedule
    assert found.epochs * found.epoch_steps == 4


def test_values_of_data_that_have_changed_are_not_drawn_beside_new_ones(
    models, small, tmp_path, monkeypatch
):
    tell, folder = [].append, tmp_path / "out"
    next(effect.train(models, "blobs", None, parse("steps=4"), folder, tell))
    changed = small._replace(digest="5" * 16)
    monkeypatch.setattr("keras_gencmp.data.load", lambda *names, **options: changed)
    with pytest.raises(UserError, match="of other data: name a new folder with -o"):
        train(models, folder)


def assembly_load(run):
    from keras_gencmp import assembly

    return assembly.load(run)


@pytest.mark.parametrize(("budget", "steps"), [("steps=6", 6), ("images=12", 3), ("epochs=1", 30)])
def test_a_budget_is_steps_images_or_epochs(budget, steps, models, small):
    schedule = effect._scheduled(models[0].plan, small, parse(budget)).schedule
    assert schedule.epochs * schedule.epoch_steps == steps and schedule.evaluate_every == 0


def test_a_budget_that_needs_measuring_is_refused(models, small, tmp_path):
    with pytest.raises(UserError, match="steps, epochs, images"):
        train(models, tmp_path / "out", "flops=1e9")


def call(*arguments):
    from click.testing import CliRunner

    result = CliRunner().invoke(gencmp, ["effect", *arguments], standalone_mode=False)
    if result.exception:
        raise result.exception
    return result.output


@pytest.mark.parametrize(
    ("output", "figure", "folder"),
    [("beta.svg", "beta.svg", "beta"), ("out", "out/effect.png", "out"), (None, None, None)],
)
def test_a_figure_has_its_runs_beside_it(output, figure, folder, models, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("keras_gencmp.training.runtime.start", lambda *threads: None)
    asked = []
    monkeypatch.setattr(effect, "train", lambda *parts: asked.append(parts) or iter(["a", "b"]))
    monkeypatch.setattr("keras_gencmp.assembly.load", lambda run: None)
    monkeypatch.setattr("keras_gencmp.inspection.strip_of_run.strip", fake_strip)
    given = ["-o", output] if output else []
    said = call("latent=2,3", "vae", "--dataset", "digits", "--steps", "7", *given)
    figure, folder = figure or "effect-latent/effect.png", folder or "effect-latent"
    assert said.strip() == figure and (tmp_path / figure).exists()
    found, dataset, _, budget, where, _ = asked[0]
    assert [each.label for each in found] == ["vae latent=2", "vae latent=3"]
    assert (dataset, str(budget), str(where)) == ("digits", "steps=7", folder)


def test_a_folder_of_something_else_is_refused(tmp_path):
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "note").touch()
    with pytest.raises(UserError, match="holds files of something else"):
        call("latent=2,3", "vae", "-o", str(tmp_path / "taken"))
    with pytest.raises(UserError, match="holds files of something else"):
        call("latent=2,3", "vae", "-o", str(tmp_path / "taken.png"))


def fake_strip(run, model, name):
    from keras_gencmp.figures.curves import Series
    from keras_gencmp.figures.strips import Strip

    line = Series("loss", np.arange(2.0), np.arange(2.0))
    return Strip(name, np.zeros((4, 8, 8, 1), np.float32), None, [line], [])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["latent"], "KEY=A,B,C"),
        (["latent=2"], "two values or more"),
        (["latent=2,3", "--steps", "5", "--budget", "steps=5"], "give one of them"),
        (["latent=2,3", "--budget", "hours=5"], "unknown budget"),
        (["latent=2,2"], "named twice"),
        (["beta=1,2", "no-such-recipe"], "no-such-recipe"),
    ],
)
def test_wrong_inputs_are_one_sentence(arguments, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError, match=words):
        call(*arguments)
    assert not list(tmp_path.iterdir())
