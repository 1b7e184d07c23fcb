"""A process that is killed at a call of a number within the saving of a checkpoint."""

import io
import os
import signal
from pathlib import Path

CALLS = ("mkdir", "open", "fsync", "replace", "rename", "link", "unlink", "truncate", "write")
COUNTS = "saves.txt"  # in the working directory: the calls of each save


class Counter:
    """Counts the calls within saves; it kills the process before the one of a number."""

    def __init__(self, number: int):
        self.number, self.count, self.inside = number, 0, False

    def call(self, half_done=None) -> None:
        """Count one call; ``half_done`` does a part of it before the process is killed."""
        if self.inside:
            self.count += 1
            if self.count == self.number:
                if half_done:
                    half_done()
                os.kill(os.getpid(), signal.SIGKILL)

    def counted(self, function):
        def counting(*arguments, **options):
            self.call()
            return function(*arguments, **options)

        return counting


def killed_at(number: int) -> None:
    """Kill this process at a call of its saves; a negative number only counts them."""
    from keras_gencmp.training.callbacks.checkpoint import ModelCheckpoint

    counter, save = counted_calls(number), ModelCheckpoint.save

    def counted_save(self):
        counter.inside, before = True, counter.count
        save(self)
        counter.inside = False
        with Path(COUNTS).open("a") as file:
            print(counter.count - before, file=file)

    ModelCheckpoint.save = counted_save


def counted_calls(number: int) -> Counter:
    """A counter of this process's calls that change files, while it is ``inside`` a save."""
    from keras_gencmp.runs import files

    counter = Counter(number)

    class CountedFile(io.BufferedRandom):
        """A file of which every write counts, and is cut in half by the kill."""

        def write(self, content):
            whole = super().write

            def half_done():
                whole(memoryview(content)[: len(memoryview(content)) // 2])
                self.flush()

            counter.call(half_done)
            return whole(content)

    files.open = lambda path, mode: CountedFile(io.FileIO(path, "x+"))
    for name in CALLS:
        setattr(os, name, counter.counted(getattr(os, name)))
    return counter
