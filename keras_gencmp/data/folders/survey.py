"""A first look at image files: their sizes and formats, and the decisions for all of them.

Which range is black to white, whether there is colour, and what transparent pixels stand on is
decided once for a dataset: images that were scaled each by its own range could not be compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from keras_gencmp.data.folders.looks import Look, Unread, looks, reason
from keras_gencmp.data.folders.ranges import Parts, deep_values, shallow_values
from keras_gencmp.data.folders.tree import Archive, Folder
from keras_gencmp.data.images import colour
from keras_gencmp.data.images.decoding import Header, Unreadable, decode, read_header
from keras_gencmp.data.images.scaling import WORDS, Scale
from keras_gencmp.data.options import Options

FEWEST = 16  # images that are looked at, however large they are
PIXELS = 6e7  # of the images that are looked at
# Pillow's names of formats that say nothing to most people.
MODES = {"L": "grey", "1": "black and white", "P": "palette", "I;16": "grey of 16 bits"}

Headers = dict[str, Header]  # by the names of files


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
    tree: Folder | Archive, headers: Headers, channels: int, options: Options, parts: Parts
) -> tuple[Decisions, Unread]:
    """What is decided for all files, and files that turned out to be damaged.

    ``parts`` are words for the split of each file, {} where there are no splits. UserError where
    the ranges of splits are unlike.
    """
    unread: Unread = {}
    limits = Scale(*options.limits) if options.limits else None
    deep_names = [name for name, header in headers.items() if header.deep]
    names = [name for name, header in headers.items() if not header.deep]
    parts = {} if limits else parts
    deep = deep_values(tree, deep_names, parts, unread)
    seen = list(looks(tree, _chosen(names, headers), unread))
    shallow = shallow_values(tree, names, seen, parts, unread)
    coloured = any(look.coloured for look in seen)
    found = [each for each in (shallow, deep) if each.limits]
    decisions = Decisions(
        (limits or deep.scale) if deep_names else WORDS,
        limits if limits and not deep_names else shallow.scale,
        channels or (3 if coloured else 1),
        coloured,
        _background(headers, seen, options.background),
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


def _background(headers: Headers, seen: Sequence[Look], wanted: str) -> str | None:
    """The background of transparent pixels; a named one also where they may be in other files."""
    fitting = colour.background_for(look.ink for look in seen if look.ink)
    others = headers.keys() - {look.name for look in seen}
    if wanted == "auto" or not (fitting or any(headers[name].transparent for name in others)):
        return fitting
    return wanted
