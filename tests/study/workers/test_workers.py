"""Workers: tasks handed to child processes or a cluster, what they answer, and what is lost."""

import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from keras_gencmp.errors import UserError
from keras_gencmp.runs import locks
from keras_gencmp.study.workers import dask_cluster as dask_workers
from keras_gencmp.study.workers import processes as workers
from keras_gencmp.study.workers.dask_cluster import DaskWorkers
from keras_gencmp.study.workers.display import START, Display, forecast
from keras_gencmp.study.workers.processes import Job, Workers
from keras_gencmp.terminal.console import duration

# A worker that answers at once: it writes a file for each task, or does what its number says.
STAND_IN = """
import json, os, signal, sys
for line in sys.stdin:
    index = int(line)
    with open(f"done-{index}", "a") as file:
        file.write("x")
    if index == 7 and len(open("done-7").read()) == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    if index == 8:
        sys.exit("a fault of the program")
    print(json.dumps({"error": "bad input"} if index == 9 else {"done": index}), flush=True)
"""


@dataclass
class Task:
    index: int
    folder: object
    seed: int = 0
    seconds: float = 1.0

    @property
    def name(self):
        return f"task {self.index}"

    @property
    def done(self):
        return (self.folder / f"done-{self.index}").exists()

    @property
    def share(self):
        return float(self.done)


@pytest.fixture
def stand_in(monkeypatch, tmp_path):
    def start(job, log, lock=None):
        return subprocess.Popen(
            [sys.executable, "-c", STAND_IN],
            cwd=tmp_path,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )

    monkeypatch.setattr(workers, "start", start)
    monkeypatch.setattr(workers, "POLL", 0.02)
    return tmp_path


def job_of(folder, *numbers):
    return Job("comparison", folder, 1, [Task(number, folder) for number in numbers])


def carried_out(folder, *numbers, jobs=2):
    seen = []
    Workers(job_of(folder, *numbers), jobs, seen.append, 0).run()
    return seen


def times(folder, number):
    return len((folder / f"done-{number}").read_text())


def test_every_task_is_carried_out_once_and_what_is_done_is_not_repeated(stand_in):
    carried_out(stand_in, 0, 1, 2, 3, 4)
    assert [times(stand_in, number) for number in range(5)] == [1] * 5
    carried_out(stand_in, 0, 1, 2, 3, 4, 5)
    assert [times(stand_in, number) for number in range(6)] == [1] * 6


def test_a_task_whose_worker_is_killed_is_given_to_another(stand_in):
    carried_out(stand_in, 6, 7, 10, jobs=1)
    assert times(stand_in, 7) == 2 and times(stand_in, 10) == 1


def test_a_fault_of_the_program_surfaces_with_the_end_of_its_log(stand_in):
    with pytest.raises(RuntimeError, match="task 8 has failed:\na fault of the program"):
        carried_out(stand_in, 8, 1, jobs=1)


def test_bad_input_is_a_sentence(stand_in):
    with pytest.raises(UserError, match="task 9: bad input"):
        carried_out(stand_in, 9, jobs=1)


def test_a_worker_serves_a_few_tasks_and_is_replaced(stand_in, monkeypatch):
    begun, start = [], workers.start
    monkeypatch.setattr(workers, "start", lambda *given: begun.append(1) or start(*given))
    monkeypatch.setattr(workers, "PER_PROCESS", 2)
    carried_out(stand_in, 0, 1, 2, 3, 4, jobs=1)
    assert len(begun) == 3


def test_one_command_at_a_time_works_in_a_folder_and_workers_hold_it_too(tmp_path):
    with locks.working(tmp_path) as lock:
        with pytest.raises(UserError, match="is in use by process .*wait for it"):
            with locks.working(tmp_path, patience=0.0):
                pass
        child = subprocess.Popen(["sleep", "30"], pass_fds=(lock,))
    try:
        with pytest.raises(UserError, match="is in use by"):
            with locks.working(tmp_path, patience=0.0):
                pass
    finally:
        child.kill()
        child.wait()
    with locks.working(tmp_path, patience=0.0):
        assert (tmp_path / locks.NAME).read_text().startswith(f"process {os.getpid()} ")


def test_the_forecast_counts_what_is_left_by_its_share(tmp_path):
    tasks = [Task(number, tmp_path) for number in range(3)]
    assert forecast(tasks, 1, "units") == f"3 units, about {duration(START + 3 * tasks[0].seconds)}"
    (tmp_path / "done-0").touch()
    length = duration(START + 2 * tasks[0].seconds / 2)
    assert forecast(tasks, 2) == f"2 of 3 trainings are left, about {length}"
    for number in (1, 2):
        (tmp_path / f"done-{number}").touch()
    assert forecast(tasks, 1) == "all trainings are done"


def test_the_display_says_what_is_done_running_and_left(tmp_path, monkeypatch, capsys):
    tasks = [Task(number, tmp_path) for number in range(4)]
    display = Display(tasks, 2, "units")
    (tmp_path / "done-0").touch()
    assert display.line(1, tasks[1:3]).startswith("1 of 4 units done  running: task 1, task 2")
    display.looked = -10.0
    display.watch(tasks[1:3])
    display.watch(tasks[1:3])
    assert capsys.readouterr().err.count("1 of 4 units done") == 1


def test_a_display_without_a_terminal_speaks_where_nothing_ends(tmp_path, monkeypatch, capsys):
    now = [0.0]
    monkeypatch.setattr("keras_gencmp.study.workers.display.time.monotonic", lambda: now[0])
    tasks = [Task(number, tmp_path) for number in range(2)]
    display = Display(tasks, 1)
    for now[0] in (5.0, 11.0, 30.0, 60.0, 72.0):
        display.watch(tasks[:1])
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2 and all("running: task 0" in line for line in lines)


class Client:
    """A cluster that does at once what it is given."""

    def __init__(self):
        self.keys = []

    def submit(self, function, *arguments, key, retries, priority, pure):
        self.keys.append(key)
        result = function(*arguments)
        methods = {"done": lambda self: True, "result": lambda self: result}
        return type("Future", (), methods)()


def test_a_cluster_carries_out_what_child_processes_would(stand_in, monkeypatch):
    client = Client()

    @contextmanager
    def connected(address):
        assert address == "tcp://here:8786"
        yield client

    monkeypatch.setattr(dask_workers, "connected", connected)
    monkeypatch.setattr(dask_workers, "PAUSE", 0.0)
    DaskWorkers(job_of(stand_in, 0, 1), "tcp://here:8786", lambda running: None).run()
    assert times(stand_in, 0) == times(stand_in, 1) == 1 and len(set(client.keys)) == 2
    with pytest.raises(UserError, match="bad input"):
        DaskWorkers(job_of(stand_in, 9), "tcp://here:8786", lambda running: None).run()
    with pytest.raises(RuntimeError, match="task 8 of .* has failed"):
        DaskWorkers(job_of(stand_in, 8), "tcp://here:8786", lambda running: None).run()


def test_a_local_cluster_gives_a_lost_task_to_another_worker(stand_in):
    distributed = pytest.importorskip("distributed", reason="Dask is not installed")
    options = {"n_workers": 1, "threads_per_worker": 2, "processes": False}
    with distributed.LocalCluster(**options, dashboard_address=None) as cluster:
        address = cluster.scheduler_address
        DaskWorkers(job_of(stand_in, 0, 7, 1), address, lambda running: None).run()
    assert times(stand_in, 7) == 2 and times(stand_in, 0) == 1
