"""A training that is killed within the saving of each checkpoint, at one call after the other.

``pytest -m slow tests/faults/test_killed_saves.py --trials 100`` tries every call.
"""

import os
import shutil

import numpy as np
import pytest
from faults.killed import commands, next_command, uninterrupted, working_folder
from faults.saves import COUNTS
from faults.test_random_kills import ended_like
from judge_fixtures import hasty_judge

from keras_gencmp import runs

__all__ = ["commands", "hasty_judge", "uninterrupted"]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="reads /proc"),
]
EPOCHS = 3  # and as many saves


def test_a_kill_within_every_save_changes_nothing(uninterrupted, commands, tmp_path, request):
    whole, _ = uninterrupted.of("gan")
    calls, kills = calls_of_a_save(commands, working_folder(tmp_path / "counted")), 0
    trials = min(calls, request.config.getoption("--trials"))
    for number in np.linspace(1, calls, trials).round().astype(int):
        folder = working_folder(tmp_path / str(number))
        for _ in range(EPOCHS):  # the next save is that of the next epoch, or the same one again
            commands.start(*next_command("gan", folder), cwd=folder, kill_at=int(number))
            kills += commands.ended() < 0
        code, _, errors = commands.run(*next_command("gan", folder), cwd=folder)
        assert code == 0, (number, errors)
        (found,) = runs.every(folder / "runs")
        ended_like(found, whole)
        shutil.rmtree(folder)
        print(f"at call {number} of {calls}: {kills} kills so far", flush=True)
    assert kills >= trials * EPOCHS


def calls_of_a_save(commands, folder) -> int:
    """The calls of the second save, which has a checkpoint to keep."""
    code, _, errors = commands.run(*next_command("gan", folder), cwd=folder, kill_at=-1)
    assert code == 0, errors
    counts = [int(line) for line in (folder / COUNTS).read_text().splitlines()]
    assert len(counts) == EPOCHS
    return max(counts)
