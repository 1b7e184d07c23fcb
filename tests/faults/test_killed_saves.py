"""Savings of checkpoints that are killed: at every call of one, and at some within a training.

``pytest -m slow tests/faults/test_killed_saves.py --trials 1000`` tries every call in trainings.
"""

import os
import shutil
import signal

import numpy as np
import pytest
from faults.killed import commands, next_command, uninterrupted, working_folder
from faults.saves import COUNTS, counted_calls
from faults.test_random_kills import ended_like
from judge_fixtures import hasty_judge

from keras_gencmp import runs
from keras_gencmp.runs import checkpoint

__all__ = ["commands", "hasty_judge", "uninterrupted"]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="reads /proc"),
]
EPOCHS = 3  # and as many saves


def test_a_save_killed_at_every_call_leaves_a_whole_state_before_or_after(tmp_path):
    """In children of this process, with every write cut in half."""
    path, previous = tmp_path / "checkpoint.npz", tmp_path / "checkpoint-before.npz"
    states = [
        {f"weights-{n:02d}": np.full(50, n + 100.0 * age) for n in range(40)} for age in (0, 1)
    ]
    call, code = 0, -signal.SIGKILL
    while code == -signal.SIGKILL:
        call += 1
        for file in tmp_path.iterdir():
            file.unlink()
        checkpoint.write(path, states[0])
        code = in_a_child(call, path, previous, states[1])
        found = checkpoint.read(path if path.exists() else previous)
        assert any(same(found, state) for state in states), call
    assert code == 0 and call > 300 and same(checkpoint.read(path), states[1])


def in_a_child(call: int, path, previous, state) -> int:
    """The exit code of a child that saves, and is killed at a call."""
    child = os.fork()
    if not child:
        counter = counted_calls(call)
        counter.inside = True
        checkpoint.keep(path, previous)
        checkpoint.write(path, state)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def same(one, other) -> bool:
    return one.keys() == other.keys() and all(np.array_equal(one[k], other[k]) for k in one)


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
