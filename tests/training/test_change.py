"""Changes of a run under way, more epochs or other optimizers, and weights to begin with."""

import numpy as np
import pytest
from small import narrow

from keras_gencmp import assembly, runs
from keras_gencmp.cli import gencmp
from keras_gencmp.errors import UserError
from keras_gencmp.models.data_start import last_bias
from keras_gencmp.optimizers.registry import OWN_SCHEDULE, SCHEDULES
from keras_gencmp.recipes import recipe
from keras_gencmp.runs import checkpoint
from keras_gencmp.training import trainer
from keras_gencmp.training.change import OVER_FRACTIONS, change, depends_on_end
from keras_gencmp.training.restoring import learning_rates, restore

pytestmark = pytest.mark.usefixtures("quick")

RATE = "optimizers.generator.learning_rate"


def plan_of(epochs, name="gan", **changes):
    dotted = {key.replace("__", "."): value for key, value in changes.items()}
    steps = {"schedule.epochs": epochs, "schedule.epoch_steps": 2, "data.dataset": "digits"}
    return recipe.override(narrow(recipe.load(name)), steps | dotted)


def trained(epochs, folder, **changes):
    return trainer.train(plan_of(epochs, **changes), directory=folder)


def again(run):
    """The run as a new process finds it."""
    return runs.find(str(run.directory))


def test_a_longer_training_equals_one_that_was_planned_longer_bit_for_bit(tmp_path):
    long, short = trained(3, tmp_path / "long"), trained(2, tmp_path / "short")
    longer = trainer.resume(change(again(short), {"schedule.epochs": 3}))
    one, two = (checkpoint.read(run.checkpoint_file) for run in (long, longer))
    assert one.keys() == two.keys()
    for name in one:
        np.testing.assert_array_equal(one[name], two[name], name)
    assert long.history_file.read_bytes() == longer.history_file.read_bytes()
    assert longer.recipe.to_dict() == long.recipe.to_dict() and longer.finished


def test_another_learning_rate_counts_from_the_next_step_and_is_kept(tmp_path, capsys):
    run = trained(1, tmp_path / "run")
    before = run.recipe.optimizers["generator"].options["learning_rate"]
    changed = change(again(run), {"schedule.epochs": 2, RATE: 1e-7})
    assert f"changed {RATE}: {before} -> 1e-07" in capsys.readouterr().err
    weights = {n: a for n, a in checkpoint.read(run.checkpoint_file).items() if "generator/" in n}
    after = checkpoint.read(trainer.resume(changed).checkpoint_file)
    trainable = [name for name in weights if weights[name].ndim > 1]
    assert max(np.abs(after[name] - weights[name]).max() for name in trainable) < 1e-5
    kept = runs.read_json(again(run).changes_file)["changes"]
    assert {"key": RATE, "before": before, "after": 1e-7} in kept
    assert f"changed {RATE}" in run.log_file.read_text()


REFUSED = [
    ({"latent": 3}, "latent cannot change"),
    ({"data.dataset": "mnist"}, "train a new run"),
    ({"optimizers.generator.name": "sgd"}, "cannot change"),
    ({"schedule.epochs": 1}, "has been trained for 2 epochs"),
]


def test_what_needs_another_run_is_refused_and_changes_nothing(tmp_path, monkeypatch):
    run = trained(2, tmp_path / "run")
    for changes, words in REFUSED:
        with pytest.raises(UserError, match=words):
            change(again(run), changes)
        with pytest.raises(UserError, match=words):
            trainer.resume(again(run), changes=changes)
    monkeypatch.setattr(trainer, "data_of_run", other_data)
    with pytest.raises(UserError, match="other data"):
        trainer.resume(again(run), changes={"schedule.epochs": 3})
    assert again(run).finished and not run.changes_file.exists()


def test_a_damaged_outcome_is_written_anew(tmp_path):
    run = trained(1, tmp_path / "run")
    end = {key: value for key, value in run.outcome.items() if key != "seconds"}
    run.metrics_file.write_text("damaged")
    assert not again(run).is_whole
    assert end.items() <= trainer.resume(again(run)).outcome.items()


def other_data(*arguments):
    raise UserError("other data")


def test_an_end_that_a_training_has_passed_is_refused_though_it_is_unfinished(tmp_path):
    run = trained(2, tmp_path / "run")
    run.metrics_file.unlink()  # as if it had been stopped before its end
    with pytest.raises(UserError, match="has been trained for 2 epochs"):
        change(again(run), {"schedule.epochs": 1})
    runs.write_json(run.recipe_file, plan_of(1).to_dict() | {"data": run.recipe.to_dict()["data"]})
    with pytest.raises(UserError, match="4 steps of 2 an epoch: give --epochs 2 or more"):
        trainer.resume(again(run))


def test_a_change_that_was_killed_after_its_record_is_recorded_once(tmp_path, monkeypatch):
    run = trained(1, tmp_path / "run")

    def killed(*arguments):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(runs, "write_json", killed_at_the_recipe(killed))
        with pytest.raises(SystemExit):
            change(again(run), {"schedule.epochs": 2})
    change(again(run), {"schedule.epochs": 2})
    assert len(runs.read_json(run.changes_file)["changes"]) == 1
    run.changes_file.write_text('{"changes": 5}')
    with pytest.raises(UserError, match="changes.json is damaged: .* delete it to go on"):
        change(again(run), {"schedule.epochs": 3})


def killed_at_the_recipe(killed):
    write = runs.write_json
    return lambda path, table: killed() if path.name == "recipe.json" else write(path, table)


def test_a_schedule_over_fractions_of_the_training_depends_on_its_end(tmp_path, capsys):
    rate = {"name": "linear", "initial": 1e-3, "start": 0.5, "final": 1e-5}
    run = trained(1, tmp_path / "run", optimizers__generator__learning_rate=rate)
    assert depends_on_end(run.recipe) and not depends_on_end(plan_of(1))
    change(again(run), {"schedule.epochs": 2})
    assert "depends on the end of the training" in capsys.readouterr().err


def test_fine_tuning_begins_with_the_weights_of_a_run(tmp_path):
    first = trained(2, tmp_path / "first")
    tuned = trainer.train(
        plan_of(1, optimizers__generator__learning_rate=1e-8),
        directory=tmp_path / "tuned",
        init=first,
    )
    one, two = (checkpoint.read(run.checkpoint_file) for run in (first, tuned))
    moved = [n for n in one if n.startswith("generator/") and one[n].ndim > 1]
    assert moved and max(np.abs(one[name] - two[name]).max() for name in moved) < 1e-6
    assert tuned.environment["init"] == first.name and int(two["clock"]) == 2


@pytest.mark.parametrize("killed", [False, True], ids=["trained", "killed before its first step"])
def test_what_a_model_takes_from_images_gives_way_to_the_weights_of_a_run(
    tmp_path, monkeypatch, killed
):
    first = trainer.train(plan_of(1, "vae-burda"), directory=tmp_path / "first")
    plan = plan_of(1, "vae-burda", optimizers__autoencoder__learning_rate=1e-12)

    def begin():
        return trainer.train(plan, directory=tmp_path / "tuned", init=first)

    if killed:
        with monkeypatch.context() as patch:
            patch.setattr(trainer, "complete", stopped)
            with pytest.raises(SystemExit):
                begin()
        tuned = trainer.resume(runs.find(str(tmp_path / "tuned")))
    else:
        tuned = begin()
    bias = last_bias(assembly.load(first).decoder).numpy()
    np.testing.assert_allclose(last_bias(assembly.load(tuned).decoder), bias, atol=1e-6)


def stopped(*arguments):
    raise SystemExit


REFUSED_LABELS = {"model__labels": 7}, {"model__label_draw": 99}


@pytest.mark.parametrize("options", REFUSED_LABELS, ids=["count", "draw"])
def test_labels_that_the_images_do_not_have_are_refused_before_a_run_begins(tmp_path, options):
    with pytest.raises(UserError, match="equally many of 10 classes"):
        trainer.train(plan_of(1, "semi-supervised-gan", **options), directory=tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_other_networks_cannot_be_begun_with(tmp_path):
    first = trained(1, tmp_path / "first")
    with pytest.raises(UserError, match="has other shapes"):
        trainer.train(plan_of(1, latent=7), directory=tmp_path / "tuned", init=first)
    assert not (tmp_path / "tuned").exists()


def test_event_files_are_read_by_tensorboard(tmp_path):
    pytest.importorskip("tensorboard", reason="install keras-gencmp[tensorboard] to test it")
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    run = trainer.train(plan_of(2), directory=tmp_path / "run", tensorboard=True)
    events = EventAccumulator(str(run.tensorboard), {"tensors": 0})
    events.Reload()
    tags = events.Tags()["tensors"]
    assert {"loss/generator_loss", "loss/discriminator_loss"} <= set(tags)
    assert [event.step for event in events.Tensors("loss/generator_loss")] == [1, 2]


def test_without_tensorboard_the_option_is_refused_before_work(tmp_path, monkeypatch):
    monkeypatch.setattr("keras_gencmp.training.callbacks.tensorboard.find_spec", lambda name: None)
    with pytest.raises(UserError, match=r"keras-gencmp\[tensorboard\]"):
        trainer.train(plan_of(1), directory=tmp_path / "run", tensorboard=True)
    assert not (tmp_path / "run").exists()


def test_without_tensorboard_a_run_that_writes_for_it_does_not_go_on(tmp_path, monkeypatch):
    run = trained(1, tmp_path / "run")
    runs.write_json(run.environment_file, {**run.environment, "tensorboard": True})
    monkeypatch.setattr("keras_gencmp.training.callbacks.tensorboard.find_spec", lambda name: None)
    monkeypatch.setattr(trainer, "data_of_run", None)
    with pytest.raises(UserError, match=r"keras-gencmp\[tensorboard\]"):
        trainer.resume(again(run), changes={"schedule.epochs": 2})


def test_a_folder_in_use_is_refused_before_anything_is_loaded(tmp_path, monkeypatch):
    (tmp_path / "notes.txt").touch()
    monkeypatch.setattr(trainer, "load_data", None)
    with pytest.raises(UserError, match="is not empty: name a new folder for the run"):
        trained(1, tmp_path)
    with pytest.raises(UserError, match="is a file: name a new folder for the run"):
        trained(1, tmp_path / "notes.txt")
    monkeypatch.setattr("keras_gencmp.cli.train.start_tensorflow", None)
    with pytest.raises(UserError, match="is not empty"):
        gencmp(["train", "vae", "--run-dir", str(tmp_path)], standalone_mode=False)


def state(run):
    """Everything that a change may touch, by its file."""
    files = run.recipe_file, run.metrics_file, run.changes_file, run.checkpoint_file
    return {file.name: file.read_bytes() for file in files if file.exists()}


@pytest.mark.parametrize("name", ["timing.csv", "iterations.csv", "history.csv"])
@pytest.mark.parametrize("changes", [{}, {"schedule.epochs": 3}], ids=["damaged", "longer"])
def test_a_damaged_table_stops_a_finished_run_before_anything_is_changed(tmp_path, name, changes):
    run = trained(1, tmp_path / "run")
    if not changes:  # as what was interrupted and damaged goes on without any
        run.checkpoint_file.write_bytes(b"damaged")
    (run.directory / name).write_text("damaged")
    before = state(run)
    with pytest.raises(UserError, match=f"{name} is missing or damaged"):
        trainer.resume(again(run), changes=changes)
    assert state(run) == before


@pytest.mark.parametrize("name", ["timing.csv", "history.csv"])
def test_a_missing_table_stops_a_finished_run_before_anything_is_changed(tmp_path, name):
    run = trained(1, tmp_path / "run")
    (run.directory / name).unlink()
    before = state(run)
    with pytest.raises(UserError, match=f"{name} lacks the rows up to epoch 1"):
        trainer.resume(again(run), changes={"schedule.epochs": 3})
    assert state(run) == before


def test_an_end_within_the_epoch_that_a_run_was_stopped_in_changes_nothing(tmp_path):
    run = trained(3, tmp_path / "run")
    run.metrics_file.unlink()  # as if it had been stopped in its third epoch
    lines = run.history_file.read_text().splitlines(keepends=True)
    run.history_file.write_text("".join(lines[:3]))
    before = state(run)
    with pytest.raises(UserError, match="6 steps of 2 an epoch: give --epochs 3 or more"):
        trainer.resume(again(run), changes={"schedule.epochs": 2})
    assert state(run) == before


def test_a_rate_of_mixed_precision_changes_too_and_the_checkpoint_before_does_not_bring_it_back(
    tmp_path,
):
    run = trained(1, tmp_path / "run", schedule__precision="mixed_float16")
    found = again(trainer.resume(again(run), changes={"schedule.epochs": 2, RATE: 1e-7}))
    for file in (found.checkpoint_file, found.previous_file):
        found.checkpoint_file.write_bytes(file.read_bytes())
        model = assembly.assemble(found.recipe)
        restore(found, model)
        usual = found.recipe.optimizers["discriminator"].options["learning_rate"]
        rates = [float(rate.numpy()) for rate in learning_rates(model)]
        assert sorted(rates) == pytest.approx(sorted([1e-7, usual]))


def test_every_schedule_over_fractions_is_known_to_depend_on_the_end():
    names = {row.name for row in SCHEDULES.values() if row.path.startswith(OWN_SCHEDULE)}
    assert names == set(OVER_FRACTIONS)
    assert all(depends_on_end(recipe.load(name)) for name in ("hvae", "vae-best-mlp", "vae-burda"))
    assert not depends_on_end(recipe.load("dcgan"))


def test_another_number_of_threads_is_said(tmp_path, capsys):
    run = trained(1, tmp_path / "run")
    threads = run.environment["threads"] + 1
    runs.write_json(run.environment_file, {**run.environment, "threads": threads})
    trainer.resume(again(run), changes={"schedule.epochs": 2})
    assert f"it began with {threads} threads and goes on with" in capsys.readouterr().err
