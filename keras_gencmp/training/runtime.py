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

ADDRESS_SPACE = 3 * 2**30  # bytes; a small training takes 2.4 GiB of it


def start(threads: int | None = None) -> None:
    """Import TensorFlow with ``threads`` threads within an operation (default: the cores allowed).

    The number is fixed because sums are split by it: equal bits need equal threads.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    check_backend()
    _check_address_space()
    try:
        with _stderr_held_back():
            import tensorflow as tf
    except (ImportError, MemoryError, OSError) as error:
        raise UserError(f"TensorFlow cannot be loaded: {_first_line(error)}") from error
    with contextlib.suppress(RuntimeError):  # already running: whoever started it has decided
        tf.config.threading.set_intra_op_parallelism_threads(threads or cores())
        for device in tf.config.list_physical_devices("GPU"):
            tf.config.experimental.set_memory_growth(device, True)
            tf.config.experimental.enable_op_determinism()  # CPUs need it not: equal bits anyway


def check_backend() -> None:
    """Make TensorFlow the backend of Keras; UserError where the user has asked for another."""
    backend = os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    if backend != "tensorflow":
        raise UserError(f"KERAS_BACKEND is {backend!r}, and gencmp needs tensorflow: unset it")


def _check_address_space() -> None:
    """UserError where the process may not have the memory in which TensorFlow can start.

    It would not fail with an error, but be ended by the system.
    """
    try:
        import resource
    except ImportError:  # no such limits on this system
        return
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit != resource.RLIM_INFINITY and limit < ADDRESS_SPACE:
        raise UserError(
            f"the address space is limited to {limit / 2**30:.1f} GiB, and TensorFlow needs "
            f"{ADDRESS_SPACE / 2**30:.0f}: raise it with ulimit -v"
        )


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


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
    count = threads()
    return ", ".join(map(str, details)) or f"CPU ({count} thread{'s' * (count != 1)})"


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
    if len({name.upper() for name in devices}) < len(devices):
        raise UserError(f"a device is named twice in {', '.join(devices)}: name each once")
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
        except Exception:
            buffer.seek(0)
            os.write(keep, buffer.read())
            raise
        finally:
            os.dup2(keep, 2)
            os.close(keep)
