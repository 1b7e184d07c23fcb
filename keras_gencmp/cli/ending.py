"""What is printed when a training has ended: where it is, and what to do with it next."""

from __future__ import annotations

from collections.abc import Sequence

from keras_gencmp import runs
from keras_gencmp.terminal import console
from keras_gencmp.training.trust import trust_flag


def print_end(run: runs.Run) -> None:
    """Print where a finished run is, why its training ended, and how to use its best state."""
    end = run.outcome
    console.result(f"done: {run.directory}")
    _print_alarms(end.get("alarms", []))
    if "best_epoch" in end:
        kid = f"KID {end['best_kid']:#.3g} ± {end['best_kid_error']:#.2g}"
        console.result(f"  ended after epoch {end['stopped_at']}: {end['reason']}", wrap=True)
        console.result(f"  best epoch {end['best_epoch']} ({kid} on the validation images):")
        console.result(
            f"  gencmp sample {run.directory}{runs.BEST} -o best.png{trust_flag(run.recipe)}"
        )


def _print_alarms(alarms: Sequence[str]) -> None:
    """The last alarm of a training, and how many there were: they may have scrolled by."""
    if alarms:
        count = "1 alarm" if len(alarms) == 1 else f"{len(alarms)} alarms, the last"
        console.result(f"  {count}, {alarms[-1]}", wrap=True)


def print_next(run: runs.Run) -> None:
    """Print where the animation of a training is, and three commands that this model allows."""
    moving = run.figures / "training.gif"
    if moving.exists():
        console.result(f"  animation: {moving}")
    console.result("next:")
    for command in next_commands(run):
        console.result(f"  {command}{trust_flag(run.recipe)}")


def next_commands(run: runs.Run) -> list[str]:
    """Samples, a look into the latent space as far as this model has one, and scores."""
    from keras_gencmp.assembly import components
    from keras_gencmp.assembly.abilities import PLANE

    plan, where = run.recipe, run.directory
    if plan.latent == PLANE:
        look = f"gencmp manifold {where} -o manifold.png"
    elif components.model_class(plan.model.name).has_encoder:
        verb = "latent" if plan.latent > PLANE else "reconstruct"
        look = f"gencmp {verb} {where} -o {verb}.png"
    else:
        look = f"gencmp interpolate {where} -o walk.gif"
    return [f"gencmp sample {where} -o samples.png", look, f"gencmp evaluate {where}"]
