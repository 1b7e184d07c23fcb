"""gencmp in a process of its own, as a user runs it."""

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from pathlib import Path

ROOT = Path(__file__).parent.parent
TINY = [
    "--dataset=digits",
    "--epochs=3",
    "--set=networks.generator.width=4",
    "--set=networks.discriminator.width=4",
    "--set=latent=8",
]


def start(*arguments: str, cwd: Path, **environment: str | None) -> subprocess.Popen:
    """A gencmp that has been started; a variable of the environment that is None is unset."""
    variables = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.Popen(
        [sys.executable, "-m", "keras_gencmp", *arguments],
        cwd=cwd,
        env={name: value for name, value in variables.items() if value is not None},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(*arguments: str, cwd: Path, **environment: str | None) -> subprocess.CompletedProcess:
    """A gencmp that has ended."""
    process = start(*arguments, cwd=cwd, **environment)
    output, errors = process.communicate(timeout=300)
    return subprocess.CompletedProcess(arguments, process.returncode, output, errors)


def on_terminal(*arguments: str, cwd: Path, columns: int = 80, **environment: str) -> tuple:
    """A gencmp that has ended on a terminal of that width: its exit code, and what it wrote."""
    reader, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    unset = ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE")
    inherited = {name: value for name, value in os.environ.items() if name not in unset}
    process = subprocess.Popen(
        [sys.executable, "-m", "keras_gencmp", *arguments],
        cwd=cwd,
        env={**inherited, "PYTHONPATH": str(ROOT), "TERM": "xterm", **environment},
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
    )
    os.close(terminal)
    written = b"".join(iter(lambda: _read(reader), b""))
    os.close(reader)
    return process.wait(timeout=60), written.decode()


def _read(reader: int) -> bytes:
    """What a terminal holds; Linux reports an error once the last process has left it."""
    try:
        return os.read(reader, 65536)
    except OSError:
        return b""
