"""Signals that ask a training to stop."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from keras_gencmp.errors import STOP_SIGNALS, Stopped

# A terminal, a shell and a job scheduler may all pass on one request within moments.
PATIENCE = 3.0  # seconds


class StopSignals:
    """A first signal is noted, so that the training can save itself; a later one acts at once.

    Those that follow within `PATIENCE` are the same request. ``number`` is the signal that came,
    0 before any. A signal that the process was started to ignore, as under nohup, stays ignored.
    """

    def __init__(self) -> None:
        self.number, self.came = 0, 0.0

    @contextmanager
    def caught(self) -> Iterator[None]:
        """Handle the signals within this block."""
        if threading.current_thread() is not threading.main_thread():
            yield  # only the main thread of a process gets signals
            return
        before = {number: signal.getsignal(number) for number in STOP_SIGNALS}
        handled = [number for number in before if before[number] is not signal.SIG_IGN]
        for number in handled:
            signal.signal(number, self.note)
        try:
            yield
        finally:
            for number in handled:
                signal.signal(number, before[number])

    def note(self, number: int, frame: Any) -> None:
        """The handler: note the first signal, and end at once for one that comes much later."""
        if not self.number:
            self.number, self.came = number, time.monotonic()
        elif time.monotonic() - self.came > PATIENCE:
            raise Stopped(number)
