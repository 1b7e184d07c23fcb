"""One training of a comparison, from whatever state its folder is in to its scores."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import keras

from keras_gencmp.data import Splits
from keras_gencmp.errors import Diverged, UserError
from keras_gencmp.evaluation import evaluate as evaluation
from keras_gencmp.evaluation.evaluate import Request
from keras_gencmp.evaluation.protocol import Protocol
from keras_gencmp.metrics import selection
from keras_gencmp.runs import locks, own_code
from keras_gencmp.runs.files import WriteError, remove_unfinished, write_json
from keras_gencmp.runs.run import Run
from keras_gencmp.study.compare import plan as plans
from keras_gencmp.study.compare.declaration import Declaration
from keras_gencmp.study.compare.plan import Plan, Training
from keras_gencmp.study.files import read_numbers
from keras_gencmp.study.own_runs import check_own
from keras_gencmp.training import trainer
from keras_gencmp.training.data import load_data

TRAINING_COST = "training_cost.json"
PEAK, RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def open_plan(folder: Path) -> Callable[[int], None]:
    """What carries out a training of the plan in a folder, by its number."""
    plan = plans.read(folder)
    return lambda index: carry_out(plan, plan.trainings[index])


def carry_out(plan: Plan, training: Training) -> None:
    """Train, resume or evaluate: whatever is left of a training; nothing of it is done twice."""
    if not training.done:
        own_code.check_declared(plan.declaration.code, plan.folder)
        check_own(training.run, training.plan)
        try:
            _train(plan, training)
            _evaluate(plan, training)
        except Diverged as error:
            write_json(training.failure_file, {"message": str(error)})
        keras.utils.clear_session()


def request_of(declaration: Declaration) -> Request:
    """What is asked of every model of a comparison."""
    metrics = selection.chosen(declaration.metrics)
    return Request(evaluation.load_metrics(metrics), declaration.n)


def splits_of(plan: Plan) -> Splits:
    """The data that all models of a comparison share."""
    return load_data(plan.declaration.trained[0].plan, plan.declaration.data_dir)


def cost_of(training: Training) -> dict[str, float]:
    """Processor seconds of a training with all that belongs to it, and its peak memory in bytes."""
    return read_numbers(training.cost_file)


def _train(plan: Plan, training: Training) -> None:
    run, data_dir = training.run, plan.declaration.data_dir
    locks.wait(run.directory)  # a process whose command is gone may still save itself
    if run.finished:
        return
    with counted(run):
        if run.begun:
            trainer.resume(run, data_dir, draw=False)
        else:
            _remove_beginnings(run.directory)
            trainer.train(training.plan, directory=run.directory, data_dir=data_dir, draw=False)


@contextmanager
def counted(run: Run) -> Iterator[None]:
    """What a training costs within the block is added to what its earlier parts have cost."""
    file = run.directory / TRAINING_COST
    before = read_numbers(file) if run.begun else {}
    _reset_peak()
    began = time.process_time()
    refused = False
    try:
        yield
    except UserError:
        refused = True  # nothing was trained, and another process may be at work there
        raise
    finally:
        seconds = before.get("seconds", 0.0) + time.process_time() - began
        peak = max(before.get("peak", 0.0), peak_memory())
        if run.begun and not refused:  # a folder in which nothing has begun stays as it was
            with suppress(WriteError):  # the error that ended the training is the one to tell
                write_json(file, {"seconds": seconds, "peak": peak})


def _evaluate(plan: Plan, training: Training) -> None:
    """Score a finished run; its scores are kept in its evaluation.json."""
    began, request = time.process_time(), request_of(plan.declaration)
    protocol = _protocol(plan.folder)
    score: Callable[..., Any] = evaluation.on_one_thread(evaluation.evaluate_run)
    score(protocol, training.run, request, {})
    before = read_numbers(training.run.directory / TRAINING_COST)
    spent = time.process_time() - began
    write_json(training.cost_file, {**before, "evaluation_seconds": spent})


@cache
def _protocol(folder: Path) -> Protocol:
    """The protocol of a comparison, whose real features are computed once a process."""
    plan = plans.read(folder)
    return evaluation.open_protocol(splits_of(plan), request_of(plan.declaration))


def _remove_beginnings(folder: Path) -> None:
    """Remove what a training left that was killed before its first step."""
    if folder.exists():
        remove_unfinished(folder)
        for path in sorted(folder.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()


def peak_memory() -> int:
    """The peak resident memory of this process in bytes, since it was last reset where it can be.

    Linux alone can reset it; elsewhere it is that of the whole process so far.
    """
    try:
        lines = PEAK.read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def _reset_peak() -> None:
    try:
        RESET.write_text("5", encoding="utf-8")
    except OSError:
        pass
