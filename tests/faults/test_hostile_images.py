"""Images and archives of images that would fill the memory are refused before they are unpacked."""

import struct
import zlib

import numpy as np
import pytest

from keras_gencmp import data
from keras_gencmp.data.sources import npz
from keras_gencmp.errors import UserError


def test_an_archive_of_images_that_would_fill_the_memory_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(npz, "UNPACKED_BYTES", 2**20)
    np.savez_compressed(tmp_path / "images.npz", x=np.zeros((30_000, 28, 28), np.uint8))
    with pytest.raises(UserError, match="would unpack to .*images compress less"):
        data.load(f"npz:{tmp_path / 'images.npz'}")


def test_an_image_of_a_billion_pixels_is_refused(tmp_path):
    def chunk(kind: bytes, content: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + checksum

    head = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 0, 0, 0, 0)
    content = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IEND", b"")
    (tmp_path / "a.png").write_bytes(content)
    with pytest.raises(UserError, match="more than .* pixels"):
        data.load(f"folder:{tmp_path}")
