"""The exceptions that end a command in an orderly way."""

import signal

# What asks a process to stop: Ctrl-C, a scheduler, a terminal that is closed.
STOP_SIGNALS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)


class UserError(Exception):
    """Bad input: one clear sentence that names the mend; the command line exits with 2."""


class Interrupted(Exception):
    """A signal asked the work to stop, and it has saved itself; ``exit_code`` is 128 + signal."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code


SAME_COMMAND = "stopped and saved; the same command goes on where it stopped"


class Stopped(KeyboardInterrupt):
    """A signal that stops the process where it stands, as Ctrl-C does; ``number`` says which."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


class Diverged(Exception):
    """A training whose losses or weights are no longer finite numbers; the command exits with 1."""


def exit_code(stop: KeyboardInterrupt) -> int:
    """The exit code of a process that a signal has stopped: 128 + signal."""
    return 128 + (stop.number if isinstance(stop, Stopped) else signal.SIGINT)
