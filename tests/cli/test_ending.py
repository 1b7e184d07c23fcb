"""What is printed at the end of a training, and the commands that go on from there."""

import pytest

from keras_gencmp import __main__, runs
from keras_gencmp.cli.ending import print_end
from keras_gencmp.errors import UserError
from keras_gencmp.recipes import recipe

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
