"""What is printed at the end of a training, and the commands that go on from there."""

import shlex

import pytest
from click.testing import CliRunner

from keras_gencmp import __main__, runs
from keras_gencmp.cli import VERBS, gencmp
from keras_gencmp.cli.ending import next_commands, print_end, print_next
from keras_gencmp.errors import SAME_COMMAND, Interrupted, Stopped, UserError
from keras_gencmp.recipes import recipe
from keras_gencmp.reports import reproduction

OUTCOME = {"epochs": 2, "steps": 9, "seconds": 1.0, "last_epoch": {}, "test": {}}
BEST = {"stopped_at": 2, "reason": "all epochs are done"}
BEST |= {"best_epoch": 1, "best_kid": 1.0, "best_kid_error": 0.1}


def run_of(folder, **changes):
    plan = recipe.override(recipe.load("dcgan"), changes)
    return runs.start(plan, folder / "runs")


@pytest.mark.parametrize(
    ("changes", "trust"),
    [
        ({}, ""),
        ({"networks.generator.name": "mine.py:net"}, " --trust"),
        ({"data.dataset": "mine.py:read"}, " --trust"),
    ],
)
def test_the_command_for_the_best_state_trusts_the_users_own_code(changes, trust, tmp_path, capsys):
    run = run_of(tmp_path, **changes)
    runs.write_json(run.metrics_file, OUTCOME | BEST)
    print_end(run)
    assert f"gencmp sample {run.directory}@best -o best.png{trust}\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "changes", "look"),
    [
        ("dcgan", {}, "interpolate {} -o walk.gif"),
        ("conv-vae", {}, "manifold {} -o manifold.png"),
        ("conv-vae", {"latent": 8}, "latent {} -o latent.png"),
        ("conv-vae", {"latent": 1}, "reconstruct {} -o reconstruct.png"),
        ("dcgan", {"latent": 2}, "manifold {} -o manifold.png"),
    ],
)
def test_three_commands_go_on_from_a_training_by_what_its_model_can(name, changes, look, tmp_path):
    plan = recipe.override(recipe.load(name), changes)
    run = runs.start(plan, tmp_path)
    first, second, third = next_commands(run)
    assert first == f"gencmp sample {run.directory} -o samples.png"
    assert second == f"gencmp {look.format(run.directory)}"
    assert third == f"gencmp evaluate {run.directory}"
    for command in (first, second, third):
        verb, _, *options = shlex.split(command)[1:]
        known = {text for each in VERBS.load(verb).params for text in each.opts}
        assert set(options[::2]) <= known


def test_the_animation_of_a_training_is_named_where_there_is_one(tmp_path, capsys):
    run = run_of(tmp_path, **{"data.dataset": "mine.py:read"})
    print_next(run)
    assert "animation: " not in capsys.readouterr().out
    (run.figures / "training.gif").touch()
    print_next(run)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"  animation: {run.figures / 'training.gif'}"
    assert lines[1] == "next:" and len(lines) == 5
    assert all(line.endswith(" --trust") for line in lines[2:])


@pytest.mark.parametrize(
    ("alarms", "said"),
    [
        ([], None),
        (["epoch 2: low"], "  1 alarm, epoch 2: low"),
        (["epoch 1: high", "epoch 2: low"], "  2 alarms, the last, epoch 2: low"),
    ],
)
def test_the_end_repeats_the_last_alarm(alarms, said, tmp_path, capsys):
    run = run_of(tmp_path)
    runs.write_json(run.metrics_file, OUTCOME | BEST | {"alarms": alarms})
    print_end(run)
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if "alarm" in line] == ([said] if said else [])


def test_an_outcome_of_a_wrong_type_is_one_clear_sentence(tmp_path):
    run = run_of(tmp_path)
    runs.write_json(run.metrics_file, OUTCOME | BEST | {"best_kid": "low"})
    with pytest.raises(UserError, match="best_kid must be a number"):
        print_end(run)


@pytest.mark.parametrize(("name", "trust"), [("dcgan.generator", ""), ("my.py:net", " --trust")])
def test_the_list_of_runs_names_the_command_that_continues_one(
    name, trust, tmp_path, capsys, monkeypatch
):
    run = run_of(tmp_path, **{"networks.generator.name": name})
    monkeypatch.setattr("sys.argv", ["gencmp", "runs", "--root", str(tmp_path / "runs")])
    with pytest.raises(SystemExit):
        __main__.main()
    assert f"gencmp resume {run.name}{trust}\n" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("stop", "code"),
    [(KeyboardInterrupt(), 130), (Stopped(15), 143), (Interrupted("one", 129), 129)],
)
def test_a_reproduction_that_is_stopped_goes_on_with_the_same_command(stop, code, monkeypatch):
    def stopped(*arguments):
        raise stop

    monkeypatch.setattr(reproduction, "reproduce", stopped)
    found = CliRunner().invoke(gencmp, ["reproduce", "C", "--quick"], standalone_mode=False)
    assert isinstance(found.exception, Interrupted) and found.exception.exit_code == code
    assert str(found.exception) == SAME_COMMAND
