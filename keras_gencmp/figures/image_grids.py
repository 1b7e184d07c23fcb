"""Grids of images whose rows or columns have a meaning, which labels name.

Reconstructions stand under their originals, an interpolation or an epoch is a row, and the cells of
a manifold are points of a latent plane.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from keras_gencmp.errors import UserError
from keras_gencmp.figures.canvas import Texts, pixel_figure
from keras_gencmp.figures.grid import GAP, clear_mosaic, grid, unit_interval
from keras_gencmp.figures.style import PALETTE, number

LABELS = ("original", "reconstructed")
FIRST, LAST = PALETTE[0], PALETTE[6]  # frames of the two ends of an interpolation
TICKS = 7  # at most on each side of a manifold


def originals_and_reconstructions(
    originals: np.ndarray,
    reconstructions: np.ndarray,
    columns: int = 10,
    title: str | None = None,
) -> Figure:
    """Rows of originals, each followed by the row of their reconstructions (report A figure 5).

    Both arrays have one shape; at most `columns` images stand side by side.
    """
    originals, reconstructions = unit_interval(originals), unit_interval(reconstructions)
    if originals.shape != reconstructions.shape:
        raise UserError(
            f"originals of shape {originals.shape} cannot be paired with reconstructions of "
            f"shape {reconstructions.shape}"
        )
    columns = min(columns, len(originals))
    rows = _interleave(originals, reconstructions, columns)
    labels = LABELS * (len(rows) // columns // 2)
    blank = np.zeros((len(rows) // columns, columns), bool)
    blank[-2:, columns - -len(originals) % columns :] = True
    return grid(rows, columns, title, row_labels=labels, blank=blank.ravel())


def interpolations(paths: np.ndarray, title: str | None = None) -> Figure:
    """Decoded paths (paths, count, height, width, channels), or a single path, one a row.

    Each column is labelled with its fraction of the way; the first and the last image are framed
    (report C figure 4: 9 images, 7 of them between the ends).
    """
    paths = np.asarray(paths)
    paths = paths[None] if paths.ndim == 4 else paths
    if paths.ndim != 5 or paths.shape[1] < 2:
        raise UserError(f"a path is at least 2 images, not an array of shape {paths.shape}")
    rows, count, height, width, _ = paths.shape
    fractions = [str(Fraction(step, count - 1)) for step in range(1, count - 1)]
    images = paths.reshape(-1, *paths.shape[2:])
    figure = grid(images, count, title, column_labels=["start", *fractions, "end"])
    for row in range(rows):
        for column, colour in ((0, FIRST), (count - 1, LAST)):
            corner = column * (width + GAP) - 1, row * (height + GAP) - 1
            frame = Rectangle(corner, width + 1, height + 1, fill=False, ec=colour, lw=2)
            frame.set_clip_on(False)
            figure.axes[0].add_patch(frame)
    return figure


def rows_of(
    blocks: Sequence[tuple[str, np.ndarray]], columns: int = 10, title: str | None = None
) -> Figure:
    """Blocks of rows of images under each other, each named at its first row.

    A block is (name, images (n, h, w, c)); all images have one shape. A block with as many images
    as do not fill its last row leaves the rest of it empty. UserError for different shapes.
    """
    shapes = {images.shape[1:] for _, images in blocks}
    if len(shapes) > 1:
        sizes = " and ".join(sorted(" x ".join(map(str, shape)) for shape in shapes))
        raise UserError(f"images of {sizes} cannot stand in one figure: draw them one by one")
    columns = min(columns, max(len(images) for _, images in blocks))
    filled, blanks, labels = [], [], []
    for name, images in blocks:
        images, missing = unit_interval(images), -len(images) % columns
        filled.append(np.pad(images, ((0, missing), (0, 0), (0, 0), (0, 0))))
        blanks.append(np.arange(len(images) + missing) >= len(images))
        labels += [name, *[""] * (len(filled[-1]) // columns - 1)]
    blank = np.concatenate(blanks)
    return grid(np.concatenate(filled), columns, title, row_labels=labels, blank=blank)


def epochs(
    samples: Mapping[int, np.ndarray],
    columns: int = 10,
    title: str | None = None,
    epoch_steps: int = 0,
) -> Figure:
    """The first `columns` samples of each epoch, from the same latent vectors in every row.

    `samples` maps an epoch to its images; epoch 0 is the start, before any training. With
    `epoch_steps` the rows are named after steps (reports B figure 6, C figure 2, E figures 4 to 7
    and 10).
    """
    if not samples:
        raise UserError("there are no samples to draw: not even those of the start")
    columns = min([columns, *map(len, samples.values())])
    images = np.concatenate([samples[epoch][:columns] for epoch in sorted(samples)])
    labels = [epoch_name(epoch, epoch_steps) for epoch in sorted(samples)]
    return grid(images, columns, title, row_labels=labels)


def epoch_name(epoch: int, epoch_steps: int = 0) -> str:
    """How a figure names an epoch: its number, or the step at its end where epochs are short."""
    if not epoch:
        return "start"
    return f"step {epoch * epoch_steps:,}" if epoch_steps else f"epoch {epoch}"


def stages(samples: Mapping[str, np.ndarray], side: int = 5, title: str | None = None) -> Figure:
    """Square grids of side x side samples side by side, one for each named stage of a training.

    Report C figure 3 has 25 samples at the start, half way and at the end.
    """
    blocks = [clear_mosaic(images[: side**2], side) for images in samples.values()]
    if not blocks:
        raise UserError("there are no samples to draw: not even those of the start")
    height, width, channels = blocks[0].shape
    space = np.full((height, 4 * GAP, channels), np.nan, np.float32)
    pixels = np.concatenate([part for block in blocks for part in (space, block)][1:], axis=1)
    centres = np.arange(len(blocks)) * (width + 4 * GAP) + width / 2 - 0.5
    top = list(zip(centres.tolist(), samples, strict=True))
    return pixel_figure(pixels, Texts(title or "", top=top))


def manifold(
    images: np.ndarray,
    values: Sequence[float],
    heights: Sequence[float] | None = None,
    title: str | None = None,
) -> Figure:
    """The images decoded from a square grid over a latent plane, without gaps.

    The grid has the coordinates `values` across and `heights` up, or the same ones, in increasing
    order; the axes are labelled with some of them. The images come in the order of the rows of a
    picture: z_1 grows from left to right, z_2 from bottom to top (report C question 1.15, report B
    figure 9).
    """
    side = len(values)
    if len(images) != side**2:
        raise UserError(f"a manifold of {side} x {side} needs {side**2} images, not {len(images)}")
    pixels = clear_mosaic(images, side, gap=0)
    height, width = images.shape[1:3]
    cells = np.unique(np.linspace(0, side - 1, min(side, TICKS)).round().astype(int))
    across_texts, texts = (
        [number(ticks[cell]) for cell in cells]
        for ticks in (values, values if heights is None else heights)
    )
    across = ((cells + 0.5) * width - 0.5).tolist()
    down = ((side - cells - 0.5) * height - 0.5).tolist()
    left, bottom = zip(down, texts, strict=True), zip(across, across_texts, strict=True)
    return pixel_figure(pixels, Texts(title or "", list(left), (), list(bottom), "$z_1$", "$z_2$"))


def _interleave(first: np.ndarray, second: np.ndarray, columns: int) -> np.ndarray:
    """Alternate rows of `columns` images of both arrays; the last rows are filled up."""
    missing = -len(first) % columns
    fill = ((0, missing), (0, 0), (0, 0), (0, 0))
    both = [np.pad(images, fill, constant_values=1) for images in (first, second)]
    rows = [images.reshape(-1, columns, *images.shape[1:]) for images in both]
    return np.stack(rows, axis=1).reshape(-1, *first.shape[1:])
