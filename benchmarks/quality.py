"""Time to quality: processor seconds of training until the scores of a peer are reached.

The trainings take turns in one process, each going on where it stopped; the one with the fewest
seconds is next, so that what slows the machine slows all of them. Every point is on disk at once,
and the same command goes on where it was stopped.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from benchmarks import report
from keras_gencmp.recipes import recipe
from keras_gencmp.training import runtime

if TYPE_CHECKING:
    from benchmarks.contenders import Contender
    from benchmarks.curve import Curve


class System(NamedTuple):
    """A kind of model: its scores, our recipes, the peers, and our maker of contenders."""

    scores: tuple[str, ...]
    ours: tuple[str, ...]
    peers: tuple[str, ...]
    maker: str


SYSTEMS = {
    "dcgan": System(
        ("kid", "fid"),
        ("dcgan", "dcgan-tuned"),
        ("tutorial", "torch-radford", "torch-recipe"),
        "our_gan",
    ),
    "conv-vae": System(("negative_elbo",), ("conv-vae",), ("plain",), "our_vae"),
    "vae": System(("negative_elbo",), ("vae-burda",), ("torch-vae",), "our_vae"),
}
QUICK = {"seconds": 1.0, "points": 1, "count": 100, "seeds": 1, "quick": True}
QUICK_WIDTH = 4


class Settings(NamedTuple):
    """What is trained for how long, and how often and on how many images it is scored."""

    system: str
    dataset: str
    ours: tuple[str, ...]
    peers: tuple[str, ...]
    sets: tuple[str, ...]
    seconds: float
    points: int
    seeds: int
    count: int
    torch_python: str
    quick: bool = False

    @property
    def name(self) -> str:
        """The folder of its curves: those of a quick look stand apart."""
        return f"{self.system}-quick" if self.quick else self.system


@click.command(cls=report.Benchmark)
@report.options(
    click.option("--system", type=click.Choice(tuple(SYSTEMS)), default="dcgan", show_default=True),
    click.option("--dataset", default="auto", show_default=True, help="As gencmp train takes it."),
    click.option("--ours", multiple=True, help="Our recipes  [default: those of the system]"),
    click.option("--peers", multiple=True, help="Peers, or none  [default: those of the system]"),
    report.sets_option,
    click.option("--seconds", default=300.0, show_default=True, help="Processor seconds of each."),
    click.option("--points", default=8, show_default=True, help="Scores of each training."),
    click.option("--seeds", default=3, show_default=True, help="Trainings of each."),
    click.option("--n", "count", default=10_000, show_default=True, help="Images of a score."),
    click.option(
        "--torch-python",
        default=lambda: os.environ.get("GENCMP_TORCH_PYTHON", sys.executable),
        help="A Python that has torch.  [default: $GENCMP_TORCH_PYTHON, or this one]",
    ),
    click.option(
        "--folder",
        type=click.Path(path_type=Path, file_okay=False),
        default="build/quality",
        show_default=True,
        help="Keeps curves and states.",
    ),
    click.option("--figure", type=click.Path(path_type=Path), help="Picture of the curves (.png)."),
    report.quick_option,
    report.json_option,
)
def main(
    folder: Path, figure: Path | None, quick: bool, json_file: Path | None, **settings: Any
) -> None:
    """Train ours and peers in turns; say when ours reached the peers' scores."""
    asked = Settings(**settings)._replace(**(QUICK if quick else {}))
    scores = SYSTEMS[asked.system].scores
    runtime.start()
    from benchmarks import quality_table

    curves = contest(asked, folder / asked.name)
    train(curves)
    table = quality_table.rows(curves, ours(asked), scores)
    report.publish(f"Time to quality: {asked.system}", table, json_file)
    if figure:
        from keras_gencmp.figures.saving import save
        from keras_gencmp.figures.titles import add_title, plain

        title = f"Time to quality: {asked.system}, {plain(asked.dataset)}"
        click.echo(save(add_title(quality_table.drawn(curves, scores), title), figure))


def contest(asked: Settings, folder: Path) -> list[Curve]:
    """The curves of ours and the peers for every seed, as far as the folder holds them."""
    from benchmarks import curve
    from benchmarks.contenders import Setting
    from benchmarks.ours import small
    from keras_gencmp import data
    from keras_gencmp.evaluation.protocol import make_protocol

    splits = small() if asked.quick else data.load(asked.dataset)
    protocol = make_protocol(splits, asked.count, 0)
    width = QUICK_WIDTH if asked.quick else None
    marks = curve.marks(asked.seconds, asked.points)
    return [
        curve.Curve(each, seed, marks, folder)
        for seed in range(asked.seeds)
        for each in contenders(asked, Setting(splits, protocol, seed, width, asked.torch_python))
    ]


def contenders(asked: Settings, setting: Any) -> list[Contender]:
    """Ours, then the peers, for one seed."""
    from benchmarks import contenders

    system = SYSTEMS[asked.system]
    changes = report.changes(asked.sets) | {"schedule.seed": setting.seed}
    plans = [recipe.override(recipe.load(name), changes) for name in ours(asked)]
    make = getattr(contenders, system.maker)
    names = [name for name in asked.peers or system.peers if name != "none"]
    peers = [contenders.PEERS[name] for name in names]
    return [make(plan, setting) for plan in plans] + [peer(plans[0], setting) for peer in peers]


def ours(asked: Settings) -> tuple[str, ...]:
    """The names of our recipes in the contest."""
    return asked.ours or SYSTEMS[asked.system].ours


def train(curves: Sequence[Curve]) -> None:
    """Go on until every curve has its seconds, the one with the fewest first."""
    for curve in curves:
        curve.open()
    while waiting := [curve for curve in curves if not curve.is_done]:
        curve = min(waiting, key=lambda each: each.last["cpu"])
        point = curve.go_on()
        words = "  ".join(f"{name} {value:.4g}" for name, value in point.items())
        click.echo(f"{curve.contender.name} seed {curve.seed}  {words}", err=True)


if __name__ == "__main__":
    main()
