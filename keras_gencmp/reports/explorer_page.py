"""The explorer of a latent space: one HTML file that works offline, with all images inside."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
from markupsafe import Markup
from matplotlib.colors import to_hex
from matplotlib.markers import MarkerStyle
from PIL import Image

from keras_gencmp.figures.grid import mosaic
from keras_gencmp.figures.scatter import NAMED, apart, appearance
from keras_gencmp.figures.style import PALETTE, text_width
from keras_gencmp.inspection.explorer import Paths, Plane
from keras_gencmp.reports import rendering
from keras_gencmp.runs.files import write_text

ACROSS, PIXELS_AN_INCH = 480, 96  # pixels of a plane on the page, and of an inch


def write(
    path: Path, title: str, planes: Sequence[Plane], paths: Paths, classes: Sequence[str]
) -> Path:
    """Write the explorer of decoded planes and paths; ``classes`` are the names of the labels."""
    height, width = paths.starts.shape[1:3]
    content = {
        "size": [width, height],
        "planes": [_plane(plane, classes) for plane in planes],
        "starts": sprite(paths.starts, len(paths.starts)),
        "count": len(paths.starts),
        "paths": sprite(paths.steps.reshape(-1, *paths.steps.shape[2:]), paths.steps.shape[1]),
        "steps": paths.steps.shape[1],
        "classes": list(classes),
        "colours": [to_hex(colour) for colour in PALETTE],
        "shapes": [outline(label) for label in range(len(classes))],
    }
    # A script ends at "</script>" wherever it stands, so that no "<" is left in it.
    text = Markup(json.dumps(content).replace("<", "\\u003c"))
    has_points = any(len(plane.points) for plane in planes)
    values = {"title": title, "content": text, "points": has_points, "classes": classes}
    write_text(path, rendering.html("explorer", values))
    return path


def sprite(images: np.ndarray, columns: int) -> str:
    """Images side by side without gaps, as the data URI of a PNG."""
    levels = np.rint(255 * mosaic(images, columns, gap=0)).astype(np.uint8)
    file = BytesIO()
    Image.fromarray(levels[..., 0] if levels.shape[-1] == 1 else levels).save(file, "PNG")
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"


def outline(label: int) -> list[list[float]]:
    """The corners of the shape of a class, as of scatters, within the square [-1/2, 1/2]²."""
    style = MarkerStyle(appearance(label)[1])
    (corners,) = style.get_path().transformed(style.get_transform()).to_polygons()
    return np.round(corners / (2 * np.abs(corners).max()), 2).tolist()


def names(
    points: np.ndarray, labels: np.ndarray, classes: Sequence[str]
) -> list[tuple[int, list[float]]]:
    """The classes of points (n, 2) in [-1, 1]², each with the place of its name near its median.

    None where there are so many that their names would hide the points.
    """
    present = np.unique(labels).astype(int)
    if not present.size or present.size > NAMED:
        return []
    medians = np.array([np.median(points[labels == label], axis=0) for label in present])
    inch = 2 * PIXELS_AN_INCH / ACROSS
    sizes = np.array([(text_width(classes[label]) + 0.12, 0.2) for label in present])
    places = np.clip(apart(medians, inch * sizes), -0.97, 0.97)
    return list(zip(present.tolist(), np.round(places, 3).tolist(), strict=True))


def _plane(plane: Plane, classes: Sequence[str]) -> dict[str, object]:
    side = round(len(plane.images) ** 0.5)
    inside = np.abs(plane.points).max(axis=1, initial=0.0) <= 1.0
    points = np.round(plane.points[inside], 3).tolist()
    labels = plane.labels[inside] if len(plane.labels) else plane.labels
    return {
        "name": plane.name,
        "side": side,
        "sprite": sprite(plane.images, side),
        "points": points,
        "labels": labels.tolist(),
        "names": names(plane.points[inside], labels, classes) if len(labels) else [],
        "coordinates": plane.coordinates,
        "reach": plane.reach,
    }
