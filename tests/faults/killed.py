"""Trainings that are killed: configurations, whole runs of each, and the kill itself."""

import os
import signal
import time
from pathlib import Path

import numpy as np
import pytest
from faults.forks import Commands
from PIL import Image
from processes import start

from keras_gencmp import runs

SHORT = ["--epochs=3", "--set=schedule.epoch_steps=6", "--batch-size=20"]
DIGITS = ["--dataset=digits", *SHORT]
GAN = ["--set=networks.generator.width=4", "--set=networks.discriminator.width=4"]
VAE = ["--set=networks.encoder.width=4", "--set=networks.decoder.width=4"]
CONFIGURATIONS = {
    "gan": ["dcgan", *DIGITS, *GAN],
    "wgan-gp": ["wgan-gp", *DIGITS, *GAN],
    "infogan": ["infogan", *DIGITS, *GAN],
    "vae": ["conv-vae", *DIGITS, *VAE],
    "mixed precision": ["dcgan", *DIGITS, *GAN, "--precision=mixed_float16"],
    "several steps an execution": ["dcgan", *DIGITS, *GAN, "--set=schedule.steps_per_execution=4"],
    "evaluated": ["conv-vae", *DIGITS, *VAE, "--evaluate-every=1", "--set=schedule.average=0.9"],
    "a folder of images": ["dcgan", "--dataset=folder:images", *SHORT, *GAN],
}


class Uninterrupted:
    """A whole run of each configuration, made when it is first asked for, and its seconds."""

    def __init__(self, folder, commands):
        self.folder, self.commands, self.known = folder, commands, {}

    def of(self, name: str) -> tuple[runs.Run, float]:
        if name not in self.known:
            folder = working_folder(self.folder / name.replace(" ", "-"))
            code, _, errors = self.commands.run("train", *CONFIGURATIONS[name], cwd=folder)
            assert code == 0, errors
            self.known[name] = runs.find("latest", folder / "runs"), self.commands.seconds
        return self.known[name]


def working_folder(folder):
    """A folder with a hundred images in it."""
    random = np.random.default_rng(0)
    (folder / "images").mkdir(parents=True)
    for number in range(100):
        pixels = random.integers(0, 256, (28, 28), dtype=np.uint8)
        Image.fromarray(pixels).save(folder / "images" / f"{number:03d}.png")
    return folder


@pytest.fixture(scope="module")
def commands():
    commands = Commands()
    yield commands
    commands.close()


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory, commands):
    return Uninterrupted(tmp_path_factory.mktemp("uninterrupted"), commands)


def killed_after(seconds: float, commands: Commands, *arguments: str, cwd, **environment) -> bool:
    """Whether a command was still at work when it was killed, after so many processor seconds.

    Those of the wall would depend on what else the machine does.
    """
    child = commands.start(*arguments, cwd=cwd, **environment)
    while (used := processor_seconds(child)) is not None and used < seconds:
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    return commands.ended() < 0


def killed_after_a_while(
    seconds: float, commands: Commands, *arguments: str, cwd, **others
) -> bool:
    """The same after seconds of the wall, for a command whose work is done by other processes."""
    child = commands.start(*arguments, cwd=cwd, **others)
    until = time.monotonic() + seconds
    while processor_seconds(child) is not None and time.monotonic() < until:
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    return commands.ended() < 0


def processor_seconds(process: int) -> float | None:
    """The processor seconds that a process has used; None where it has ended."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    ticks = sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")
    return None if fields[0] == "Z" else ticks


def killed_in_the_first_second(*arguments: str, cwd) -> float:
    """When a process of its own was killed, which was still being started."""
    process, seconds = start(*arguments, cwd=cwd), float(np.random.default_rng().random())
    time.sleep(seconds)
    process.kill()
    process.communicate()
    return seconds


def next_command(name: str, folder) -> list[str]:
    """What a user types next: resume, or train where no run has begun."""
    begun = runs.every(folder / "runs")
    return ["resume", "latest"] if begun else ["train", *CONFIGURATIONS[name]]
