"""A first look at image files: their sizes and formats, and the decisions for all of them.

Which range is black to white, whether there is colour, and what transparent pixels stand on is
decided once for a dataset: images that were scaled each by its own range could not be compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from keras_gencmp.data.folders.tree import Archive, Folder
from keras_gencmp.data.images import colour
from keras_gencmp.data.images.agreement import Values
from keras_gencmp.data.images.decoding import Header, Unreadable, decode, read_header, values
from keras_gencmp.data.images.scaling import BYTES, WORDS, Scale, scale_of
from keras_gencmp.data.options import Options

FEWEST = 16  # images that are looked at, however large they are
PIXELS = 6e7  # of the images that are looked at
# Pillow's names of formats that say nothing to most people.
MODES = {"L": "grey", "1": "black and white", "P": "palette", "I;16": "grey of 16 bits"}

# Names of files to headers; and names of files that cannot be read to what is wrong with them.
Headers = dict[str, Header]
Unread = dict[str, str]


class Look(NamedTuple):
    """What is seen in one image: its range, whether it is in colour, and ink on transparency."""

    low: int
    high: int
    coloured: bool
    ink: colour.Ink | None


class Decisions(NamedTuple):
    """How every file of a dataset is decoded: scales of deep and of 8-bit values, and colours.

    ``background`` is None where nothing is transparent; ``values`` is the range in words, and
    ``notices`` are sentences about ranges that look wrong.
    """

    deep: Scale
    shallow: Scale
    channels: int
    coloured: bool
    background: str | None
    values: str
    notices: tuple[str, ...] = ()


def headers_of(tree: Folder | Archive, names: Iterable[str]) -> tuple[Headers, Unread]:
    """The headers of files, and those that have none."""
    headers: Headers = {}
    unread: Unread = {}
    for name in names:
        try:
            with tree.opened(name) as file:
                headers[name] = read_header(file)
        except (Unreadable, OSError) as error:
            unread[name] = reason(error)
    return headers, unread


def damaged(tree: Folder | Archive, names: Iterable[str]) -> Unread:
    """All files that cannot be decoded, with what is wrong with each."""
    unread: Unread = {}
    for name in names:
        try:
            with tree.opened(name) as file:
                decode(file, WORDS)
        except (Unreadable, OSError) as error:
            unread[name] = reason(error)
    return unread


def decide(
    tree: Folder | Archive, headers: Headers, channels: int, options: Options
) -> tuple[Decisions, Unread]:
    """What is decided for all files, and files that turned out to be damaged."""
    unread: Unread = {}
    limits = Scale(*options.limits) if options.limits else None
    deep_names = [name for name, header in headers.items() if header.deep]
    names = [name for name, header in headers.items() if not header.deep]
    deep = _deep_values(tree, deep_names, unread)
    looks = list(_looks(tree, _chosen(names, headers), unread))
    shallow = _shallow_values(tree, names, looks, unread)
    coloured = any(look.coloured for look in looks)
    found = [each for each in (shallow, deep) if each.limits]
    decisions = Decisions(
        (limits or deep.scale) if deep_names else WORDS,
        limits if limits and not deep_names else shallow.scale,
        channels or (3 if coloured else 1),
        coloured,
        _background(looks, options.background),
        ", ".join(each.words for each in found),
        tuple(notice for each in found for notice in each.notices(options)),
    )
    return decisions, unread


def sizes_in_words(headers: Headers) -> str:
    """The original sizes: one, or the smallest and the largest by area."""
    sizes = sorted({header.size for header in headers.values()}, key=lambda s: (s[0] * s[1], s))
    first, last = ("{} x {}".format(*size) for size in (sizes[0], sizes[-1]))
    return first if first == last else f"{first} to {last}"


def modes_in_words(headers: Headers) -> str:
    """The formats of the pixels, the most frequent first: Pillow's names where these are words."""
    counts = Counter(header.mode for header in headers.values())
    return ", ".join(MODES.get(mode, mode) for mode, _ in counts.most_common())


def _chosen(names: Sequence[str], headers: Headers) -> list[str]:
    """The files that are looked at: fewer where they are large."""
    if not names:
        return []
    pixels = sum(height * width for height, width in (headers[name].size for name in names))
    most = max(FEWEST, min(colour.SAMPLED, int(PIXELS * len(names) / pixels)))
    return [names[index] for index in colour.sample(len(names), most)]


def _looks(tree: Folder | Archive, names: Iterable[str], unread: Unread) -> Iterator[Look]:
    """What is seen in 8-bit images, of which one at a time is in memory."""
    for name in names:
        try:
            with tree.opened(name) as file:
                image = decode(file, WORDS)
        except (Unreadable, OSError) as error:
            unread[name] = reason(error)
            continue
        ink = colour.ink(image) if image.shape[-1] == 4 else None
        low, high = int(image[..., :3].min()), int(image[..., :3].max())
        if ink and ink.transparent:  # dark ink on white paper is no dark image
            low, high = 0, 255
        yield Look(low, high, colour.in_colour(image[np.newaxis]), ink)


def _background(looks: Sequence[Look], wanted: str) -> str | None:
    chosen = colour.background_for(look.ink for look in looks if look.ink)
    return wanted if chosen and wanted != "auto" else chosen


def _deep_values(tree: Folder | Archive, names: Sequence[str], unread: Unread) -> Values:
    """The values of more than 8 bits, by the range of all of them."""
    ranges = list(_ranges(tree, names, unread))
    if not ranges:
        return Values(WORDS)
    low, high = min(low for low, _, _ in ranges), max(high for _, high, _ in ranges)
    scale = scale_of(np.result_type(*{kind for _, _, kind in ranges}), low, high)
    narrow = sum(0 < each <= BYTES.high for _, each, _ in ranges) if scale == WORDS else 0
    return Values(scale, (low, high), f"{Scale(low, high)} (more than 8 bits)", narrow)


def _ranges(
    tree: Folder | Archive, names: Sequence[str], unread: Unread
) -> Iterator[tuple[float, float, np.dtype]]:
    for name in names:
        try:
            with tree.opened(name) as file:
                array, _ = values(file)
        except (Unreadable, OSError) as error:
            unread[name] = reason(error)
            continue
        if np.all(np.isfinite(array)):
            yield float(array.min()), float(array.max()), array.dtype
        else:
            unread[name] = "has values that are NaN or infinite: replace them"


def _shallow_values(
    tree: Folder | Archive, names: Sequence[str], looks: Sequence[Look], unread: Unread
) -> Values:
    """The values of 8 bits; all files are decoded only if those looked at are all dark."""
    if not looks:
        return Values(BYTES)
    low, high = _range(looks)
    if not scale_of(np.dtype(np.uint8), low, high).plain:
        low, high = _range(_looks(tree, names, unread))
    scale = scale_of(np.dtype(np.uint8), low, high)
    return Values(scale, (low, high), f"{low} to {high} (8 bits)")


def _range(looks: Iterable[Look]) -> tuple[int, int]:
    ranges = [(look.low, look.high) for look in looks]
    return min(low for low, _ in ranges), max(high for _, high in ranges)


def reason(error: Exception) -> str:
    """What is wrong with a file, and the mend."""
    return str(error) if isinstance(error, Unreadable) else "cannot be opened: restore it"
