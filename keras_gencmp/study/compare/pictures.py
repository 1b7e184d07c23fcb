"""The pictures of a comparison, drawn from its runs: each a PNG and an SVG of one name."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from keras_gencmp import assembly
from keras_gencmp.data import Splits
from keras_gencmp.data.binarisation import as_trained
from keras_gencmp.data.reference import drawn
from keras_gencmp.evaluation.evaluated_model import EvaluatedModel
from keras_gencmp.evaluation.nearest_images import gallery
from keras_gencmp.figures.against_cost import intervals
from keras_gencmp.figures.grid import grid
from keras_gencmp.figures.look import Album
from keras_gencmp.figures.matrices import matrices
from keras_gencmp.figures.titles import plain
from keras_gencmp.inspection import run_curves
from keras_gencmp.inspection.run_titles import run_title
from keras_gencmp.metrics.pixels import unit
from keras_gencmp.reports.comparison_page import Image, Picture
from keras_gencmp.runs.run import Run
from keras_gencmp.study.compare.on_the_way import quality_against_cost
from keras_gencmp.study.compare.plan import Plan, folder_name
from keras_gencmp.study.compare.ranking import Ranking
from keras_gencmp.study.compare.results import Entry, Results

SHOWN, COLUMNS = 64, 8
RECONSTRUCTED = 10


def first_pictures(plan: Plan, results: Results, album: Album) -> list[Picture]:
    """Those that a reader looks for first, as far as models and data allow."""
    candidates = [
        cost_picture(plan, results, album),
        samples_picture(results, album),
        losses_picture(results, album),
        confusion_picture(results, album),
        reconstructions_picture(results, album),
        nearest_picture(results, album),
    ]
    return [picture for picture in candidates if picture]


def more_pictures(results: Results, ranking: Ranking, album: Album) -> list[Picture]:
    """The rest: the scores with their intervals, of models that have one with every seed."""
    column = ranking.column
    rows = []
    for entry in ranking.entries:
        score = entry.score(column.name)
        if score and score.value is not None:
            low, high = score.low, score.high
            rows.append((entry.label, score.value, low, high, entry.values(column.name)))
    if not rows:
        return []
    real = results.floor().get(column.name)
    figure = intervals(rows, column.head, real.value if real else None)
    alt = f"{column.title} of each model with its 95 % interval and the single seeds"
    path = album.save(figure, "scores", f"{column.title} of each model, {plain(results.data)}")
    text = "Diamonds are means over seeds, bars 95 % intervals, dots single seeds."
    return [Picture(f"{column.title}, all models", [Image(path, alt)], text)]


def cost_picture(plan: Plan, results: Results, album: Album) -> Picture | None:
    """KID of validation images along the trainings, against images, FLOPs and seconds."""
    figure = quality_against_cost(plan, results)
    if figure is None:
        return None
    alt = "KID on validation images against training images, FLOPs and processor seconds, by model"
    text = (
        "KID of samples and validation images on the way: lower is better. Thick lines are means "
        "over seeds, faint ones single seeds."
    )
    title = f"Quality against cost, {plain(results.data)}"
    path = album.save(figure, "quality-against-cost", title)
    return Picture("Quality against cost", [Image(path, alt)], text)


def samples_picture(results: Results, album: Album) -> Picture | None:
    """Samples of each model after its training with the first seed that all have."""
    images = []
    for entry in results.entries:
        run = entry.runs[0] if entry.runs else None
        files = list(run.sample_files.values()) if run else []
        if run and files:
            figure = grid(run.read_sample_file(files[-1])[:SHOWN], COLUMNS)
            path = album.save(figure, f"samples-{folder_name(entry.label)}", run_title(run))
            seed = run.recipe.schedule.seed
            caption = f"{entry.label}, seed {seed}"
            images.append(Image(path, f"{SHOWN} samples of {caption}", caption))
    text = "Drawn at random from the same seed of latents, none left out."
    return Picture("Samples side by side", images, text, small=True) if images else None


def losses_picture(results: Results, album: Album) -> Picture | None:
    """The losses of each model's first run."""
    images = []
    for entry in results.entries:
        if entry.runs:
            figure, title = run_curves.figure(entry.runs[0], title=""), run_title(entry.runs[0])
            path = album.save(figure, f"losses-{folder_name(entry.label)}", title)
            images.append(Image(path, f"losses of {entry.label} during its training", entry.label))
    text = "Losses of different models cannot be compared with each other."
    return Picture("Losses", images, text) if images else None


def confusion_picture(results: Results, album: Album) -> Picture | None:
    """What the judge hesitates between: its mean p(y|x) of the samples taken for each class."""
    rows = {"real images": results.floor().get("ambiguity")}
    rows |= {entry.label: _ambiguity(entry) for entry in results.entries}
    known = {label: score.detail for label, score in rows.items() if score and score.detail}
    if len(known) < 2:
        return None
    names = results.protocol.judge.classes
    missing = [np.nan] * len(names)
    tables = {
        label: np.array([detail.get(name, missing) for name in names], float)
        for label, detail in known.items()
    }
    figure = matrices(tables, names, "other class", "taken for", "mean p(other class | image)")
    alt = "for each model and class, with which other classes the judge confuses its samples"
    text = (
        "Row: the class that the judge takes a sample for. Column: the mean probability that it "
        "gives another class. High values are classes that samples mix; the diagonal is "
        "left out, and hatched rows are classes of which a model draws nothing."
    )
    title = f"Which classes the judge confuses, {plain(results.data)}"
    path = album.save(figure, "confusion", title)
    return Picture("Which classes are confused", [Image(path, alt)], text)


def _ambiguity(entry: Entry) -> object:
    return entry.rows[0].scores.get("ambiguity") if entry.rows else None


def reconstructions_picture(results: Results, album: Album) -> Picture | None:
    """Test images, and under them what each model with an encoder makes of them."""
    splits = results.protocol.splits
    rows = list(_reconstructed(results, splits))
    if not rows:
        return None
    originals = unit(drawn(splits.test, RECONSTRUCTED, 0).images)
    labels = ["test images", *(label for label, _ in rows)]
    images = np.concatenate([originals, *(images for _, images in rows)])
    figure = grid(images, RECONSTRUCTED, row_labels=labels)
    alt = "ten test images, and below them their reconstructions by each model with an encoder"
    path = album.save(figure, "reconstructions", f"Reconstructions, {plain(results.data)}")
    return Picture("Reconstructions", [Image(path, alt)], "Models without an encoder have none.")


def nearest_picture(results: Results, album: Album) -> Picture | None:
    """Samples of each first run above their nearest training images, where its row has such."""
    images = []
    for entry in results.entries:
        if entry.rows and entry.rows[0].picture:
            run = entry.runs[0]
            figure = gallery(
                results.protocol, EvaluatedModel(entry.label, assembly.load(run), run.recipe)
            )
            path = album.save(figure, f"nearest-{folder_name(entry.label)}", run_title(run))
            alt = f"samples of {entry.label}, and below each the training image nearest to it"
            images.append(Image(path, alt, entry.label))
    text = (
        "Each sample stands above the training image that is nearest to it by the features of the "
        "judge. A sample that is the image below it is a copy."
    )
    return Picture("Samples and their nearest training images", images, text) if images else None


def _reconstructed(results: Results, splits: Splits) -> Iterator[tuple[str, np.ndarray]]:
    chosen = drawn(splits.test, RECONSTRUCTED, 0)
    for entry in results.entries:
        run: Run | None = entry.runs[0] if entry.runs else None
        if run is None:
            continue
        model = assembly.load(run)
        if model.has_encoder:
            data = run.recipe.data
            images = unit(as_trained(chosen.images, data.binarize, run.recipe.schedule.seed))
            yield entry.label, np.clip(model.reconstruct(images, chosen.labels), 0.0, 1.0)
