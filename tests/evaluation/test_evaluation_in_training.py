"""Trainings that are evaluated: best state, stop, alarms, and bits that stay the same."""

import shutil

import numpy as np
import pytest
from click.testing import CliRunner
from evaluation_blobs import CLASSES, blobs, stripe_judge
from small import narrow

from keras_gencmp import __main__, assembly, runs
from keras_gencmp.cli.resume import resume as resume_verb
from keras_gencmp.data import Splits
from keras_gencmp.errors import Interrupted, UserError
from keras_gencmp.evaluation.validation import Validator
from keras_gencmp.judge import lookup
from keras_gencmp.recipes import recipe
from keras_gencmp.runs import checkpoint, history, quality
from keras_gencmp.runs.quality import SUBSET
from keras_gencmp.training import trainer
from keras_gencmp.training.callbacks.alarms import AlarmCallback
from keras_gencmp.training.change import change

SPLITS = Splits(*(blobs(80, 0, 28), blobs(40, 1, 28), blobs(40, 2, 28)), CLASSES, "4" * 16, "blobs")
STEPS = 2  # an epoch


@pytest.fixture(autouse=True, scope="module")
def small_world():
    """Small images and their judge in place of any dataset, and no pictures at the end."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("keras_gencmp.data.load", lambda *names, **options: SPLITS)
        patch.setattr("keras_gencmp.training.runtime.start", lambda *threads: None)
        patch.setattr(lookup, "for_data", lambda splits: stripe_judge(28))
        patch.setattr("keras_gencmp.training.finish.draw_all", lambda *parts: ())
        yield


def plan(name="vae", **schedule):
    keys = {f"schedule.{key}": value for key, value in schedule.items()}
    return recipe.override(narrow(recipe.load(name)), {"schedule.batch_size": 40, **keys})


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    """A run evaluated every second epoch of five, and the states that it saved as its last."""
    states, save = {}, assembly.save
    with pytest.MonkeyPatch.context() as patch:

        def kept(model, path):
            save(model, path)
            if path.name == "checkpoint.npz":
                states[int(model.clock.numpy())] = checkpoint.read(path)

        patch.setattr(assembly, "save", kept)
        run = trainer.train(plan(epochs=5, evaluate_every=2), tmp_path_factory.mktemp("watched"))
    return run, states


def equal(one, two):
    assert one.keys() == two.keys()
    for name in one:
        np.testing.assert_array_equal(one[name], two[name], name)


def test_an_evaluation_is_a_row_every_few_epochs_and_after_the_last(watched):
    run, _ = watched
    rows = history.read(run.quality_file)
    assert [row["epoch"] for row in rows] == [2, 4, 5]
    assert all(np.isfinite(row["kid"]) and row["kid_error"] > 0 for row in rows)
    assert all(sum(row[f"count_{name}"] for name in CLASSES) == 40 for row in rows)
    assert sum("KID" in line for line in run.log_file.read_text().splitlines()) == 3


def test_the_best_state_is_that_of_the_named_epoch(watched):
    run, states = watched
    end = runs.read_json(run.metrics_file)
    rows = {row["epoch"]: row["kid"] for row in history.read(run.quality_file)}
    assert rows[end["best_epoch"]] == min(rows.values()) == end["best_kid"]
    equal(checkpoint.read(run.best_file), states[STEPS * end["best_epoch"]])


def test_seconds_of_evaluation_are_told_apart(watched):
    run, _ = watched
    rows = history.read(run.timing_file)
    assert [row["evaluation_seconds"] > 0 for row in rows] == [False, True, False, True, True]
    end = runs.read_json(run.metrics_file)
    assert end["seconds"] == pytest.approx(sum(row["seconds"] for row in rows), abs=0.1)
    assert end["evaluation"]["images"] == 40 and end["evaluation"]["judge"] == "blobs-00000000"


def test_evaluations_leave_no_trace_in_the_training(watched, tmp_path):
    run, _ = watched
    other = trainer.train(plan(epochs=5), tmp_path)
    assert other.history_file.read_bytes() == run.history_file.read_bytes()
    equal(checkpoint.read(other.checkpoint_file), checkpoint.read(run.checkpoint_file))
    assert not other.quality_file.exists() and not other.best_file.exists()
    end = runs.read_json(other.metrics_file)
    assert end["alarms"] == [] and "best_epoch" not in end


@pytest.mark.parametrize(("every", "said"), [(2, True), (5, False)])
def test_an_evaluation_of_the_end_that_lies_behind_is_said(watched, every, said, tmp_path, capsys):
    shutil.copytree(watched[0].directory, tmp_path / "run")
    change(runs.Run(tmp_path / "run"), {"schedule.epochs": 10, "schedule.evaluate_every": every})
    words = "evaluated after epoch 5, its end so far, as a run planned for 10 is not"
    assert (words in " ".join(capsys.readouterr().err.split())) == said


# Scores by epoch: the best is that of the second, and from the third on only one class is drawn.
KIDS = [5.0, 3.0, 3.2, 3.1, 1.0]


def scripted(validator, model):
    epoch = int(model.clock.numpy()) // STEPS
    counts = {"count_nought": 40.0, "count_one": 0.0, "count_two": 0.0}
    return {
        "kid": KIDS[epoch - 1],
        "kid_error": 0.1,
        "diversity": 1.0,
        "class_entropy": 1.1 if epoch < 3 else 0.0,
        "real_class_entropy": 1.1,
        "classes_drawn": 3.0 if epoch < 3 else 1.0,
        **counts,
        f"{SUBSET}1": KIDS[epoch - 1] - 1,
        f"{SUBSET}2": KIDS[epoch - 1] + 1,
    }


STOPPING = {"epochs": 5, "stop_when_saturated": True, "patience": 2}


@pytest.fixture(scope="module")
def stopped(tmp_path_factory):
    """A run that its scripted scores end after the fourth of five epochs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Validator, "measure", scripted)
        return trainer.train(plan(**STOPPING), tmp_path_factory.mktemp("stopped"))


@pytest.fixture
def copy(stopped, tmp_path, monkeypatch):
    """A copy of the stopped run, to go on with under the same script."""
    monkeypatch.setattr(Validator, "measure", scripted)
    place = tmp_path / stopped.name
    shutil.copytree(stopped.directory, place)
    return runs.Run(place)


def test_a_saturated_run_is_finished_before_its_last_epoch(stopped):
    end = runs.read_json(stopped.metrics_file)
    assert stopped.finished and len(history.read(stopped.history_file)) == 4
    assert (end["stopped_at"], end["best_epoch"], end["best_kid"]) == (4, 2, 3.0)
    assert end["reason"].startswith("early stopping: in 2 evaluations")
    assert end["epochs"] == 5 and end["steps"] == 4 * STEPS


def test_an_alarm_is_said_once_logged_and_kept(stopped):
    (alarm,) = runs.read_json(stopped.metrics_file)["alarms"]
    assert alarm.startswith("epoch 4: 1 of 3 classes are drawn, and 100% of the images are of")
    said = [line for line in stopped.log_file.read_text().splitlines() if "alarm" in line]
    assert said == [f"alarm, {alarm}"]


def test_a_saturated_run_is_not_resumed(stopped):
    result = CliRunner().invoke(resume_verb, [str(stopped.directory)])
    assert result.exit_code == 0
    assert "finished (early stopping" in result.output and "nothing to resume" in result.output


def test_killed_after_its_last_checkpoint_a_saturated_run_trains_no_further(copy, stopped):
    copy.metrics_file.unlink()
    trainer.resume(copy)
    assert copy.checkpoint_file.read_bytes() == stopped.checkpoint_file.read_bytes()
    assert runs.read_json(copy.metrics_file) == runs.read_json(stopped.metrics_file)


@pytest.mark.parametrize("epoch", [2, 4])
def test_killed_between_evaluation_and_checkpoint_it_ends_like_the_uninterrupted_run(
    epoch, stopped, tmp_path, monkeypatch
):
    monkeypatch.setattr(Validator, "measure", scripted)
    with monkeypatch.context() as patch, pytest.raises(Interrupted, match="go on with"):

        def killed(callback, index, logs):
            if index + 1 == epoch:
                raise KeyboardInterrupt

        patch.setattr(AlarmCallback, "on_epoch_end", killed)
        trainer.train(plan(**STOPPING), tmp_path)
    run = runs.find("vae", tmp_path)
    assert checkpoint.read(run.checkpoint_file)["clock"] == STEPS * (epoch - 1)
    assert history.read(run.quality_file)[-1]["epoch"] == epoch
    trainer.resume(run)
    for file in ("history.csv", "quality.csv", "best.npz", "checkpoint.npz"):
        mine, theirs = run.directory / file, stopped.directory / file
        assert mine.read_bytes() == theirs.read_bytes(), file


def test_under_another_judge_a_run_does_not_go_on(copy, monkeypatch):
    other = stripe_judge(28)
    other = type(other)("blobs-11111111", other.classes, other.network)
    monkeypatch.setattr(lookup, "for_data", lambda splits: other)
    with pytest.raises(UserError, match="judge.*has changed"):
        trainer.resume(copy)


def test_best_after_a_name_is_the_best_state(stopped):
    root = stopped.directory.parent.parent
    best, last = runs.find("vae@best", root), runs.find("vae", root)
    assert best.name == f"{last.name}@best" and not last.best
    clocks = [int(assembly.load(run).clock.numpy()) for run in (best, last)]
    assert clocks == [2 * STEPS, 4 * STEPS]
    assert best.figures != last.figures and best.evaluation_file != last.evaluation_file
    assert best.history_file == last.history_file


def test_a_training_of_nan_ends_with_a_sentence_and_a_whole_checkpoint(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "burning.json"
    changes = {"optimizers.autoencoder.learning_rate": 1e30}
    file.write_text(recipe.override(plan(epochs=3), changes).to_json())
    arguments = ["train", f"--recipe={file}", "--dataset=blobs"]
    monkeypatch.setattr("sys.argv", ["gencmp", *arguments])
    monkeypatch.setattr("keras_gencmp.data.check", lambda name: None)
    with pytest.raises(SystemExit) as ended:
        __main__.main()
    errors = capsys.readouterr().err
    assert ended.value.code == 1 and "Traceback" not in errors
    run = runs.find("latest")
    (said,) = (line for line in errors.splitlines() if line.startswith("Error: "))
    assert "epoch 1: no finite number any more" in said and "negative_elbo" in said
    assert f"{run.checkpoint_file} is whole" in errors
    assert run.log_file.read_text().splitlines()[-1].startswith("epoch 1: no finite number")
    state = checkpoint.read(run.checkpoint_file)
    assert state["clock"] == 0 and all(np.isfinite(array).all() for array in state.values())
    assert not run.finished


def again(run):
    """The run as a new process finds it."""
    return runs.find(str(run.directory))


def test_a_run_evaluated_every_second_epoch_can_be_trained_further(tmp_path):
    run = trainer.train(plan(epochs=3, evaluate_every=2), tmp_path)
    longer = trainer.resume(again(run), changes={"schedule.epochs": 4})
    rows = quality.read(longer.quality_file)
    assert [row["epoch"] for row in rows] == [2, 3, 4] and longer.finished


def test_a_run_that_is_stopped_after_an_epoch_without_evaluation_goes_on(tmp_path, monkeypatch):
    def stop(callback, epoch, logs=None):
        if epoch == 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(AlarmCallback, "on_epoch_begin", stop, raising=False)
        patch.setattr(AlarmCallback, "on_epoch_end", lambda *arguments, **options: None)
        with pytest.raises(Interrupted):
            trainer.train(plan(epochs=5, evaluate_every=2), tmp_path / "runs")
    run = runs.find("latest", tmp_path / "runs")
    ended = trainer.resume(run, changes={"schedule.epochs": 6})
    assert [row["epoch"] for row in quality.read(ended.quality_file)] == [2, 4, 6]


def test_evaluation_can_begin_and_end_on_the_way(tmp_path):
    run = trainer.train(plan(epochs=1), tmp_path)
    on = {"schedule.epochs": 2, "schedule.evaluate_every": 1}
    found = again(trainer.resume(again(run), changes=on))
    assert [row["epoch"] for row in quality.read(found.quality_file)] == [2]
    assert found.outcome["best_epoch"] == 2 and found.outcome["evaluation"]["judge"]
    assert found.environment["evaluation"]["judge"]
    off = {"schedule.epochs": 3, "schedule.evaluate_every": 0}
    ended = again(trainer.resume(again(run), changes=off))
    assert ended.outcome["best_epoch"] == 2 and ended.outcome["evaluation"]["seconds"] >= 0
