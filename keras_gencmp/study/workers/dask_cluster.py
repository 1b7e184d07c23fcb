"""Tasks handed to a Dask cluster, whose workers share the folder of the job.

Each task is a child process of a Dask worker, as it is of this process otherwise, so that a cluster
computes the same. Dask (`keras-gencmp[dask]`) finds the machines, and gives a task to another
worker when one is lost.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from keras_gencmp.errors import Interrupted, UserError
from keras_gencmp.study.workers.processes import POLL, Job, Task, carry_out_one
from keras_gencmp.training.signals import StopSignals

RETRIES = 3  # of a task that fails, as while a lost worker's training still saves itself
PAUSE = 5.0  # seconds before a failed task is tried again


class DaskWorkers:
    """Tasks on the cluster of a scheduler, with as many at once as it has worker threads."""

    def __init__(self, job: Job, scheduler: str, watch: Callable[[Sequence[Task]], None]) -> None:
        self.job, self.scheduler, self.watch = job, scheduler, watch

    def run(self) -> None:
        """Carry out all tasks that are left; Interrupted where a signal stopped them."""
        left = [task for task in self.job.tasks if not task.done]
        if not left:
            return
        signals = StopSignals()
        with connected(self.scheduler) as client, signals.caught():
            futures = {self._submitted(client, task): task for task in left}
            while any(not future.done() for future in futures) and not signals.number:
                left = [task for future, task in futures.items() if not future.done()]
                self.watch([task for task in left if task.share > 0])  # the others may wait
                time.sleep(POLL)
            if signals.number:
                client.cancel(list(futures))  # what is running ends its task
                again = "stopped; the same command goes on where it stopped"
                raise Interrupted(again, 128 + signals.number)
            problems = [problem for future in futures if (problem := future.result())]
        if problems:
            raise UserError(problems[0])

    def _submitted(self, client: Any, task: Task) -> Any:
        """A task of low seed comes first; the number of its job and its own make its key."""
        arguments = self.job.kind, str(self.job.folder.resolve()), self.job.threads, task.index
        key = f"{self.job.folder.name}-{task.index}-{time.time_ns()}"
        options = {"key": key, "retries": RETRIES, "priority": -task.seed, "pure": False}
        return client.submit(in_a_child, *arguments, **options)


def in_a_child(kind: str, folder: str, threads: int, index: int) -> str:
    """Carry out one task in a process of its own; a sentence where its input is bad, else ""."""
    try:
        return carry_out_one(kind, Path(folder), threads, index)
    except RuntimeError:
        time.sleep(PAUSE)
        raise


def connected(scheduler: str) -> Any:
    """A client of the scheduler at an address; UserError where Dask or the scheduler is missing."""
    try:
        from distributed import Client
    except ImportError as error:
        raise UserError(
            "--scheduler needs Dask: pip install 'keras-gencmp[dask]', here and on every worker"
        ) from error
    try:
        return Client(scheduler, timeout=10)
    except (OSError, ValueError, TimeoutError) as error:
        raise UserError(
            f"no Dask scheduler answers at {scheduler}: start one with dask scheduler"
        ) from error
