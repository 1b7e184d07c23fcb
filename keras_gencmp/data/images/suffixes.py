"""Suffixes of files that are taken for images."""

from __future__ import annotations

SUFFIXES = (".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".bmp", ".gif", ".webp", ".tif", ".tiff")
SUFFIXES += (".pgm", ".ppm", ".pbm", ".pnm", ".jp2", ".j2k", ".avif", ".dcm")


def is_image(name: str) -> bool:
    """Whether a file is taken for an image by its name."""
    return name.lower().endswith(SUFFIXES)
