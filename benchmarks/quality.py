"""Time to quality: seconds of training until the scores of a peer are reached.

The trainings take turns in one process, each going on where it stopped; the one that is least far
is next, so that what slows the machine slows all of them. Every point is on disk at once, and the
same command goes on where it was stopped.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from benchmarks import report
from keras_gencmp.recipes import recipe
from keras_gencmp.training import runtime

if TYPE_CHECKING:
    from benchmarks.curve import Curve, Point

SCORES = {"dcgan": ("kid", "fid"), "conv-vae": ("negative_elbo",)}
AXES = {
    "kid": ("KID", "log"),
    "fid": ("FID", "log"),
    "negative_elbo": ("negative ELBO, nats", "linear"),
}
PEER_EPOCHS = {"dcgan": 5, "conv-vae": 10}
WIDTHS = {"dcgan": 64, "conv-vae": 32}
QUICK = {"epochs": 1, "peer_epochs": 1, "points": 1, "count": 100, "quick": True}


class Settings(NamedTuple):
    """What is trained for how long, and how often and on how many images it is scored."""

    system: str
    dataset: str
    sets: tuple[str, ...]
    epochs: int
    peer_epochs: int | None
    points: int
    count: int
    quick: bool = False

    @property
    def name(self) -> str:
        """The folder of its curves: those of a quick look stand apart."""
        return f"{self.system}-quick" if self.quick else self.system


@click.command(cls=report.Benchmark)
@report.options(
    click.option("--system", type=click.Choice(tuple(SCORES)), default="dcgan", show_default=True),
    click.option("--dataset", default="auto", show_default=True, help="As gencmp train takes it."),
    report.sets_option,
    click.option("--epochs", default=5, show_default=True, help="Of our recipe."),
    click.option("--peer-epochs", type=int, help="Of the peer  [default: 5 for GANs, 10 for VAEs]"),
    click.option("--points", default=4, show_default=True, help="Scores in an epoch."),
    click.option("--n", "count", default=10_000, show_default=True, help="Images of a score."),
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
    """Train ours and a peer in turns; say when ours reached the peer's scores."""
    asked = Settings(**settings)._replace(**(QUICK if quick else {}))
    scores = SCORES[asked.system]
    runtime.start()
    curves = contest(asked, folder / asked.name)
    train(curves)
    report.publish(f"Time to quality: {asked.system}", rows(curves, scores), json_file)
    if figure:
        from keras_gencmp.figures.saving import save

        click.echo(save(drawn(curves, scores), figure))


def contest(asked: Settings, folder: Path) -> list[Curve]:
    """The curves of ours and the peer, as far as the folder holds them."""
    from benchmarks import contenders
    from benchmarks.curve import Curve
    from benchmarks.ours import small
    from keras_gencmp import data
    from keras_gencmp.evaluation.protocol import make_protocol

    plan = recipe.override(recipe.load(asked.system), report.changes(asked.sets))
    splits = small() if asked.quick else data.load(asked.dataset)
    makers = {"dcgan": contenders.gans, "conv-vae": contenders.vaes}
    width = 4 if asked.quick else WIDTHS[asked.system]
    several = makers[asked.system](plan, splits, make_protocol(splits, asked.count, 0), width)
    epochs = asked.epochs, asked.peer_epochs or PEER_EPOCHS[asked.system]
    curves = []
    for each, length in zip(several, epochs, strict=True):
        steps = len(splits.train.labels) // each.batch_size
        curves.append(Curve(each, max(1, steps // asked.points), steps * length, folder))
    return curves


def train(curves: Sequence[Curve]) -> None:
    """Go on until every curve has its steps, the least advanced one first."""
    for curve in curves:
        curve.open()
    while (curve := min(curves, key=lambda each: each.done)).done < 1.0:
        point = curve.go_on()
        words = "  ".join(f"{name} {value:.4g}" for name, value in point.items())
        click.echo(f"{curve.contender.name}  {words}", err=True)


def rows(curves: Sequence[Curve], scores: Sequence[str]) -> list[report.Row]:
    """For every point of the peer and every score: when ours was as good."""
    ours, peer = (curve.points for curve in curves)
    return [row(ours, point, score) for score in scores for point in peer]


def row(ours: Sequence[Point], point: Point, score: str) -> report.Row:
    """One line of the table."""
    from benchmarks.curve import reached

    found = reached(ours, score, point[score])
    seconds = {
        f"{clock} s, peer / gencmp": f"{point[clock]:.0f} / {found[clock]:.0f}" if found else "-"
        for clock in ("wall", "cpu")
    }
    ratios = {
        f"times as fast, {clock}": f"{point[clock] / found[clock]:.1f}" if found else "not reached"
        for clock in ("wall", "cpu")
    }
    return {"score": score, "peer's step": int(point["step"]), "level": f"{point[score]:.4g}"} | {
        **seconds,
        **ratios,
    }


def drawn(curves: Sequence[Curve], scores: Sequence[str]) -> Any:
    """The curves as a figure: a chart for each score, seconds of training to the right."""
    from benchmarks.curve import column
    from keras_gencmp.figures.style import PALETTE, charts, label_axes, legend_above

    figure, panels = charts(rows=len(scores))
    for panel, score in zip(panels, scores, strict=True):
        for curve, colour in zip(curves, PALETTE, strict=False):
            x, y = (column(curve.points, name) for name in ("wall", score))
            panel.plot(x, y, color=colour, marker="o", markersize=3, label=curve.contender.name)
        label, scale = AXES[score]
        label_axes(panel, "seconds of training", label)
        panel.set_yscale(scale)
        legend_above(panel)
    return figure


if __name__ == "__main__":
    main()
