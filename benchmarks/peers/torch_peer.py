"""A training in PyTorch, in a Python of its own, driven from here (see ``torch_training``)."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from keras_gencmp.errors import UserError

PROGRAM = Path(__file__).with_name("torch_training.py")


class TorchPeer:
    """The training that some settings describe; arrays go to and fro as .npy files."""

    def __init__(self, python: str, settings: Mapping[str, Any], images: np.ndarray) -> None:
        self.folder = tempfile.TemporaryDirectory()
        file = self._file("settings.json")
        np.save(self._file("images.npy"), images)
        settings = {**settings, "images": str(self._file("images.npy"))}
        file.write_text(json.dumps(settings), encoding="utf-8")
        self.process = subprocess.Popen(
            [python, str(PROGRAM), str(file)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._answer("ready")

    def train(self, steps: int) -> tuple[float, float]:
        """Make that many steps; their wall and processor seconds."""
        wall, cpu = self._ask("train", steps)
        return float(wall), float(cpu)

    def sample(self, count: int) -> np.ndarray:
        """Images (count, 28, 28, 1) in [0, 1], from the same latents every time."""
        self._ask("sample", count, self._file("samples.npy"))
        return np.load(self._file("samples.npy"))

    def encode(self, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Mean and log variance (n, d) of q(z|x)."""
        return tuple(np.split(self._turned("encode", images), 2, axis=1))

    def decode(self, latents: np.ndarray) -> np.ndarray:
        """The probability of each pixel, (n, 28, 28, 1)."""
        return self._turned("decode", np.asarray(latents)).reshape(-1, 28, 28, 1)

    def save(self, file: Path) -> None:
        """Keep the whole state."""
        self._ask("save", file)

    def restore(self, file: Path) -> None:
        """Go on from a state that was kept."""
        self._ask("restore", file)

    def close(self) -> None:
        """End the process."""
        self.process.__exit__(None, None, None)  # closes its pipes, which ends it
        self.folder.cleanup()

    def _turned(self, command: str, array: np.ndarray) -> np.ndarray:
        np.save(self._file("in.npy"), array)
        self._ask(command, self._file("in.npy"), self._file("out.npy"))
        return np.load(self._file("out.npy"))

    def _file(self, name: str) -> Path:
        return Path(self.folder.name) / name

    def _ask(self, *words: object) -> list[str]:
        self.process.stdin.write("\t".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        return self._answer("done")

    def _answer(self, word: str) -> list[str]:
        answer = self.process.stdout.readline().split()
        if answer[:1] != [word]:
            raise UserError(f"the peer {PROGRAM.name} ended: its own words stand above")
        return answer[1:]
