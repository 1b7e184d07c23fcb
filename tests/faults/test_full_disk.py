"""A disk that is full at any write: one sentence, what was saved is safe, and how to go on."""

import errno
import json
import os
import subprocess
import sys

import numpy as np
import pytest
from click.testing import CliRunner
from evaluation_runs import large, root, untrained, verb  # noqa: F401
from processes import ROOT
from small import narrow

from keras_gencmp import __main__, assembly, runs
from keras_gencmp.errors import UserError
from keras_gencmp.evaluation.results import Results
from keras_gencmp.recipes import recipe
from keras_gencmp.runs import checkpoint, files
from keras_gencmp.training import trainer

EPOCHS = {"schedule.epochs": 2, "schedule.epoch_steps": 2, "data.dataset": "digits"}


class Disk:
    """A disk that is full at the write of a number, counted from 1, and from there on."""

    def __init__(self, monkeypatch):
        self.writes, self.full_at = [], 0
        whole = files.atomic_file

        def counted(path):
            self.writes.append(path)
            if self.full_at and len(self.writes) >= self.full_at:
                raise files.WriteError(path, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
            return whole(path)

        for room in ("runs.files", "runs.checkpoint", "data.cache"):
            monkeypatch.setattr(f"keras_gencmp.{room}.atomic_file", counted)

    def fill(self, full_at: int) -> None:
        self.writes, self.full_at = [], full_at


@pytest.fixture
def disk(monkeypatch, few_images):
    return Disk(monkeypatch)


@pytest.fixture
def plan():
    return recipe.override(narrow(recipe.load("dcgan")), EPOCHS)


@pytest.mark.slow
def test_a_training_at_some_writes(disk, plan, tmp_path, request):
    """With --trials 100 at all of them."""
    disk.fill(0)
    whole = trainer.train(plan, tmp_path / "whole")
    count = len(disk.writes)
    trials = min(request.config.getoption("--trials"), count)
    random = np.random.default_rng(0)
    for number in sorted(random.choice(count, trials, replace=False) + 1):
        folder = tmp_path / str(number)
        disk.fill(int(number))
        with pytest.raises(UserError, match="No space left on device") as full:
            trainer.train(plan, folder)
        assert "\n" not in str(full.value)
        disk.fill(0)
        begun = runs.every(folder)
        if begun:
            assert f"gencmp resume {begun[0].directory}" in str(full.value)
            trainer.resume(begun[0])
        else:
            trainer.train(plan, folder)
        (run,) = runs.every(folder)
        same(run, whole)


def test_a_training_says_what_is_safe_and_how_to_go_on(plan, tmp_path, monkeypatch):
    run = runs.start(plan, directory=tmp_path / "run", facts={"data_digest": ""})

    def full(*arguments):
        raise files.WriteError(run.log_file, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))

    monkeypatch.setattr(trainer, "fit", full)
    with pytest.raises(UserError) as caught:
        trainer.complete(run, None, None, None)
    assert str(caught.value) == (
        f"cannot write {run.log_file}: No space left on device; nothing is left of it; what was "
        f"saved before is safe: make room and go on with: gencmp resume {run.directory}"
    )


def same(run, other) -> None:
    one, two = (checkpoint.read(each.checkpoint_file) for each in (run, other))
    assert all(np.array_equal(one[name], two[name]) for name in one)
    assert run.history_file.read_bytes() == other.history_file.read_bytes()
    names = {path.name for path in run.directory.rglob("*")}
    assert run.finished and not any(name.endswith(files.UNFINISHED) for name in names)


CALLS = ["sample run -o a.png", "sample run -o a.npy", "curves run", "export run", "gallery"]
CALLS += ["interpolate run -o a.png", "figures run", "export run --format keras"]


@pytest.mark.parametrize("call", CALLS)
def test_a_verb_that_writes(call, disk, plan, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("keras_gencmp.training.runtime.start", lambda *threads: None)
    if call.startswith("export"):
        monkeypatch.setattr(os, "rename", refuse)
    folder = tmp_path / "runs" / "dcgan" / "1" if call == "gallery" else tmp_path / "run"
    run = runs.start(plan, directory=folder, facts={"data_digest": "0" * 16, "threads": 1})
    assembly.save(assembly.assemble(plan), run.checkpoint_file)
    run.history_file.write_text("epoch,loss\n1,2.0\n2,2.0\n")
    run.iterations_file.write_text("step,loss\n1,2.0\n2,2.0\n")
    for epoch in range(3):
        checkpoint.write_array(run.samples / f"{epoch:04d}.npy", np.zeros((4, 28, 28, 1), np.uint8))
    last = {"epochs": 2, "steps": 4, "seconds": 1.0, "last_epoch": {"loss": 1.0}, "test": {}}
    runs.write_json(run.metrics_file, last)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    disk.fill(1)
    monkeypatch.setattr("sys.argv", ["gencmp", *call.split()])
    with pytest.raises(SystemExit) as ended:
        __main__.main()
    (line,) = [each for each in capsys.readouterr().err.splitlines() if "Error: " in each]
    assert ended.value.code == 2 and "cannot write" in line and "No space left" in line
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.slow
def test_an_evaluation(monkeypatch, root, tmp_path_factory):  # noqa: F811
    monkeypatch.setenv("GENCMP_CACHE", str(tmp_path_factory.mktemp("cache")))
    disk, run = Disk(monkeypatch), runs.find("dcgan", root)
    call = ["dcgan", "--metrics", "sharpness", "--json", "--root", str(root)]
    first = json.loads(CliRunner().invoke(verb, call).stdout)
    run.evaluation_file.unlink()
    disk.fill(1)  # the baselines are in the cache
    result = CliRunner().invoke(verb, call)
    assert isinstance(result.exception, files.WriteError) and not run.evaluation_file.exists()
    baselines = [path for path in disk.writes if path.parent.name == "baselines"]
    assert not baselines and disk.writes == [run.evaluation_file]
    disk.fill(0)
    last = json.loads(CliRunner().invoke(verb, call).stdout)
    assert [row["scores"] for row in last] == [row["scores"] for row in first]
    assert Results(run).scores().keys() == {"sharpness"}


def test_a_cache_that_cannot_be_written_is_passed_over(monkeypatch, large, tmp_path):  # noqa: F811
    monkeypatch.setenv("GENCMP_CACHE", str(tmp_path))
    Disk(monkeypatch).fill(1)
    result = CliRunner().invoke(verb, ["real", "--metrics", "sharpness", "--json"])
    assert result.exception is None and len(json.loads(result.stdout)) == 5


def refuse(*names):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.slow
@pytest.mark.parametrize("form", ["saved_model", "keras"])
def test_an_export_beyond_the_limit_of_files(form, plan, tmp_path):
    run = runs.start(plan, directory=tmp_path / "run", facts={"data_digest": "", "threads": 1})
    assembly.save(assembly.assemble(plan), run.checkpoint_file)
    command = f"ulimit -f 8; exec {sys.executable} -m keras_gencmp export run --format {form}"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["bash", "-c", command], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    (line,) = done.stderr.splitlines()
    assert done.returncode == 2 and line.startswith("Error: cannot write saved_models/dcgan/1: ")
    assert line.endswith("make room, and export again")
    assert not any((tmp_path / "saved_models" / "dcgan").iterdir())


@pytest.mark.slow
def test_a_comparison_beyond_the_limit_of_files_goes_on_where_there_is_room(tmp_path):
    """Limits of KiB at which other files fail: plan, tables, checkpoints, pictures."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "GENCMP_CACHE": str(tmp_path / "cache")}
    whole = compared(tmp_path, "whole", environment)
    assert whole.returncode == 0, whole.stderr
    scores = (tmp_path / "whole" / "scores.csv").read_bytes()
    for limit in (1, 8, 64, 256):
        name = f"limited-{limit}"
        failed = compared(tmp_path, name, environment, f"ulimit -f {limit};")
        assert failed.returncode == 2 and "Traceback" not in failed.stderr, failed.stderr
        assert failed.stderr.splitlines()[-1].startswith("Error: "), failed.stderr
        assert not (tmp_path / name / "report.html").exists()
        again = compared(tmp_path, name, environment)
        assert again.returncode == 0, again.stderr
        assert (tmp_path / name / "scores.csv").read_bytes() == scores


def compared(folder, name, environment, limit=""):
    call = "compare gan:generator.widths=[8],discriminator.widths=[8] vae:encoder.widths=[8]"
    call += f" --dataset digits --budget steps=4 --seeds 1 --n 100 -o {name}"
    return subprocess.run(
        ["bash", "-c", f"{limit} exec {sys.executable} -m keras_gencmp {call}"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
    )


def test_an_output_that_cannot_be_written_is_refused_before_the_work(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("")
    for call in ("evaluate run -o file/x.md", "sample run -o file/x.png", "export run -o file"):
        monkeypatch.setattr("sys.argv", ["gencmp", *call.split()])
        with pytest.raises(SystemExit) as ended:
            __main__.main()
        assert ended.value.code == 2 and "file" in capsys.readouterr().err


def test_a_missing_folder_of_an_output_is_made(tmp_path):
    files.check_writable(tmp_path / "new" / "folder" / "x.md")
    assert not any(tmp_path.iterdir())
    files.write_text(tmp_path / "new" / "folder" / "x.md", "text")
    assert (tmp_path / "new" / "folder" / "x.md").read_text() == "text"
