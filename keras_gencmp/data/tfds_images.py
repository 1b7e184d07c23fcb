"""TFDS image classification datasets: ``mnist``, ``emnist/digits``, ``mnist:3.0.1``, ..."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from keras_gencmp.data.cache import cached, fingerprint
from keras_gencmp.data.download import download
from keras_gencmp.data.registry import suggestion
from keras_gencmp.data.resizing import resize
from keras_gencmp.data.splits import RawSplits, Split
from keras_gencmp.data.tfds_features import check_features
from keras_gencmp.errors import UserError

NAME = re.compile(r"(?P<base>\w+)(/(?P<variant>[\w.\-]+))?(:\d+\.\d+\.\d+)?")
BLOCK = 512


def directory(data_dir: str | None) -> Path:
    """The folder of prepared datasets.

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
        raise UserError(f"unknown dataset {name!r}: {suggestion(name, known)}")
    variants = list(tfds.builder_cls(match["base"]).builder_configs)
    if match["variant"] and match["variant"] not in variants:
        mend = f"choose from {', '.join(variants)}" if variants else f"use {match['base']}"
        raise UserError(f"the dataset {match['base']} has no {match['variant']}: {mend}")


def read(argument: str, size: int, channels: int, data_dir: str | None) -> RawSplits:
    """The splits of the TFDS dataset ``argument``, in TFDS's own order; downloaded when needed.

    UserError for a dataset that is not of labelled images, and for damaged files; Unreachable when
    it is not prepared and cannot be downloaded.
    """
    root = directory(data_dir)
    with _without_log_messages():
        builder = _builder(argument, root)
        keys = _supervised(builder, argument)
        if not builder.is_prepared():
            _refuse_leftovers(builder)
            download(builder, argument, root)
        splits = {
            split: _cached_split(builder, split, argument, size, channels)
            for split in ("train", "validation", "test")
            if split in builder.info.splits
        }
    if "train" not in splits:
        raise UserError(f"{argument} has no training split: choose another dataset, such as mnist")
    classes = tuple(builder.info.features[keys[1]].names)
    validation, test = splits.get("validation"), splits.get("test")
    return RawSplits(splits["train"], validation, test, classes, name=argument)


@contextmanager
def _without_log_messages() -> Iterator[None]:
    """TFDS without its messages about folders and deprecations, and without progress bars."""
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
    """TFDS's builder of a dataset below ``root``; building one writes nothing."""
    import tensorflow_datasets as tfds
    from google.protobuf.json_format import ParseError

    check_features(root / re.split("[/:]", name)[0])
    try:
        return tfds.builder(name, data_dir=root)
    except ParseError as error:
        raise UserError(_damaged(root / re.split("[/:]", name)[0])) from error
    except Exception as error:
        reason = str(error).strip().partition("\n")[0]
        raise UserError(
            f"TFDS cannot set up {name} ({reason}): choose another dataset, such as mnist"
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
        f"{name} is not a dataset of labelled images: choose one that is, such as mnist"
    )


def _refuse_leftovers(builder: Any) -> None:
    """UserError where there are files that TFDS does not take for a prepared dataset."""
    folder = Path(builder.data_dir)
    if folder.exists() and any(folder.iterdir()):
        raise UserError(_damaged(folder))


def _cached_split(builder: Any, split: str, name: str, size: int, channels: int) -> Split:
    """One split of a prepared dataset, decoded again only when its files have changed."""
    key = fingerprint(sorted(Path(builder.data_dir).iterdir()), name, split, size, channels)
    return Split(**cached(key, lambda: _split(builder, split, name, size, channels)._asdict()))


def _split(builder: Any, split: str, name: str, size: int, channels: int) -> Split:
    """One split of a prepared dataset, decoded; UserError when its files are damaged."""
    import tensorflow as tf

    count = builder.info.splits[split].num_examples
    images = np.empty((count, size, size, channels), np.uint8)
    labels = np.empty(count, np.int64)
    first = 0
    try:
        for block, block_labels in _blocks(builder, split):
            last = first + len(block_labels)
            # EMNIST comes transposed.
            block = block.swapaxes(1, 2) if name.startswith("emnist") else block
            images[first:last] = resize(block, size, channels)
            labels[first:last] = block_labels
            first = last
    except (tf.errors.OpError, OSError, KeyError, ValueError) as error:
        raise UserError(_damaged(builder.data_dir)) from error
    if first != count:
        raise UserError(_damaged(builder.data_dir))
    return Split(images, labels)


def _blocks(builder: Any, split: str) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Images uint8 (b, h, w, c) and labels (b,), in order; one by one where their sizes differ."""
    import tensorflow_datasets as tfds

    dataset = builder.as_dataset(
        split=split,
        shuffle_files=False,
        as_supervised=True,
        read_config=tfds.ReadConfig(try_autocache=False),
    )
    same_size = dataset.element_spec[0].shape.is_fully_defined()
    yield from tfds.as_numpy(dataset.batch(BLOCK if same_size else 1))


def _damaged(folder: Path | str) -> str:
    """The sentence about a folder of incomplete or damaged files."""
    return (
        f"the prepared data in {folder} are damaged or incomplete: "
        "delete that folder and run again, which downloads them anew"
    )
