"""Pages of every kind for a browser: with made-up content, and from the smallest trainings."""

from pathlib import Path

import numpy as np
from PIL import Image
from small import built, images, narrow
from study_models import CONDITIONAL, GAN, VAE

from keras_gencmp.figures.against_cost import intervals
from keras_gencmp.figures.saving import save
from keras_gencmp.inspection import explorer
from keras_gencmp.inspection.explorer import Paths, Plane
from keras_gencmp.recipes import recipe
from keras_gencmp.reports import comparison_page, explorer_page, page
from keras_gencmp.reports.comparison_page import Cell, Page, Picture, SortableTable
from keras_gencmp.study.augment import augmentation as augment
from keras_gencmp.study.augment import page as augment_page
from keras_gencmp.study.augment.plan import Declaration
from keras_gencmp.study.compare import comparison
from keras_gencmp.study.compare.declaration import declared
from keras_gencmp.study.compare.variants import models
from keras_gencmp.study.costs.budget import parse

METRICS = ("fid", "kid", "ambiguity", "elbo", "reconstruction", "sharpness")
SIDE, STARTS, STEPS = 5, 3, 4  # of the made-up explorers
DIGITS = tuple("0123456789")


def tables(folder: Path) -> Path:
    """The page of a comparison with made-up scores, wider than a phone and than a desk."""
    (folder / "figures").mkdir(parents=True)
    random = np.random.default_rng(0)
    heads = ["model", *(f"score {number} ↓" for number in range(16))]
    names = [
        "real images",
        "noise",
        *(f"model {number} with options of a long name" for number in (2, 10, 1)),
    ]
    rows = [[Cell(name), *map(_cell, random.normal(0, 9, 16))] for name in names]
    rows[1][3] = rows[3][3] = Cell("")
    chart = save(intervals([("a", 1, 0, 2, [1])], "score"), folder / "figures" / "chart.png")
    Image.fromarray(noise(3)[0, ..., 0]).save(folder / "figures" / "samples.png")
    paths = [path.relative_to(folder) for path in (chart, folder / "figures" / "samples.png")]
    shown = [comparison_page.Image(path, f"what {path.stem} shows", path.stem) for path in paths]
    content = Page(
        "Models on images",
        "An introduction.",
        ["No difference can be told."],
        SortableTable("Scores, of which the title is longer than a phone is wide", heads, rows, 2),
        ["A remark with a long_name_" + "of_many_words_" * 9],
        [Picture("One", shown[:1], "A text."), Picture("Samples", shown[1:] * 4, small=True)],
        [Picture("Charts", shown[:1] * 2)],
        SortableTable("Costs", ["model", "steps"], [[Cell("a"), _cell(3)], [Cell("b"), _cell(2)]]),
        "gencmp compare " + "recipe:generator.widths=[8],latent=4 " * 9,
        ("report.md",),
    )
    return comparison_page.write(content, folder)[0]


def _cell(value: float) -> Cell:
    return Cell(f"{value:.3f} ± 0.100", float(value))


def noise(count: int) -> np.ndarray:
    """Different images (count, 28, 28, 1) of bytes."""
    return np.random.default_rng(count).integers(0, 256, (count, 28, 28, 1), dtype=np.uint8)


def explored(path: Path, count: int) -> Path:
    """The explorer of so many made-up planes; one alone has codes on it."""
    random = np.random.default_rng(0)
    points = random.uniform(-1, 1, (60 if count == 1 else 0, 2))
    planes = [
        Plane(
            f"plane {k}", noise(SIDE**2 + k)[: SIDE**2] / 255, points, np.arange(len(points)) % 10
        )
        for k in range(count)
    ]
    pairs = STARTS * (STARTS - 1) // 2
    steps = noise(pairs * STEPS).reshape(pairs, STEPS, 28, 28, 1) / 255
    starts = np.stack([steps[0, 0], steps[0, -1], steps[1, -1]])
    return explorer_page.write(path, "a model", planes, Paths(starts, steps), DIGITS)


def reported(folder: Path) -> Path:
    """The page of a report, with a picture and a table wider than a phone."""
    (folder / "figures").mkdir(parents=True)
    Image.fromarray(noise(2)[0, ..., 0]).save(folder / "figures" / "samples.png")
    picture = page.Picture(Path("figures/samples.png"), "samples of a generator")
    heads = ["what", *(f"column {number}" for number in range(12))]
    table = page.Table("A wide table", heads, [[f"{value:,}" for value in range(13)]] * 3)
    section = page.Section("Figure 1", "Samples.", [picture], [table, table], "A note.")
    return page.write(folder, "Report A", "An introduction.", [section])[1]


def compared(folder: Path) -> Path:
    """The page of a comparison that was carried out."""
    declaration = declared(models((GAN, VAE)), "blobs", None, 2, parse("steps=8"), METRICS, 40)
    finished = comparison.compare(declaration, folder, 1, lambda line: None)
    return comparison.publish(finished, folder, "gencmp compare gan vae")[0]


def augmented(folder: Path) -> Path:
    """The page of an augmentation study that was carried out."""
    declaration = Declaration((CONDITIONAL,), "blobs", None, (4,), (1.0,), 2, 2, 2)
    plan, outcome = augment.augment(declaration, folder, 1, lambda line: None)
    splits = augment.data_of(declaration)
    return augment_page.publish(plan, outcome, splits, folder, "gencmp augment")[0]


def decoded(path: Path) -> Path:
    """The explorer of a model with two latent dimensions."""
    model = built(narrow(recipe.load("conv-vae")), latent=2)
    for weights in model.trainable_weights:  # so that its images differ in bytes
        weights.assign(np.random.default_rng(0).normal(0, 0.5, weights.shape))
    planes = explorer.planes(model, images(30))
    return explorer_page.write(path, "conv-vae", planes, explorer.paths(model), DIGITS)
