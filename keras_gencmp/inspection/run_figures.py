"""The pictures of a trained model: what each verb of the command line draws."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from keras_gencmp.data import Split, Splits
from keras_gencmp.data.binarization import as_trained
from keras_gencmp.figures.animation import animate
from keras_gencmp.figures.curves import Block, stacked
from keras_gencmp.figures.grid import grid, mosaic
from keras_gencmp.figures.progress import progress
from keras_gencmp.figures.saving import save
from keras_gencmp.inspection import latent_space
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.runs import history
from keras_gencmp.runs import quality as quality_rows
from keras_gencmp.runs.run import Run


def draw_all(run: Run, model: GenerativeModel, splits: Splits) -> Iterator[Path]:
    """Every picture that a model can give, into the figures of its run; yields each path."""
    for name, draw in drawings(run, model, splits).items():
        yield save(draw(), run.figures / f"{name}.png")
    frames = [mosaic(images, 8) for images in kept_samples(run).values()]
    if len(frames) > 1:
        yield animate(frames, run.figures / "training.gif")


def drawings(run: Run, model: GenerativeModel, splits: Splits) -> dict[str, Callable[[], Figure]]:
    """What a model can show, by the name of its picture."""
    possible: dict[str, Callable[[], Figure]] = {
        "curves": lambda: loss_curves(run),
        "samples": lambda: samples(model, 100, 10),
        "progress": lambda: progress(kept_samples(run), rows=5),
        "interpolation": lambda: latent_space.interpolated(model, splits.test),
    }
    if latent_space.has_encoder(model):
        possible["reconstructions"] = lambda: latent_space.reconstructions(model, splits.test)
    if latent_space.has_encoder(model) and model.latent > 1:
        possible["latent"] = lambda: latent_space.clusters(model, splits.test, splits.classes)
    if model.latent == 2:
        possible["manifold"] = lambda: latent_space.decoded_plane(model)
    if latent_space.has_encoder(model) and model.latent > 2:
        possible["traversal"] = lambda: latent_space.traversed(model, splits.test)
    if latent_space.has_encoder(model):
        possible["mixture"] = lambda: latent_space.beside_mixture(model, trained_on(run, splits))
    for code in range(len(model.code_names)):
        possible[f"code-{code}"] = lambda code=code: latent_space.code_varied(model, code)
    return possible


def trained_on(run: Run, splits: Splits) -> Split:
    """The training images as the model of a run saw them: grey, or binarised by its recipe."""
    plan = run.recipe
    images = as_trained(splits.train.images, plan.data.binarize, plan.schedule.seed)
    return splits.train._replace(images=images)


def kept_samples(run: Run) -> dict[int, np.ndarray]:
    """The samples of the same latents by epoch, as the training kept them."""
    return {int(path.stem): np.load(path) for path in sorted(run.samples.glob("*.npy"))}


def samples(
    model: GenerativeModel, count: int, columns: int | None = None, seed: int = 0
) -> Figure:
    """Images drawn from the prior, in a grid."""
    return grid(model.sample(count, seed=seed), columns=columns)


def loss_curves(run: Run) -> Figure:
    """The losses of a run, and under them the quality of its samples where it was evaluated."""
    blocks = [losses(run)]
    if run.quality_file.exists():
        blocks.append(quality(run))
    return stacked(blocks)


def losses(run: Run) -> Block:
    """Losses against the epoch where there are held-out ones, otherwise against the step."""
    rows = history.columns(history.read(run.history_file))
    key = "epoch" if any(name.startswith("val_") for name in rows) else "step"
    if key == "step":
        rows = history.columns(history.read(run.iterations_file))
    series = {name: values for name, values in rows.items() if name != key}
    return Block(series, key, units(series), rows[key])


def quality(run: Run) -> Block:
    """KID with its standard error; class entropy and diversity as shares of real images'."""
    rows = history.read(run.quality_file)
    table = history.columns(rows)
    series = {"KID": table["kid"], "KID_error": table["kid_error"], "diversity": table["diversity"]}
    if "class_entropy" in table:
        pairs = zip(table["class_entropy"], table["real_class_entropy"], strict=True)
        series["class_entropy"] = [made / real if real else math.nan for made, real in pairs]
    groups = {"KID, validation": ["KID"], "share of real": ["class_entropy", "diversity"]}
    best = int(quality_rows.best(rows)["epoch"])
    return Block(series, "epoch", groups, table["epoch"], {f"best: epoch {best}": best})


def units(series: Iterable[str]) -> dict[str, list[str]]:
    """The names of losses by the unit that they are drawn in."""
    names = list(dict.fromkeys(name.removeprefix("val_") for name in series))
    others = {
        "logit": [name for name in names if name.endswith("_score")],
        "share": [name for name in names if name.endswith("accuracy")],
    }
    elsewhere = {name for group in others.values() for name in group}
    return {"nats": [name for name in names if name not in elsewhere], **others}
