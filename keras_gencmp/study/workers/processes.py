"""Workers at work: tasks handed to child processes, one at a time to each."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, NamedTuple, Protocol

from keras_gencmp.errors import SAME_COMMAND, STOP_SIGNALS, Interrupted, UserError
from keras_gencmp.training.signals import StopSignals

PER_PROCESS = 10  # tasks after which a worker is replaced: what TensorFlow keeps adds up
POLL = 0.5
ATTEMPTS = 2  # a worker that is lost, as by too little memory, is replaced once
TAIL = 15  # lines of a log that an error shows


class Task(Protocol):
    """One piece of work: its number in its plan, its name, expected seconds, and its state."""

    @property
    def index(self) -> int:
        """The number that a worker is given."""

    @property
    def name(self) -> str:
        """The task in messages."""

    @property
    def seed(self) -> int:
        """Tasks of low seeds come first."""

    @property
    def seconds(self) -> float:
        """Seconds that it is expected to take."""

    @property
    def done(self) -> bool:
        """Whether nothing of it is left to do."""

    @property
    def share(self) -> float:
        """How much of it is done, from 0 to 1."""


class Job(NamedTuple):
    """All tasks of a plan: its kind, which tells a worker what to do, its folder, and threads."""

    kind: str
    folder: Path
    threads: int
    tasks: Sequence[Task]


class Workers:
    """Tasks shared among ``jobs`` workers, the longest first within a seed.

    ``watch`` is called about twice a second, with the tasks that are running; ``lock`` is the
    descriptor by which every worker holds the folder, too.
    """

    def __init__(
        self, job: Job, jobs: int, watch: Callable[[Sequence[Task]], None], lock: int
    ) -> None:
        self.job, self.watch, self.lock = job, watch, lock
        left = [each for each in job.tasks if not each.done]
        self.queue = deque(sorted(left, key=lambda each: (each.seed, -each.seconds)))
        self.jobs = min(jobs, len(self.queue))
        self.running: dict[int, Task] = {}
        self.processes: dict[int, subprocess.Popen[str]] = {}
        self.problems: list[Exception] = []
        self.lost: Counter[int] = Counter()
        self.stopping = False

    def run(self) -> None:
        """Carry out all tasks that are left; Interrupted where a signal stopped them."""
        threads = [threading.Thread(target=self._serve, args=(slot,)) for slot in range(self.jobs)]
        signals = StopSignals()
        with signals.caught():
            for thread in threads:
                thread.start()
            while any(thread.is_alive() for thread in threads):
                if (signals.number or self.problems) and not self.stopping:
                    self._stop()
                self.watch(list(self.running.values()))
                time.sleep(POLL)
        if self.problems:
            raise self.problems[0]
        if signals.number:
            raise Interrupted(SAME_COMMAND, 128 + signals.number)

    def _serve(self, slot: int) -> None:
        """One worker after the other in a slot, until nothing is left."""
        try:
            while self.queue and not self.stopping:
                self._one_process(slot)
        except Exception as error:
            self.problems.append(error)

    def _one_process(self, slot: int) -> None:
        log = self.job.folder / "logs" / f"worker-{slot + 1}.txt"
        log.parent.mkdir(exist_ok=True)
        with log.open("a", encoding="utf-8") as file:
            process = self.processes[slot] = start(self.job, file, self.lock)
            try:
                for _ in range(PER_PROCESS):
                    if self.stopping or not self._hand_over(slot, process, log):
                        break
            finally:
                self.running.pop(slot, None)
                for pipe in filter(None, (process.stdin, process.stdout)):
                    pipe.close()
                process.wait()

    def _hand_over(self, slot: int, process: subprocess.Popen[str], log: Path) -> bool:
        """Give a worker the next task and wait for its answer; False where it can do no more."""
        try:
            task = self.running[slot] = self.queue.popleft()
        except IndexError:
            return False
        answer = ask(process, task.index)
        if answer:
            problem = json.loads(answer).get("error")
            if problem:
                raise UserError(f"{task.name}: {problem}")
            return True
        self._lose(task, process.wait(), log)
        self.queue.appendleft(task)
        return False

    def _lose(self, task: Task, code: int, log: Path) -> None:
        """An error where a task that a worker has left is not to be handed to another one, once.

        Whoever stops a command, as by Ctrl-C, may have stopped its workers before it knows.
        """
        if self.stopping or code - 128 in STOP_SIGNALS:
            return
        if code >= 0:
            raise RuntimeError(f"{task.name} has failed:\n{tail(log)}")
        self.lost[task.index] += 1
        if self.lost[task.index] >= ATTEMPTS:
            raise UserError(
                f"{task.name}: its process was killed twice (signal {-code}), as by a system that "
                "is short of memory: call again with fewer --jobs"
            )

    def _stop(self) -> None:
        """Ask all workers to save themselves and leave."""
        self.stopping = True
        for process in self.processes.values():
            if process.poll() is None:
                process.terminate()


def carry_out_one(kind: str, folder: Path, threads: int, index: int) -> str:
    """Carry out one task in a process of its own; a sentence where its input is bad, else "".

    RuntimeError with the end of its log where it fails.
    """
    log = folder / "logs" / f"task-{index}.txt"
    log.parent.mkdir(exist_ok=True)
    with log.open("a", encoding="utf-8") as file:
        process = start(Job(kind, folder, threads, ()), file)
        with process:  # closes its pipes, which ends it
            answer = ask(process, index)
    if not answer:
        raise RuntimeError(f"task {index} of {folder} has failed:\n{tail(log)}")
    return str(json.loads(answer).get("error", ""))


def start(job: Job, log: IO[str], lock: int | None = None) -> subprocess.Popen[str]:
    """A worker of a job that writes what it reports into a log."""
    arguments = [job.kind, str(job.folder.resolve()), str(job.threads)]
    package = str(Path(__file__).parents[3])
    paths = [package, *filter(None, [os.environ.get("PYTHONPATH")])]
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "keras_gencmp.study.workers.worker", *arguments],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        pass_fds=() if lock is None else (lock,),
        text=True,
    )


def ask(process: subprocess.Popen[str], index: int) -> str | None:
    """The answer of a worker to a task; None where the worker is gone."""
    assert process.stdin and process.stdout
    try:
        process.stdin.write(f"{index}\n")
        process.stdin.flush()
        return process.stdout.readline() or None
    except BrokenPipeError:
        return None


def tail(log: Path) -> str:
    """The last lines of a log."""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-TAIL:])
