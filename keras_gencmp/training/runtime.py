"""TensorFlow, started once: quietly, with a fixed number of threads, growing GPU memory."""

from __future__ import annotations

import contextlib
import os
import platform
import shlex
import sys
import tempfile
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from typing import Any

from keras_gencmp.errors import UserError


def start(threads: int | None = None) -> None:
    """Import TensorFlow with ``threads`` threads within an operation (default: the cores allowed).

    The number is fixed because sums are split by it: equal bits need equal threads.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    with _stderr_held_back():
        import tensorflow as tf
    with contextlib.suppress(RuntimeError):  # already running: whoever started it has decided
        tf.config.threading.set_intra_op_parallelism_threads(threads or cores())
        for device in tf.config.list_physical_devices("GPU"):
            tf.config.experimental.set_memory_growth(device, True)
            tf.config.experimental.enable_op_determinism()  # CPUs need it not: equal bits anyway


def cores() -> int:
    """The number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def threads() -> int:
    """The number of threads within an operation that TensorFlow runs with."""
    import tensorflow as tf

    return tf.config.threading.get_intra_op_parallelism_threads() or cores()


def device() -> str:
    """The devices that a training would use, as a line of text."""
    import tensorflow as tf

    gpus = tf.config.list_physical_devices("GPU")
    details = [tf.config.experimental.get_device_details(gpu).get("device_name") for gpu in gpus]
    return ", ".join(map(str, details)) or f"CPU ({threads()} threads)"


def describe() -> dict[str, Any]:
    """Versions, platform, device and threads: what equal bits depend on."""
    packages = ("tensorflow", "keras", "numpy", "tensorflow-datasets")
    return {
        "command": shlex.join(["gencmp", *sys.argv[1:]]),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "device": device(),
        "threads": threads(),
        "versions": {name: version(name) for name in packages},
    }


def strategy(devices: Sequence[str]) -> Any:
    """Data-parallel training over several devices ("GPU:0", "GPU:1"); one or none: the default."""
    import tensorflow as tf

    known = [device.name for device in tf.config.list_logical_devices()]
    for name in devices:
        if f"/device:{name.upper()}" not in known:
            choices = ", ".join(text.removeprefix("/device:") for text in known)
            raise UserError(f"no device {name!r} here: choose from {choices}")
    if len(devices) > 1:
        return tf.distribute.MirroredStrategy([name.upper() for name in devices])
    return tf.distribute.OneDeviceStrategy(devices[0]) if devices else tf.distribute.get_strategy()


@contextlib.contextmanager
def _stderr_held_back() -> Iterator[None]:
    """What is written to stderr is shown only if the block fails: TensorFlow greets at length."""
    with tempfile.TemporaryFile() as buffer:
        sys.stderr.flush()
        keep = os.dup(2)
        os.dup2(buffer.fileno(), 2)
        try:
            yield
        except BaseException:
            buffer.seek(0)
            os.write(keep, buffer.read())
            raise
        finally:
            os.dup2(keep, 2)
            os.close(keep)
