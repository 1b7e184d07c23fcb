"""gencmp in a process of its own, as a user runs it."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
TINY = [
    "--dataset=digits",
    "--epochs=3",
    "--set=networks.generator.width=4",
    "--set=networks.discriminator.width=4",
    "--set=latent=8",
]


def start(*arguments: str, cwd: Path, **environment: str) -> subprocess.Popen:
    """A gencmp that has been started."""
    return subprocess.Popen(
        [sys.executable, "-m", "keras_gencmp", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess:
    """A gencmp that has ended."""
    process = start(*arguments, cwd=cwd, **environment)
    output, errors = process.communicate(timeout=300)
    return subprocess.CompletedProcess(arguments, process.returncode, output, errors)
