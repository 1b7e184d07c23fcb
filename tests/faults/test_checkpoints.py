"""A checkpoint and the one before: whatever happens, one of them is whole."""

import os

import numpy as np
import pytest
from faults.test_starts import killed_at

from keras_gencmp.runs import checkpoint

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a child is killed")


def state(step: int) -> dict[str, np.ndarray]:
    return {"clock": np.int64(step), "generator/000": np.full((50, 50), step, np.float32)}


def saved(folder, step: int) -> None:
    last, before = folder / "checkpoint.npz", folder / "checkpoint-before.npz"
    checkpoint.keep(last, before)
    checkpoint.write(last, state(step))


def test_a_kill_at_any_call_of_a_write_leaves_the_old_or_the_new_state(tmp_path):
    number, seen = 0, set()
    while True:
        number += 1
        folder = tmp_path / str(number)
        folder.mkdir()
        saved(folder, 1)
        saved(folder, 2)
        killed = killed_at(number, lambda: saved(folder, 3))  # noqa: B023
        last = int(checkpoint.read(folder / "checkpoint.npz")["clock"])
        if (folder / "checkpoint-before.npz").exists():
            before = int(checkpoint.read(folder / "checkpoint-before.npz")["clock"])
            assert before <= last
            seen.add((before, last))
        if not killed:
            break
    assert number > 4 and seen == {(1, 2), (2, 2), (2, 3)}


def test_without_hard_links_the_old_one_is_moved(tmp_path, monkeypatch):
    def refuse(*names):
        raise PermissionError

    saved(tmp_path, 1)
    monkeypatch.setattr(os, "link", refuse)
    saved(tmp_path, 2)
    for name, step in (("checkpoint.npz", 2), ("checkpoint-before.npz", 1)):
        assert checkpoint.read(tmp_path / name)["clock"] == step
