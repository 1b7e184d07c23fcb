"""gencmp in children of one process that has TensorFlow loaded: a command begins at once.

A test that kills a command a hundred times would otherwise spend its time on a hundred starts of
TensorFlow. Run as a program this is that process: it carries out one command after the other.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOADED = (
    "keras_gencmp.cli.train",
    "keras_gencmp.cli.resume",
    "keras_gencmp.training.trainer",
    "keras_gencmp.evaluation.evaluate",
    "keras_gencmp.exports.versions",
    "keras_gencmp.exports.saved_model",
)


class Commands:
    """Commands one after the other, each in a child that can be killed."""

    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, __file__],
            env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def close(self) -> None:
        self.process.communicate("")

    def start(self, *arguments: str, cwd: Path, kill_at: int = 0, **environment: str) -> int:
        """The process id of a command; it dies at the call of that number in saving, if any."""
        for name in ("GENCMP_CACHE", "TFDS_DATA_DIR"):
            if name in os.environ:
                environment.setdefault(name, os.environ[name])
        wanted = {"arguments": arguments, "cwd": str(cwd), "environment": environment}
        return int(self._ask({**wanted, "kill_at": kill_at}))

    def ended(self) -> int:
        """Wait for the last command: its exit code, negative where a signal ended it.

        ``seconds`` are the processor seconds that it has used.
        """
        code, self.seconds = json.loads(self._ask("wait"))
        return code

    def run(self, *arguments: str, cwd: Path, **options) -> tuple[int, str, str]:
        """A command's exit code, and what it wrote to standard output and to standard error."""
        self.start(*arguments, cwd=cwd, **options)
        code = self.ended()
        return code, (cwd / ".stdout").read_text(), (cwd / ".stderr").read_text()

    def _ask(self, wanted) -> str:
        print(json.dumps(wanted), file=self.process.stdin, flush=True)
        return self.process.stdout.readline()


def serve() -> None:
    """Read commands from the input; answer with a process id, and when asked with its end."""
    from importlib import import_module

    from keras_gencmp.training import runtime

    runtime.start()
    for name in LOADED:
        import_module(name)
    # The pictures of a trained model are no part of its state, and take half of the time.
    import_module("keras_gencmp.training.finish").draw_all = lambda *parts, **options: iter(())
    answers, child = sys.stdout, 0
    for line in sys.stdin:
        wanted = json.loads(line)
        if wanted == "wait":
            # It is not waited for before: until then no other process gets its number.
            _, status, used = os.wait4(child, 0)
            end = os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime
            print(json.dumps(end), file=answers, flush=True)
            continue
        child = os.fork()
        if not child:
            carry_out(wanted)
        print(child, file=answers, flush=True)


def carry_out(wanted: dict) -> None:
    """Be the process of a command."""
    from faults import saves

    from keras_gencmp import __main__

    os.chdir(wanted["cwd"])
    os.environ.update(wanted["environment"])
    for number, name in enumerate(("/dev/null", ".stdout", ".stderr")):
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC if number else os.O_RDONLY
        os.dup2(os.open(name, flags, 0o644), number)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.argv = ["gencmp", *wanted["arguments"]]
    if wanted["kill_at"]:
        saves.killed_at(wanted["kill_at"])
    __main__.main()


if __name__ == "__main__":
    serve()
