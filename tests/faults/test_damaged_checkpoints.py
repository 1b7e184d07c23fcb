"""A damaged checkpoint is named; resuming goes on from the one before, and ends with equal bits."""

import shutil

import numpy as np
import pytest
from faults.flips import random_bits
from small import narrow

from keras_gencmp import __main__, assembly, runs
from keras_gencmp.errors import UserError
from keras_gencmp.recipes import recipe
from keras_gencmp.runs import checkpoint
from keras_gencmp.runs.history import History
from keras_gencmp.training import trainer

PLAN = {"schedule.epochs": 3, "schedule.epoch_steps": 2, "data.dataset": "digits"}


def plan():
    return recipe.override(narrow(recipe.load("dcgan")), PLAN)


def saved(run, model, step: int) -> None:
    model.clock.assign(step)
    checkpoint.keep(run.checkpoint_file, run.previous_file)
    assembly.save(model, run.checkpoint_file)


def damage(path, seed: int = 0) -> None:
    content = bytearray(path.read_bytes())
    (bit,) = random_bits(path, 1, seed)
    content[bit // 8] ^= 1 << bit % 8
    path.unlink()  # the one before may be the same file under another name
    path.write_bytes(content)


@pytest.fixture
def run(tmp_path):
    """A run with two checkpoints, of steps 2 and 4."""
    facts = {"data_digest": "0" * 16, "threads": 1}
    run, model = (
        runs.start(plan(), directory=tmp_path / "run", facts=facts),
        assembly.assemble(plan()),
    )
    saved(run, model, 2)
    saved(run, model, 4)
    return run


def test_a_damaged_checkpoint_is_named_and_the_one_before_takes_its_place(run, capsys):
    damage(run.checkpoint_file)
    model = assembly.assemble(plan())
    trainer.restore(run, model)
    assert int(model.clock.numpy()) == 2 and not checkpoint.is_whole(run.checkpoint_file)
    trainer.reinstate(run)
    expected = f"the checkpoint {run.checkpoint_file} is damaged: going on from the one before it"
    assert capsys.readouterr().err.splitlines() == [expected]
    for path in (run.checkpoint_file, run.previous_file):
        assert checkpoint.read(path)["clock"] == 2


def test_where_both_are_damaged_nothing_is_taken(run):
    damage(run.checkpoint_file)
    damage(run.previous_file)
    with pytest.raises(UserError, match="checkpoint-before.npz is damaged: train again"):
        trainer.restore(run, assembly.assemble(plan()))


def test_a_lost_checkpoint_is_replaced_and_a_run_without_any_is_at_its_start(run):
    run.checkpoint_file.unlink()
    model = assembly.assemble(plan())
    trainer.restore(run, model)
    trainer.reinstate(run)
    assert int(model.clock.numpy()) == 2 and checkpoint.is_whole(run.checkpoint_file)
    for path in (run.checkpoint_file, run.previous_file):
        path.unlink()
    trainer.restore(run, assembly.assemble(plan()))
    trainer.reinstate(run)


def test_verbs_that_use_the_model_refuse_it_and_name_the_mend(run):
    damage(run.checkpoint_file)
    with pytest.raises(UserError, match=f"is damaged: gencmp resume {run.directory} goes on from"):
        assembly.load(run)
    damage(run.previous_file)
    with pytest.raises(UserError, match="is damaged: train again with the same recipe and seed"):
        assembly.load(run)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_weights_that_are_no_finite_numbers_are_refused(value, run):
    state = checkpoint.read(run.checkpoint_file)
    state["generator/000"].flat[0] = value
    checkpoint.write(run.checkpoint_file, state)
    with pytest.raises(UserError, match="no finite numbers .the generator.: train anew"):
        assembly.load(run)


def test_a_finished_run_with_a_damaged_checkpoint_is_resumed(run, monkeypatch, capsys):
    resumed, last = [], {"epochs": 3, "steps": 6, "seconds": 1.0, "last_epoch": {}, "test": {}}
    monkeypatch.setattr("keras_gencmp.training.runtime.start", lambda *threads: None)
    monkeypatch.setattr(trainer, "resume", lambda run, *_, **more: resumed.append(run) or run)
    monkeypatch.setattr("sys.argv", ["gencmp", "resume", str(run.directory)])
    runs.write_json(run.metrics_file, last)
    for expected in (0, 1):
        with pytest.raises(SystemExit) as ended:
            __main__.main()
        assert ended.value.code == 0 and len(resumed) == expected
        damage(run.checkpoint_file)
    assert "nothing to resume" in capsys.readouterr().out


def test_histories_that_end_too_early_are_refused(tmp_path):
    rows = History(tmp_path / "history.csv", "epoch")
    rows.check_reaches(0)
    rows.append(1, {"loss": 1.0})
    rows.check_reaches(1)
    with pytest.raises(UserError, match="history.csv lacks the rows up to epoch 2"):
        rows.check_reaches(2)


@pytest.mark.slow
def test_a_run_goes_on_from_the_one_before_bit_for_bit(tmp_path, few_images, request):
    whole = trainer.train(plan(), tmp_path / "whole")
    for trial in range(request.config.getoption("--trials")):
        run = runs.Run(tmp_path / f"{trial}", trust=True)
        shutil.copytree(whole.directory, run.directory)
        damage(run.checkpoint_file, seed=trial)
        try:
            checkpoint.read(run.checkpoint_file)
            continue  # a bit that nothing reads
        except UserError:
            trainer.resume(run)
        one, two = (checkpoint.read(each.checkpoint_file) for each in (run, whole))
        assert all(np.array_equal(one[name], two[name]) for name in two)
        for name in ("history.csv", "iterations.csv"):
            ours, theirs = run.directory / name, whole.directory / name
            assert ours.read_bytes() == theirs.read_bytes()
