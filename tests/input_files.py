"""Small datasets of the kinds that people bring: 60 different images of 16 x 16 pixels.

An image is dark with a bright bar, whose place and brightness tell its number: so polarity, range
and orientation of what was read can be compared with what was written.
"""

import gzip
import struct
import zlib

import numpy as np
from PIL import Image

COUNT, SIDE = 60, 16
LABELS = np.arange(COUNT) % 3
NAMES = np.array(["cat", "dog", "eel"])[LABELS]


def _image(number):
    image = np.zeros((SIDE, SIDE), np.uint8)
    row, column = divmod(number, 6)
    image[1 + row, 1 + 2 * column : 7 + 2 * column] = 255
    image[13, 2 : 4 + number % 9] = 90 + number
    return image


GREY = np.stack([_image(number) for number in range(COUNT)])
RGB = np.stack([GREY, GREY // 2, 255 - GREY], axis=-1)


def files(root, save, suffix="png", images=GREY, folder=lambda number: NAMES[number], numbers=None):
    """Writes image ``number`` by ``save(image, path)`` into its folder."""
    for number in range(COUNT) if numbers is None else numbers:
        path = root / folder(number) / f"{number:02d}.{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        save(images[number], path)
    return root


def splits(root, train="train", val="val", test="test", classes=("", "", "")):
    """40 training, 10 validation and 10 test images in folders of these names."""
    parts = {train: range(40), val: range(40, 50), test: range(50, 60)}
    for (name, numbers), flat in zip(parts.items(), classes, strict=True):
        inside = (lambda number: NAMES[number]) if flat == "" else (lambda number: "")
        files(root / name, pillow, numbers=numbers, folder=inside)
    return root


def pillow(image, path, **options):
    Image.fromarray(image).save(path, **options)


def ink(colour):
    """Ink of a brightness on transparent paper."""
    return lambda image, path: pillow(np.dstack([np.full_like(image, colour)] * 3 + [image]), path)


def turned(image, path):
    """A photograph whose EXIF tag says how to hold it."""
    picture = Image.fromarray(image).rotate(90, expand=True)
    exif = Image.Exif()
    exif[0x0112] = 6
    picture.save(path, exif=exif)


def film(image, path):
    """A TIFF of 16 bits in which 0 is white."""
    pillow((255 - image).astype(np.uint16) * 257, path, tiffinfo={262: 0})


def png_of_16_bits_rgb(image, path):
    def chunk(kind, content):
        crc = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + crc

    rows = b"".join(b"\0" + (row.astype(">u2") * 257).tobytes() for row in image)
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 16, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + body)


def idx(path, array, code=8):
    kind = {8: ">u1", 11: ">i2", 13: ">f4"}[code]
    header = struct.pack(f">HBB{array.ndim}I", 0, code, array.ndim, *array.shape)
    content = header + array.astype(kind).tobytes()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)


def table(path, images=GREY, labels=LABELS, header=True, last=False, joint=","):
    """A table with an image a row, the label first or last, or none."""
    pixels = images.reshape(len(images), -1)
    names = [f"pixel{i}" for i in range(pixels.shape[1])]
    rows = [[*map(str, row)] for row in pixels]
    if labels is not None:
        rows = [
            [*row, str(y)] if last else [str(y), *row] for row, y in zip(rows, labels, strict=True)
        ]
        names = [*names, "label"] if last else ["label", *names]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(joint.join(row) for row in ([names] * header + rows)) + "\n")
    return path


def tiff(image, path, kind, order="<", film=False, turned=False):
    """A TIFF of values of a NumPy kind ("u4", "i1", "f4"), in a byte order, written by hand."""
    content = np.ascontiguousarray(image).astype(order + kind).tobytes()
    height, width = image.shape
    number = {"u": 1, "i": 2, "f": 3}[kind[0]]
    tags = {256: width, 257: height, 258: 8 * int(kind[1]), 259: 1, 262: 0 if film else 1}
    tags |= {273: 8, 274: 6 if turned else 1, 277: 1, 278: height, 279: len(content), 339: number}
    head = {"<": b"II", ">": b"MM"}[order] + struct.pack(f"{order}HI", 42, 8 + len(content))
    rows = b"".join(struct.pack(f"{order}HHII", tag, 4, 1, value) for tag, value in tags.items())
    path.write_bytes(head + content + struct.pack(f"{order}H", len(tags)) + rows + bytes(4))
