"""Processes killed at random moments: a training ends bit for bit like the one nobody killed.

``pytest -m slow tests/faults/test_random_kills.py --trials 100`` does a hundred trainings over
eight configurations, each killed three to five times.
"""

import os
import shutil

import numpy as np
import pytest
from faults.killed import (
    CONFIGURATIONS,
    commands,
    killed_after,
    killed_in_the_first_second,
    next_command,
    uninterrupted,
    working_folder,
)
from judge_fixtures import hasty_judge
from processes import run

from keras_gencmp import runs
from keras_gencmp.runs import checkpoint, files

__all__ = ["commands", "hasty_judge", "uninterrupted"]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="reads /proc"),
]
FILES = ("history.csv", "iterations.csv", "quality.csv", "best.npz")


def ended_like(found: runs.Run, other: runs.Run) -> None:
    one, two = (checkpoint.read(each.checkpoint_file) for each in (found, other))
    assert one.keys() == two.keys() and found.finished
    for key in one:
        np.testing.assert_array_equal(one[key], two[key], key)
    for file in FILES:
        ours, theirs = found.directory / file, other.directory / file
        assert ours.exists() == theirs.exists()
        assert not ours.exists() or ours.read_bytes() == theirs.read_bytes(), file
    left = [path.name for path in found.directory.rglob("*")]
    assert not any(name.endswith(files.UNFINISHED) or name == ".lock" for name in left)


def test_trainings_killed_twice_or_more_end_like_the_uninterrupted_one(
    uninterrupted, commands, tmp_path, request
):
    random = np.random.default_rng()
    kills = 0
    for trial in range(request.config.getoption("--trials")):
        name = [*CONFIGURATIONS][trial % len(CONFIGURATIONS)]
        whole, length = uninterrupted.of(name)
        folder, moments = working_folder(tmp_path / str(trial)), []
        if own := trial % 5 == 4:  # in processes of its own, as users have them
            moments.append(killed_in_the_first_second(*next_command(name, folder), cwd=folder))
            kills += 1
        for longest in (1.0 if trial % 3 == 2 else length, *(2 + trial % 2) * [length]):
            moments.append(random.uniform(0, 0.7 * longest))
            next_one = next_command(name, folder)
            kills += killed_after(moments[-1], commands, *next_one, cwd=folder)
        next_one = next_command(name, folder)
        code, errors = ended(next_one, folder) if own else commands.run(*next_one, cwd=folder)[::2]
        assert code == 0, (name, moments, errors)
        (found,) = runs.every(folder / "runs")
        ended_like(found, whole)
        shutil.rmtree(folder)
        report(trial, name, moments, kills)


def ended(arguments: list[str], folder) -> tuple[int, str]:
    done = run(*arguments, cwd=folder)
    return done.returncode, done.stderr


def report(trial: int, name: str, moments: list[float], kills: int) -> None:
    """A line that ``pytest -s`` shows."""
    shown = ", ".join(f"{each:.1f}" for each in moments)
    print(
        f"{trial + 1}, {name}: killed after {shown} processor s; {kills} kills so far", flush=True
    )
