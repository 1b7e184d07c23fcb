"""Signals in processes of their own: saved, said and resumable, from the start to the end."""

import os
import signal
import subprocess
import sys
import time

import pytest
from processes import ROOT, TINY, run, start

from keras_gencmp import runs
from keras_gencmp.errors import Stopped
from keras_gencmp.training import signals

FIRST = ["--set=schedule.epoch_steps=5", "--set=schedule.batch_size=10"]


def wait_for(process, condition, seconds: float = 200) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < until
        time.sleep(0.01)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_stop_during_the_start_is_one_line_and_leaves_nothing(number, tmp_path):
    process = start("train", "dcgan", *TINY, *FIRST, cwd=tmp_path)
    time.sleep(1.5)  # TensorFlow is being loaded
    process.send_signal(number)
    _, errors = process.communicate(timeout=100)
    assert process.returncode == 128 + number and errors.splitlines() == ["stopped"], errors
    assert not runs.every(tmp_path / "runs")


def test_a_stop_while_the_command_is_imported_is_one_line(tmp_path):
    stop = "import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n"
    (tmp_path / "click.py").write_text(stop)
    ended = run("runs", cwd=tmp_path, PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}")
    assert (ended.returncode, ended.stderr) == (130, "stopped\n")


@pytest.mark.slow
def test_several_signals_at_once_are_one_request(tmp_path):
    process = start("train", "dcgan", *TINY, *FIRST, "--epochs=200", cwd=tmp_path)
    wait_for(process, lambda: any(tmp_path.glob("runs/dcgan/*/figures/samples-0001.png")))
    for _ in range(3):
        process.send_signal(signal.SIGINT)
        time.sleep(0.05)
    process.send_signal(signal.SIGHUP)
    _, errors = process.communicate(timeout=100)
    assert process.returncode == 130, errors
    assert "stopped and saved; go on with: gencmp resume runs/dcgan/" in errors
    assert "Traceback" not in errors


class Raised(Exception):
    """The handler that was there before was called."""


def test_a_later_signal_acts_at_once_and_an_ignored_one_stays_ignored(monkeypatch):
    stop = signals.StopSignals()
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stop.caught():
            os.kill(os.getpid(), signal.SIGHUP)
            assert stop.number == 0
            os.kill(os.getpid(), signal.SIGTERM)
            os.kill(os.getpid(), signal.SIGINT)
            assert stop.number == signal.SIGTERM
            monkeypatch.setattr(signals, "PATIENCE", 0.0)
            with pytest.raises(Stopped) as stopped:
                os.kill(os.getpid(), signal.SIGINT)
            assert stopped.value.number == signal.SIGINT
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


ENVIRONMENTS = {
    "another backend": ({"KERAS_BACKEND": "jax"}, "KERAS_BACKEND is 'jax'"),
    "little address space": ({}, "the address space is limited to 1.0 GiB"),
}


@pytest.mark.parametrize("case", ENVIRONMENTS)
def test_an_environment_that_cannot_do_is_one_sentence(case, tmp_path):
    variables, words = ENVIRONMENTS[case]
    limit = "ulimit -v 1048576; " if case == "little address space" else ""
    command = f"{limit}exec {sys.executable} -m keras_gencmp train dcgan {' '.join(TINY)}"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
    done = subprocess.run(
        command, shell=True, cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    (line,) = done.stderr.splitlines()
    assert done.returncode == 2 and line.startswith("Error: ") and words in line
    assert not any(tmp_path.iterdir())


def test_python_is_told_of_another_backend_too(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", "import keras_gencmp as gg; gg.build('dcgan')"],
        env={**os.environ, "PYTHONPATH": str(ROOT), "KERAS_BACKEND": "torch"},
        capture_output=True,
        text=True,
    )
    assert "UserError: KERAS_BACKEND is 'torch'" in done.stderr.splitlines()[-1]


@pytest.mark.parametrize("closed", ["2>&-", ">&-", "<&- >&- 2>&-"])
def test_closed_streams_and_a_wrong_drawing_backend_are_no_error(closed, tmp_path):
    assert run("recipes", cwd=tmp_path).returncode == 0
    command = f"{sys.executable} -m keras_gencmp runs {closed}"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "MPLBACKEND": "nonsense"}
    done = subprocess.run(command, shell=True, cwd=tmp_path, env=environment, capture_output=True)
    assert done.returncode == 0 and b"Traceback" not in done.stderr
