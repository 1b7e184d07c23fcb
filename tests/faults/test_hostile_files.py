"""Files made to harm: nothing of them is run, waited for, unpacked without end, or a traceback."""

import json
import os
import pickle
import signal
import time
import zipfile
from contextlib import contextmanager

import numpy as np
import pytest
from small import narrow

from keras_gencmp import __main__, runs
from keras_gencmp.recipes import recipe
from keras_gencmp.runs.checkpoint import write_array

SECONDS = 10
DEEP = "[" * 100_000
HUGE = '{"a": ' + "9" * 10_000 + "}"


class Canary:
    """An object that makes a folder when it is unpickled."""

    def __reduce__(self):
        return os.mkdir, ("canary",)


def npy(header: str, body: bytes = b"\0" * 64) -> bytes:
    text = header.encode()
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + body


def bomb(path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("generator/000.npy", b"\0" * 10**8)


def many(path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(5_000):
            archive.writestr(f"{number}.npy", b"")


def overlapping(path) -> None:
    """An archive whose directory lists one member a thousand times."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.npy", b"\0" * 10**6)
        member = archive.infolist()[0]
        archive.filelist.extend([member] * 1000)


def promising(path) -> None:
    array = npy("{'descr': '<f8', 'fortran_order': False, 'shape': (4000000000,)}\n")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("generator/000.npy", array)


def pickled(path) -> None:
    with path.open("wb") as file:
        np.savez(file, a=np.array([Canary()], object))


# The file of a run, and what is written in its place.
HOSTILE = {
    "checkpoint: a bomb": ("checkpoint.npz", bomb),
    "checkpoint: many members": ("checkpoint.npz", many),
    "checkpoint: members that overlap": ("checkpoint.npz", overlapping),
    "checkpoint: a header that promises too much": ("checkpoint.npz", promising),
    "checkpoint: pickled objects": ("checkpoint.npz", pickled),
    "checkpoint: a bare pickle": (
        "checkpoint.npz",
        lambda path: path.write_bytes(pickle.dumps(Canary())),
    ),
    "checkpoint: a folder": ("checkpoint.npz", os.mkdir),
    "checkpoint: a pipe": ("checkpoint.npz", os.mkfifo),
    "checkpoint: a device": ("checkpoint.npz", lambda path: path.symlink_to("/dev/zero")),
    "recipe: deep": ("recipe.json", lambda path: path.write_text(DEEP)),
    "recipe: a huge number": ("recipe.json", lambda path: path.write_text(HUGE)),
    "recipe: no text": ("recipe.json", lambda path: path.write_bytes(os.urandom(1000))),
    "recipe: a huge file": ("recipe.json", lambda path: sparse(path, 2**34)),
    "recipe: a device": ("recipe.json", lambda path: path.symlink_to("/dev/zero")),
    "environment: deep": ("environment.json", lambda path: path.write_text(DEEP)),
    "environment: threads": (
        "environment.json",
        lambda path: path.write_text('{"threads": 1000000000}'),
    ),
    "environment: a pipe": ("environment.json", os.mkfifo),
    "history: a pipe": ("history.csv", os.mkfifo),
    "history: a device": ("history.csv", lambda path: path.symlink_to("/dev/zero")),
    "history: a huge file": ("history.csv", lambda path: sparse(path, 2**34)),
    "history: half a row": ("history.csv", lambda path: path.write_text("epoch,loss\n1,0.5\n2")),
    "history: a wide row": ("history.csv", lambda path: path.write_text("epoch" + ",a" * 10**6)),
    "metrics: a list": ("metrics.json", lambda path: path.write_text("[]")),
    "metrics: deep": ("metrics.json", lambda path: path.write_text(DEEP)),
    "metrics: escapes": (
        "metrics.json",
        lambda path: path.write_text(json.dumps(OUTCOME | {"reason": "\x1b[2J\x1b[31m"})),
    ),
    "evaluation: other types": (
        "evaluation.json",
        lambda path: path.write_text('{"prior": {"scores": {"fid": {"name": [], "value": {}}}}}'),
    ),
    "samples: a pipe": ("samples/0001.npy", os.mkfifo),
    "samples: cut": ("samples/0001.npy", lambda path: path.write_bytes(npy("{'descr': '|u1'"))),
    "samples: another shape": (
        "samples/0001.npy",
        lambda path: write_array(path, np.zeros((3, 2), np.uint8)),
    ),
    "samples: pickled objects": (
        "samples/0001.npy",
        lambda path: np.save(path, np.array([Canary()], object)),
    ),
    "samples: outside": ("samples", lambda path: path.symlink_to(path.parent.parent)),
}
VERBS = ("runs", "curves", "sample", "figures", "evaluate", "export", "resume", "gallery")
OUTCOME = {"epochs": 1, "steps": 2, "seconds": 1.5, "last_epoch": {"loss": 1.0}, "test": {}}


def sparse(path, size: int) -> None:
    path.touch()
    os.truncate(path, size)


@contextmanager
def within(seconds: int):
    """The block fails where it takes longer."""

    def late(number, frame):
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.fixture
def whole(tmp_path, monkeypatch, few_images):
    """A finished run in a folder that is the working directory."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("keras_gencmp.training.runtime.start", lambda *threads: None)
    monkeypatch.setattr("keras_gencmp.training.trainer.complete", lambda *parts: None)
    facts = {"data_digest": few_images.digest, "threads": 1}
    run = runs.start(narrow(recipe.load("dcgan")), tmp_path / "runs", facts=facts)
    run.history_file.write_text("epoch,loss\n1,2.0\n")
    run.iterations_file.write_text("step,loss\n1,2.0\n")
    write_array(run.samples / "0001.npy", np.zeros((4, 28, 28, 1), np.uint8))
    runs.write_json(run.metrics_file, OUTCOME)
    return run


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_one_sentence_in_time(name, whole, tmp_path, monkeypatch, capsys):
    file, make = HOSTILE[name]
    path, outside = whole.directory / file, sorted(map(str, tmp_path.glob("*")))
    path.unlink(missing_ok=True) if not path.is_dir() else clear(path)
    make(path)
    for verb in VERBS:
        names = [] if verb in ("runs", "gallery") else [whole.name]
        monkeypatch.setattr("sys.argv", ["gencmp", verb, *names])
        began = time.monotonic()
        with within(SECONDS), pytest.raises(SystemExit) as ended:
            __main__.main()
        output = capsys.readouterr()
        errors = [line for line in output.err.splitlines() if line.startswith("Error: ")]
        assert ended.value.code in (0, 2) and len(errors) == (ended.value.code == 2), (
            verb,
            output.err,
            output.out,
        )
        assert time.monotonic() - began < SECONDS, verb
        assert "\x1b" not in output.out + output.err, (verb, output.err, output.out)
        assert not (tmp_path / "canary").exists()
    written = {*map(str, tmp_path.glob("*"))} - {*outside}
    assert {os.path.basename(each) for each in written} <= {"gallery", "gallery.md", "samples.png"}


def clear(folder) -> None:
    for each in folder.iterdir():
        each.unlink()
    folder.rmdir()


def test_a_damaged_run_is_marked_and_the_others_are_listed(whole, monkeypatch, capsys):
    runs.start(recipe.load("vae"), whole.directory.parent.parent, facts={"data_digest": ""})
    whole.history_file.write_text("epoch,loss\n1")
    monkeypatch.setattr("sys.argv", ["gencmp", "runs"])
    with pytest.raises(SystemExit) as ended:
        __main__.main()
    output = capsys.readouterr()
    states = {line.split("\t")[0].partition("/")[0]: line for line in output.out.splitlines()}
    assert ended.value.code == 0 and "damaged" in states["dcgan"].split("\t")
    assert "unfinished" in states["vae"].split("\t") and f"{whole.name}: " in output.err
