"""Single bits of files, flipped one after the other."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np


def flipped(path: Path, bits) -> Iterator[int]:
    """The file with one bit after the other flipped; it is put back in the end."""
    whole = path.read_bytes()
    try:
        for bit in bits:
            content = bytearray(whole)
            content[bit // 8] ^= 1 << bit % 8
            path.write_bytes(content)
            yield bit
    finally:
        path.write_bytes(whole)


def random_bits(path: Path, count: int, seed: int = 0) -> list[int]:
    """Some bits of a file, drawn at random."""
    random = np.random.default_rng(seed)
    return random.integers(0, 8 * path.stat().st_size, count).tolist()


def every_bit(path: Path) -> range:
    """All bits of a file."""
    return range(8 * path.stat().st_size)
