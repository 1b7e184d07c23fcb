"""A comparison that is killed at any moment goes on where it stopped, with the same scores."""

import json
import signal
import time

import pytest
from judge_fixtures import hasty_judge
from processes import run, start
from study_models import GAN, VAE

__all__ = ["hasty_judge"]
CALL = ["compare", GAN, VAE, "--dataset=digits", "--budget=steps=120", "--seeds=2", "-o"]
CALL += ["out", "--metrics=kid,sharpness", "--n=100"]


def scores(folder):
    table = json.loads((folder / "out" / "scores.json").read_text())
    return table["models"], table["tests"]


def without_costs(models):
    return [{key: each[key] for key in each if key != "cost"} for each in models]


def begun(folder):
    """When each training was begun: the time of its recipe, which is written once."""
    files = (folder / "out" / "runs").glob("*/*/recipe.json")
    return {str(path.relative_to(folder)): path.stat().st_mtime_ns for path in files}


def killed(folder, number, after, variables):
    """Start the command, and send it a signal once so many trainings have begun."""
    process = start(*CALL, cwd=folder, **variables)
    until = time.monotonic() + 200
    while len(begun(folder)) < after and process.poll() is None and time.monotonic() < until:
        time.sleep(0.1)
    time.sleep(0.5)
    process.send_signal(number)
    errors = process.communicate(timeout=100)[1]
    return process.returncode, errors


@pytest.mark.slow
def test_a_killed_comparison_goes_on_and_trains_nothing_twice(hasty_judge, tmp_path):
    variables = {"GENCMP_CACHE": str(hasty_judge)}
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    whole.mkdir()
    parts.mkdir()
    done = run(*CALL, cwd=whole, **variables)
    assert done.returncode == 0, done.stderr

    code, errors = killed(parts, signal.SIGTERM, 1, variables)
    assert code == 128 + signal.SIGTERM and "the same command goes on" in errors
    first = begun(parts)
    code, _ = killed(parts, signal.SIGKILL, 2, variables)
    assert code == -signal.SIGKILL
    second = begun(parts)
    done = run(*CALL, cwd=parts, **variables)
    assert done.returncode == 0, done.stderr
    last = begun(parts)
    assert len(last) == 4 and last == last | second and second == second | first
    assert without_costs(scores(parts)[0]) == without_costs(scores(whole)[0])
    assert scores(parts)[1] == scores(whole)[1]
    other = run(*CALL[:-3], "out", "--metrics=kid", cwd=parts, **variables)
    assert other.returncode == 2
    assert "holds another comparison, with other metrics, n" in other.stderr
