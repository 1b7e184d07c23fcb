"""A worker: a process that carries out tasks, whose numbers it reads from its input.

    python -m keras_gencmp.study.workers.worker KIND FOLDER THREADS

Each line of its input is the number of a task in the plan of FOLDER; each line of its output is
a JSON table that says how it ended. It ends with its input, and saves itself and leaves when the
process that started it is gone.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import IO

from keras_gencmp.errors import Diverged, Interrupted, UserError
from keras_gencmp.registry import load_path
from keras_gencmp.terminal import console

POLL = 1.0  # seconds from one look for the parent to the next


# For each kind of plan the function from its folder to that which carries out a task.
KINDS = {
    "comparison": "keras_gencmp.study.compare.training:open_plan",
    "gallery": "keras_gencmp.study.gallery:open_plan",
    "augmentation": "keras_gencmp.study.augment.unit:open_plan",
}


def main(kind: str, folder: Path, threads: int) -> int:
    """Carry out what the input names; the exit code."""
    answers = _own_output()
    console.escape_unknown()
    threading.Thread(target=_watch, args=(os.getppid(),), daemon=True).start()
    from keras_gencmp.training import runtime

    runtime.start(threads)
    carry_out = load_path(KINDS[kind], "kind of plan")(folder)
    for line in sys.stdin:
        try:
            carry_out(int(line))
        except (UserError, Diverged) as error:
            print(json.dumps({"error": str(error)}), file=answers, flush=True)
        except Interrupted as stop:
            return stop.exit_code
        else:
            print(json.dumps({"done": int(line)}), file=answers, flush=True)
    return 0


def _own_output() -> IO[str]:
    """The standard output for answers alone; whatever else is printed goes to standard error."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return answers


def _watch(parent: int) -> None:
    """Ask this process to stop when its parent is gone: nobody would read the answers."""
    while os.getppid() == parent:
        time.sleep(POLL)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(60 * POLL)
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])))
