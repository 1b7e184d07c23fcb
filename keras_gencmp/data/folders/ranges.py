"""The ranges of the values of all files, and splits of a folder that do not have the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from keras_gencmp.data.folders.looks import DeepLook, Look, Unread, deep_looks, looks
from keras_gencmp.data.folders.tree import Archive, Folder
from keras_gencmp.data.images.agreement import Extent, Values, refuse_unlike_ranges, unlike
from keras_gencmp.data.images.scaling import BYTES, WORDS, Scale, scale_of

# Names of files to words for the split that they belong to.
Parts = Mapping[str, str]


def deep_values(
    tree: Folder | Archive, names: Sequence[str], parts: Parts, unread: Unread
) -> Values:
    """The values of more than 8 bits, by the range of all of them."""
    seen = list(deep_looks(tree, names, unread))
    if not seen:
        return Values(WORDS)
    refuse_unlike_ranges(_by_part(seen, parts))
    low, high, _ = Extent.together(look.extent for look in seen)
    scale = scale_of(np.result_type(*{look.kind for look in seen}), low, high)
    narrow = sum(0 < look.extent.high <= BYTES.high for look in seen) if scale == WORDS else 0
    return Values(scale, (low, high), f"{Scale(low, high)} (more than 8 bits)", narrow)


def shallow_values(
    tree: Folder | Archive,
    names: Sequence[str],
    seen: Sequence[Look],
    parts: Parts,
    unread: Unread,
) -> Values:
    """The values of 8 bits; all files are decoded only if those looked at are dark or unlike."""
    if not seen:
        return Values(BYTES)
    low, high, _ = Extent.together(look.extent for look in seen)
    odd = unlike(_by_part(seen, parts)) or not scale_of(np.dtype(np.uint8), low, high).plain
    if odd and len(seen) < len(names):
        seen = list(looks(tree, names, unread))
        low, high, _ = Extent.together(look.extent for look in seen)
    refuse_unlike_ranges(_by_part(seen, parts))
    scale = scale_of(np.dtype(np.uint8), low, high)
    return Values(scale, (low, high), f"{low:.0f} to {high:.0f} (8 bits)")


def _by_part(seen: Iterable[Look | DeepLook], parts: Parts) -> dict[str, Extent]:
    """The range of each split, where splits are known."""
    found: dict[str, list[Extent]] = {}
    for look in seen:
        if look.name in parts:
            found.setdefault(parts[look.name], []).append(look.extent)
    return {part: Extent.together(extents) for part, extents in found.items()}
