"""Training seen in samples: the images of the same z after several epochs, one epoch a row."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from keras_gencmp.errors import UserError
from keras_gencmp.figures.grid import grid


def progress(
    samples: Mapping[int, np.ndarray],
    columns: int = 10,
    rows: int = 8,
    title: str | None = None,
) -> Figure:
    """The first `columns` samples of each epoch, from the same z in every row.

    `samples` maps an epoch to its images; epoch 0 is the start, before any training. Of more than
    `rows` epochs, evenly spaced ones are drawn, the first and the last among them (reports B
    figure 6, C figures 2 and 3, E figures 4 to 7 and 10).
    """
    if not samples or rows < 1:
        raise UserError("a picture of progress needs the samples of at least one epoch")
    epochs = _spread(sorted(samples), rows)
    columns = min([columns, *(len(samples[epoch]) for epoch in epochs)])
    images = np.concatenate([samples[epoch][:columns] for epoch in epochs])
    labels = [f"epoch {epoch}" if epoch else "start" for epoch in epochs]
    return grid(images, columns, title, row_labels=labels)


def _spread(epochs: list[int], most: int) -> list[int]:
    """At most `most` of the epochs, evenly spaced, with both ends."""
    if len(epochs) <= most:
        return epochs
    return [epochs[index] for index in np.linspace(0, len(epochs) - 1, most).round().astype(int)]
