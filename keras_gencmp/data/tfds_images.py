"""TFDS image classification: ``mnist``, ``fashion_mnist``, ``emnist/digits``, ``cifar10``, ..."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from keras_gencmp.data.cache import fingerprint, kept
from keras_gencmp.data.conform import conform
from keras_gencmp.data.download import fetch
from keras_gencmp.data.splits import RawSplits, Split
from keras_gencmp.errors import UserError

NAME = re.compile(r"(?P<base>\w+)(/(?P<variant>[\w.\-]+))?(:\d+\.\d+\.\d+)?")
BLOCK = 512


def directory(data_dir: str | None) -> Path:
    """Where prepared datasets lie.

    It is ``data_dir``, else ``GENCMP_DATA_DIR``, else ``TFDS_DATA_DIR``, else TFDS's own default.
    """
    named = data_dir or os.environ.get("GENCMP_DATA_DIR") or os.environ.get("TFDS_DATA_DIR")
    return Path(named or "~/tensorflow_datasets").expanduser()


def check(name: str) -> None:
    """UserError with the nearest name unless TFDS knows a dataset called so."""
    import tensorflow_datasets as tfds

    known = tfds.list_builders(with_community_datasets=False)
    match = NAME.fullmatch(name)
    if match is None or match["base"] not in known:
        raise UserError(f"There is no dataset {name}: {_hint(name, known)}")
    variants = list(tfds.builder_cls(match["base"]).builder_configs)
    if match["variant"] and match["variant"] not in variants:
        mend = f"choose among {', '.join(variants)}" if variants else f"use {match['base']}"
        raise UserError(f"The dataset {match['base']} has no {match['variant']}: {mend}.")


def _hint(name: str, known: list[str]) -> str:
    """What may have been meant by a name that is none."""
    path = Path(name).expanduser()
    if name and path.exists():
        return f"did you mean {'folder' if path.is_dir() else 'npz'}:{name}?"
    near = difflib.get_close_matches(re.split("[/:]", name)[0], ["auto", "digits", *known], n=1)
    return f"did you mean {near[0]}?" if near else "use mnist, digits, folder:PATH or npz:PATH."


def read(name: str, size: int, channels: int, data_dir: str | None) -> RawSplits:
    """The parts of a TFDS dataset, in TFDS's own order; fetched when it is not prepared.

    Raises UserError for an unknown name, a dataset that is not of labelled images, and damaged
    files; Unreachable when it is not prepared and cannot be fetched.
    """
    check(name)
    root = directory(data_dir)
    with _quiet():
        builder = _builder(name, root)
        keys = _supervised(builder, name)
        if not builder.is_prepared():
            _refuse_remains(builder)
            fetch(builder, name, root)
        splits = {
            part: _kept(builder, part, name, size, channels)
            for part in ("train", "validation", "test")
            if part in builder.info.splits
        }
    if "train" not in splits:
        raise UserError(f"{name} has no training part: choose another dataset, such as mnist.")
    classes = tuple(builder.info.features[keys[1]].names)
    return RawSplits(splits["train"], splits.get("validation"), splits.get("test"), classes)


@contextmanager
def _quiet() -> Iterator[None]:
    """TFDS without its chatter about folders, deprecations and progress."""
    import tensorflow_datasets as tfds
    from absl import logging

    before = logging.get_verbosity()
    logging.set_verbosity(logging.ERROR)
    tfds.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(before)
        tfds.enable_progress_bar()


def _builder(name: str, root: Path) -> Any:
    """TFDS's builder of a dataset below ``root``; making one writes nothing."""
    import tensorflow_datasets as tfds
    from google.protobuf.json_format import ParseError

    try:
        return tfds.builder(name, data_dir=root)
    except ParseError as error:
        raise UserError(_damaged(root / re.split("[/:]", name)[0])) from error
    except Exception as error:
        reason = str(error).strip().partition("\n")[0]
        raise UserError(
            f"TFDS cannot set up {name} ({reason}): choose another dataset, such as mnist."
        ) from error


def _supervised(builder: Any, name: str) -> tuple[str, str]:
    """The names of the image and the class label among the dataset's features."""
    import tensorflow_datasets as tfds

    features = dict(builder.info.features.items())
    keys = builder.info.supervised_keys
    if keys is not None and len(keys) == 2 and all(isinstance(key, str) for key in keys):
        image, label = (features.get(key) for key in keys)
        labelled = isinstance(label, tfds.features.ClassLabel)
        if isinstance(image, tfds.features.Image) and labelled and image.np_dtype == np.uint8:
            return keys
    raise UserError(
        f"{name} is not a dataset of labelled images: choose one that is, such as mnist."
    )


def _refuse_remains(builder: Any) -> None:
    """UserError where files lie that TFDS does not take for a prepared dataset."""
    folder = Path(builder.data_dir)
    if folder.exists() and any(folder.iterdir()):
        raise UserError(_damaged(folder))


def _kept(builder: Any, part: str, name: str, size: int, channels: int) -> Split:
    """One part of a prepared dataset, decoded when its files are first seen as they are now."""
    key = fingerprint(sorted(Path(builder.data_dir).iterdir()), name, part, size, channels)
    return Split(**kept(key, lambda: _split(builder, part, name, size, channels)._asdict()))


def _split(builder: Any, part: str, name: str, size: int, channels: int) -> Split:
    """One part of a prepared dataset, decoded; UserError when its files are damaged."""
    import tensorflow as tf

    count = builder.info.splits[part].num_examples
    images = np.empty((count, size, size, channels), np.uint8)
    labels = np.empty(count, np.int64)
    first = 0
    try:
        for block, its_labels in _blocks(builder, part):
            last = first + len(its_labels)
            block = block.swapaxes(1, 2) if name.startswith("emnist") else block
            images[first:last] = conform(block, size, channels)
            labels[first:last] = its_labels
            first = last
    except (tf.errors.OpError, OSError, KeyError, ValueError) as error:
        raise UserError(_damaged(builder.data_dir)) from error
    if first != count:
        raise UserError(_damaged(builder.data_dir))
    return Split(images, labels)


def _blocks(builder: Any, part: str) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Images uint8 (b, h, w, c) and labels (b,), in order; one by one where their sizes differ."""
    import tensorflow_datasets as tfds

    dataset = builder.as_dataset(
        split=part,
        shuffle_files=False,
        as_supervised=True,
        read_config=tfds.ReadConfig(try_autocache=False),
    )
    same_size = dataset.element_spec[0].shape.is_fully_defined()
    yield from tfds.as_numpy(dataset.batch(BLOCK if same_size else 1))


def _damaged(folder: Path | str) -> str:
    """The sentence about a folder of files that are not whole."""
    return (
        f"The prepared data in {folder} are damaged or not whole: "
        "delete that folder and run again, which fetches them anew."
    )
