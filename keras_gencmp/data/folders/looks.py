"""Looks into image files: the range of their values, their colours, and which cannot be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from keras_gencmp.data.folders.tree import Archive, Folder
from keras_gencmp.data.images import colour
from keras_gencmp.data.images.agreement import Extent
from keras_gencmp.data.images.decoding import Unreadable, decode, values
from keras_gencmp.data.images.scaling import BYTES, WORDS

# Names of files that cannot be read to what is wrong with them.
Unread = dict[str, str]


class Look(NamedTuple):
    """What is seen in one image: its range, whether it is in colour, and ink on transparency."""

    name: str
    extent: Extent
    coloured: bool
    ink: colour.Ink | None


class DeepLook(NamedTuple):
    """The range of the values of an image of more than 8 bits, and their type."""

    name: str
    extent: Extent
    kind: np.dtype


def looks(tree: Folder | Archive, names: Iterable[str], unread: Unread) -> Iterator[Look]:
    """What is seen in 8-bit images, of which one at a time is in memory."""
    for name in names:
        try:
            with tree.opened(name) as file:
                image = decode(file, WORDS)
        except (Unreadable, OSError) as error:
            unread[name] = reason(error)
            continue
        ink = colour.ink(image) if image.shape[-1] == 4 else None
        # Dark ink on white paper is no dark image.
        whole = Extent(BYTES.low, BYTES.high, BYTES.high / 2)
        extent = whole if ink and ink.transparent else Extent.of(image[..., :3])
        yield Look(name, extent, colour.in_colour(image[np.newaxis]), ink)


def deep_looks(tree: Folder | Archive, names: Iterable[str], unread: Unread) -> Iterator[DeepLook]:
    """What is seen in images of more than 8 bits."""
    for name in names:
        try:
            with tree.opened(name) as file:
                array, _ = values(file)
        except (Unreadable, OSError) as error:
            unread[name] = reason(error)
            continue
        if np.all(np.isfinite(array)):
            yield DeepLook(name, Extent.of(array), array.dtype)
        else:
            unread[name] = "has values that are NaN or infinite: replace them"


def reason(error: Exception) -> str:
    """What is wrong with a file, and the mend."""
    return str(error) if isinstance(error, Unreadable) else "cannot be opened: restore it"
