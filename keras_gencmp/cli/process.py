"""The process of a command: its standard streams, and the signals that end it."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from keras_gencmp.errors import STOP_SIGNALS, Stopped


def open_standard_streams() -> None:
    """Give a process the standard streams that it was started without: what is written is lost.

    The next file that is opened would take the number of a closed stream, and the messages of
    libraries would be written into it.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
    sys.stdout = sys.stdout or open(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = sys.stderr or open(2, "w", encoding="utf-8", closefd=False)


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """SIGTERM and SIGHUP end the block as Ctrl-C does, by an exception.

    A signal that the process was started to ignore, as under nohup, stays ignored.
    """
    main = threading.current_thread() is threading.main_thread()
    before = {each: signal.getsignal(each) for each in STOP_SIGNALS if each != signal.SIGINT}
    handled = [each for each in before if main and before[each] is signal.SIG_DFL]
    for each in handled:
        signal.signal(each, _stop)
    try:
        yield
    finally:
        for each in handled:
            if signal.getsignal(each) is _stop:
                signal.signal(each, before[each])


def ignore_signals() -> None:
    """What is left is the end of the process: another signal would only change its exit code."""
    if threading.current_thread() is threading.main_thread():
        for each in STOP_SIGNALS:
            signal.signal(each, signal.SIG_IGN)


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stopped(number)
