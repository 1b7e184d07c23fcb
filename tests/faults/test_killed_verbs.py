"""Evaluations, comparisons and exports that are killed at random moments, twice each."""

import json
import os
import shutil
import time

import numpy as np
import pytest
from faults.killed import commands, killed_after, killed_after_a_while, uninterrupted
from judge_fixtures import hasty_judge

from keras_gencmp import data
from keras_gencmp.runs import checkpoint
from keras_gencmp.runs.files import UNFINISHED

__all__ = ["commands", "hasty_judge", "uninterrupted"]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="reads /proc"),
]
EVALUATE = ["evaluate", "run", "--n=150", "--metrics=fid,kid,classes", "--json"]
COMPARE = ["compare", "dcgan:generator.width=4,discriminator.width=4", "conv-vae:encoder.width=4"]
COMPARE += ["--dataset=digits", "--budget=steps=12", "--seeds=1", "--n=100", "-o", "out"]


def carried_out(
    commands, call, folder, length: float, kills: int = 2, kill=killed_after, **environment
):
    """A command that is killed, and then called once more; what it printed, and all kills."""
    random, killed = np.random.default_rng(), 0
    for _ in range(kills):
        moment = random.uniform(0, length)
        killed += kill(moment, commands, *call, cwd=folder, **environment)
    code, output, errors = commands.run(*call, cwd=folder, **environment)
    assert code == 0, errors
    return output, killed


def test_evaluations_killed_score_like_others(uninterrupted, commands, tmp_path, request):
    whole, length = uninterrupted.of("vae")
    scores, kills = [], 0
    for trial in range(1 + request.config.getoption("--trials")):
        folder = tmp_path / str(trial)
        shutil.copytree(whole.directory, folder / "run")
        shutil.copytree(data.cache.directory() / "weights", folder / "cache" / "weights")
        options = {"kills": 2 if trial else 0, "GENCMP_CACHE": str(folder / "cache")}
        output, killed = carried_out(commands, EVALUATE, folder, length, **options)
        length = length if trial else commands.seconds
        scores.append([row["scores"] for row in json.loads(output)])
        kills += killed
    print(f"{kills} kills of evaluate", flush=True)
    assert all(each == scores[0] for each in scores)


@pytest.mark.parametrize("form", ["saved_model", "keras"])
def test_exports_killed_leave_whole_versions(form, uninterrupted, commands, tmp_path, request):
    whole, length = uninterrupted.of("gan")
    shutil.copytree(whole.directory, tmp_path / "run")
    call, kills = ["export", "run", "--format", form], 0
    for _ in range(request.config.getoption("--trials")):
        kills += carried_out(commands, call, tmp_path, length)[1]
    print(f"{kills} kills of export --format {form}", flush=True)
    folder = tmp_path / "saved_models" / "dcgan"
    shown = [each for each in folder.iterdir() if not each.name.endswith(UNFINISHED)]
    versions = [[*sorted(path.name for path in each.iterdir())] for each in shown]
    assert all(names == versions[0] for names in versions)
    assert all(each.name.isdecimal() for each in shown)


def test_comparisons_killed_end_like_others(commands, tmp_path, request):
    ends, kills, length = [], 0, 0.0
    for trial in range(1 + request.config.getoption("--trials")):
        folder = tmp_path / str(trial)
        folder.mkdir()
        options = {"kills": 2 if trial else 0, "kill": killed_after_a_while}
        began = time.monotonic()
        kills += carried_out(commands, COMPARE, folder, length, **options)[1]
        length = length or time.monotonic() - began
        ends.append(end_of(folder / "out"))
        print(f"comparison {trial}: {kills} kills so far", flush=True)
    assert kills > 0
    for other in ends[1:]:
        assert other[0] == ends[0][0]
        assert same_arrays(other[1], ends[0][1])


def end_of(folder) -> tuple:
    """The scores of a comparison, and the checkpoints of its runs."""
    table = json.loads((folder / "scores.json").read_text())
    scores = [(each["model"], each["seeds"]) for each in table["models"]]
    files = sorted(folder.glob("runs/*/*/checkpoint.npz"))
    assert len(files) == 2 and not list(folder.rglob("*.unfinished"))
    return scores, [checkpoint.read(path) for path in files]


def same_arrays(one, other) -> bool:
    return all(
        a.keys() == b.keys() and all(np.array_equal(a[name], b[name]) for name in a)
        for a, b in zip(one, other, strict=True)
    )
