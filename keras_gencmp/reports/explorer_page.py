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
from PIL import Image

from keras_gencmp.figures.grid import mosaic
from keras_gencmp.figures.style import PALETTE
from keras_gencmp.inspection.explorer import Paths, Plane
from keras_gencmp.reports import rendering
from keras_gencmp.runs.files import write_text


def write(
    path: Path, title: str, planes: Sequence[Plane], paths: Paths, classes: Sequence[str]
) -> Path:
    """Write the explorer of decoded planes and paths; ``classes`` are the names of the labels."""
    height, width = paths.starts.shape[1:3]
    content = {
        "size": [width, height],
        "planes": [_plane(plane) for plane in planes],
        "starts": sprite(paths.starts, len(paths.starts)),
        "count": len(paths.starts),
        "paths": sprite(paths.steps.reshape(-1, *paths.steps.shape[2:]), paths.steps.shape[1]),
        "steps": paths.steps.shape[1],
        "classes": list(classes),
        "colours": [to_hex(colour) for colour in PALETTE],
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


def _plane(plane: Plane) -> dict[str, object]:
    side = round(len(plane.images) ** 0.5)
    inside = np.abs(plane.points).max(axis=1, initial=0.0) <= 1.0
    points = np.round(plane.points[inside], 3).tolist()
    labels = plane.labels[inside].tolist() if len(plane.labels) else []
    return {
        "name": plane.name,
        "side": side,
        "sprite": sprite(plane.images, side),
        "points": points,
        "labels": labels,
        "coordinates": plane.coordinates,
        "reach": plane.reach,
    }
