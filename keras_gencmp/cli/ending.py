"""What is printed when a training has ended."""

from __future__ import annotations

from keras_gencmp import runs
from keras_gencmp.terminal import console
from keras_gencmp.training.trust import trust_flag


def print_end(run: runs.Run) -> None:
    """Print where a finished run is, why its training ended, and how to use its best state."""
    end = run.outcome
    console.result(f"done: {run.directory}")
    if "best_epoch" in end:
        kid = f"KID {end['best_kid']:#.3g} ± {end['best_kid_error']:#.2g}"
        console.result(f"  ended after epoch {end['stopped_at']}: {end['reason']}", wrap=True)
        console.result(f"  best epoch {end['best_epoch']} ({kid} on the validation images):")
        console.result(
            f"  gencmp sample {run.directory}{runs.BEST} -o best.png{trust_flag(run.recipe)}"
        )
