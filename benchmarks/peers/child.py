"""A peer in a Python of its own, which works when it is told to and says when it is done."""

from __future__ import annotations

import subprocess
from pathlib import Path

from keras_gencmp.errors import UserError

TORCH = Path(__file__).with_name("torch_steps.py")


class Child:
    """A child process that makes steps on demand; use it in a ``with`` block.

    ``weights`` is how many it says that it trains.
    """

    def __init__(self, python: str, *arguments: object) -> None:
        self.process = subprocess.Popen(
            [python, str(TORCH), *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.weights = int(*self.await_word("ready"))

    def train(self, steps: int) -> None:
        """Have it make that many steps, and wait until they are made."""
        self.process.stdin.write(f"{steps}\n")
        self.process.stdin.flush()
        self.await_word("done")

    def await_word(self, word: str) -> list[str]:
        """Wait for its answer, and what follows it; UserError where it is another, or none."""
        answer = self.process.stdout.readline().split()
        if answer[:1] != [word]:
            raise UserError(f"the peer {TORCH.name} ended: its own words stand above")
        return answer[1:]

    def __enter__(self) -> Child:
        return self

    def __exit__(self, *error: object) -> None:
        self.process.__exit__(*error)  # closes its pipes, which ends it


def has_torch(python: str) -> bool:
    """Whether that Python can import torch."""
    try:
        found = subprocess.run([python, "-c", "import torch"], capture_output=True, check=False)
    except OSError as error:
        raise UserError(f"there is no Python {python}: name one with --torch-python") from error
    return found.returncode == 0
