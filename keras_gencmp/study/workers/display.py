"""The progress of tasks: how many are done, which are running, and the time left."""

from __future__ import annotations

import time
from collections.abc import Sequence

from keras_gencmp.study.workers.processes import Task
from keras_gencmp.terminal import console

START = 10.0  # seconds of a worker's start
INTERVAL = 2.0  # seconds from one look into the folders to the next
FIRST, LATER = 10.0, 60.0  # seconds without a line in a log to the first one, and to the next


class Display:
    """One line for all tasks: on a terminal it changes, elsewhere it is repeated.

    That is at each end of a task, and where none has ended for a minute.
    """

    def __init__(self, tasks: Sequence[Task], jobs: int, what: str = "trainings") -> None:
        self.tasks, self.jobs, self.what = tasks, jobs, what
        self.began = self.looked = self.told = time.monotonic()
        self.patience = FIRST
        self.at_begin = done_seconds(self.tasks)
        self.ended = count_ended(self.tasks)

    def watch(self, running: Sequence[Task]) -> None:
        """Look into the folders of the tasks, and say what has changed."""
        if time.monotonic() - self.looked < INTERVAL:
            return
        self.looked = time.monotonic()
        ended = count_ended(self.tasks)
        if console.has_display():
            console.progress(self.line(ended, running))
        elif ended != self.ended or time.monotonic() - self.told > self.patience:
            console.note(self.line(ended, running))
            self.told, self.patience = time.monotonic(), LATER
        self.ended = ended

    def line(self, ended: int, running: Sequence[Task]) -> str:
        """The progress as one line."""
        names = ", ".join(task.name for task in running) or "none"
        left = console.duration(self.time_left())
        return f"{ended} of {len(self.tasks)} {self.what} done  running: {names}  {left} left"

    def time_left(self) -> float:
        """Seconds that what is left takes: as expected at first, at the pace so far later."""
        whole = sum(task.seconds for task in self.tasks)
        done = done_seconds(self.tasks)
        passed, gained = time.monotonic() - self.began, done - self.at_begin
        expected = (whole - done) / max(self.jobs, 1)
        if gained < 0.1 * whole:
            return expected
        return passed / gained * (whole - done)


def forecast(tasks: Sequence[Task], jobs: int, what: str = "trainings") -> str:
    """What is left to do of some tasks, and how long it is expected to take."""
    left = len(tasks) - count_ended(tasks)
    if not left:
        return f"all {what} are done"
    whole = sum(task.seconds for task in tasks)
    length = console.duration((whole - done_seconds(tasks)) / jobs + START)
    count = f"{left} of {len(tasks)} {what} are left" if left < len(tasks) else f"{left} {what}"
    return f"{count}, about {length}"


def done_seconds(tasks: Sequence[Task]) -> float:
    """The expected seconds of what is done of some tasks."""
    return sum(task.seconds * task.share for task in tasks)


def count_ended(tasks: Sequence[Task]) -> int:
    """How many tasks have ended."""
    return sum(task.done for task in tasks)
