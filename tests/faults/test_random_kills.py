"""Processes killed at random moments: a training ends bit for bit like the one nobody killed.

``pytest -m slow tests/faults/test_random_kills.py --trials 100`` does a hundred trainings over
eight configurations, each killed twice.
"""

import json
import shutil
import time

import numpy as np
import pytest
from judge_fixtures import hasty_judge
from PIL import Image
from processes import run, start

from keras_gencmp import data, runs
from keras_gencmp.runs import checkpoint, files

__all__ = ["hasty_judge"]
pytestmark = pytest.mark.slow
SHORT = ["--epochs=3", "--set=schedule.epoch_steps=6", "--batch-size=20"]
DIGITS = ["--dataset=digits", *SHORT]
GAN = ["--set=networks.generator.width=4", "--set=networks.discriminator.width=4"]
VAE = ["--set=networks.encoder.width=4", "--set=networks.decoder.width=4"]
CONFIGURATIONS = {
    "gan": ["dcgan", *DIGITS, *GAN],
    "wgan-gp": ["wgan-gp", *DIGITS, *GAN],
    "infogan": ["infogan", *DIGITS, *GAN],
    "vae": ["conv-vae", *DIGITS, *VAE],
    "mixed precision": ["dcgan", *DIGITS, *GAN, "--precision=mixed_float16"],
    "several steps an execution": ["dcgan", *DIGITS, *GAN, "--set=schedule.steps_per_execution=4"],
    "evaluated": ["conv-vae", *DIGITS, *VAE, "--evaluate-every=1", "--set=schedule.average=0.9"],
    "a folder of images": ["dcgan", "--dataset=folder:images", *SHORT, *GAN],
}
FILES = ("history.csv", "iterations.csv", "quality.csv", "best.npz")


class Uninterrupted:
    """A whole run of each configuration, made when it is first asked for, and how long it takes."""

    def __init__(self, folder):
        self.folder, self.known = folder, {}

    def of(self, name: str) -> tuple[runs.Run, float]:
        if name not in self.known:
            folder = working_folder(self.folder / name.replace(" ", "-"))
            began = time.monotonic()
            done = run("train", *CONFIGURATIONS[name], cwd=folder)
            assert done.returncode == 0, done.stderr
            length = time.monotonic() - began
            self.known[name] = runs.find("latest", folder / "runs"), length
        return self.known[name]


def working_folder(folder):
    """A folder with a hundred images in it."""
    random = np.random.default_rng(0)
    (folder / "images").mkdir(parents=True)
    for number in range(100):
        pixels = random.integers(0, 256, (28, 28), dtype=np.uint8)
        Image.fromarray(pixels).save(folder / "images" / f"{number:03d}.png")
    return folder


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory):
    return Uninterrupted(tmp_path_factory.mktemp("uninterrupted"))


def killed_after(seconds: float, *arguments: str, cwd) -> None:
    process = start(*arguments, cwd=cwd)
    time.sleep(seconds)
    process.kill()
    process.communicate()


def next_command(name: str, folder) -> list[str]:
    """What a user types next: resume, or train where no run has begun."""
    begun = runs.every(folder / "runs")
    return ["resume", "latest"] if begun else ["train", *CONFIGURATIONS[name]]


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


def test_trainings_killed_twice_end_like_the_uninterrupted_one(uninterrupted, tmp_path, request):
    random = np.random.default_rng()
    for trial in range(request.config.getoption("--trials")):
        name = [*CONFIGURATIONS][trial % len(CONFIGURATIONS)]
        whole, length = uninterrupted.of(name)
        folder = working_folder(tmp_path / str(trial))
        moments = []
        for longest in (1.0 if trial % 5 == 4 else length, length):
            moments.append(random.uniform(0, longest))
            killed_after(moments[-1], *next_command(name, folder), cwd=folder)
        done = run(*next_command(name, folder), cwd=folder)
        assert done.returncode == 0, (name, moments, done.stderr)
        (found,) = runs.every(folder / "runs")
        ended_like(found, whole)
        shutil.rmtree(folder)


def test_evaluations_killed_score_like_others(uninterrupted, tmp_path, request):
    random = np.random.default_rng()
    whole, _ = uninterrupted.of("vae")
    call = ["evaluate", "run", "--n=150", "--metrics=fid,kid,classes", "--json"]
    scores = []
    for trial in range(1 + request.config.getoption("--trials")):
        folder = tmp_path / str(trial)
        shutil.copytree(whole.directory, folder / "run")
        cache = folder / "cache"
        shutil.copytree(data.cache.directory() / "weights", cache / "weights")
        if trial:
            process = start(*call, cwd=folder, GENCMP_CACHE=str(cache))
            time.sleep(random.uniform(0, 15))
            process.kill()
            process.communicate()
        done = run(*call, cwd=folder, GENCMP_CACHE=str(cache))
        assert done.returncode == 0, done.stderr
        rows = json.loads(done.stdout)
        scores.append([row["scores"] for row in rows])
    assert all(each == scores[0] for each in scores)


@pytest.mark.parametrize("form", ["saved_model", "keras"])
def test_exports_killed_leave_whole_versions(form, uninterrupted, tmp_path, request):
    random = np.random.default_rng()
    whole, _ = uninterrupted.of("gan")
    shutil.copytree(whole.directory, tmp_path / "run")
    call = ["export", "run", "--format", form]
    for _ in range(request.config.getoption("--trials")):
        killed_after(random.uniform(3, 15), *call, cwd=tmp_path)
    done = run(*call, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "saved_models" / "dcgan"
    versions = [[*sorted(path.name for path in each.iterdir())] for each in folder.iterdir()]
    assert all(names == versions[0] for names in versions)
    assert all(each.name.isdecimal() for each in folder.iterdir())
