"""TFDS image classification datasets: ``mnist``, ``emnist/digits``, ``mnist:3.0.1``, ..."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from keras_gencmp.data import options as dataset_options
from keras_gencmp.data.advice import suggestion
from keras_gencmp.data.cache import cached, fingerprint
from keras_gencmp.data.images import colour
from keras_gencmp.data.images.arrays import Target
from keras_gencmp.data.images.colour import flatten
from keras_gencmp.data.images.resizing import resize
from keras_gencmp.data.images.scaling import scale_of, to_bytes
from keras_gencmp.data.sources.download import download
from keras_gencmp.data.sources.tfds_features import ImageFeatures, check_features, image_features
from keras_gencmp.data.sources.tfds_plan import Look, Plan, plan_of
from keras_gencmp.data.splits import RawSplits, Split
from keras_gencmp.data.summary import Reading
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

    UserError for a dataset that has not one image an example, and for damaged files; Unreachable
    when it is not prepared and cannot be downloaded.
    """
    root = directory(data_dir)
    name, options = dataset_options.separate(argument)
    with _without_log_messages():
        builder = _builder(name, root)
        features = image_features(builder.info, name)
        if not builder.is_prepared():
            _refuse_leftovers(builder)
            download(builder, name, root)
        if "train" not in builder.info.splits:
            raise UserError(f"{name} has no training split: choose another dataset, such as mnist")
        target = Target(size, channels, options)
        plan, reading = _plan(builder, features, name, target)
        splits = {
            split: _cached_split(builder, split, name, plan)
            for split in ("train", "validation", "test")
            if split in builder.info.splits
        }
    held_out = splits.get("validation"), splits.get("test")
    return RawSplits(splits["train"], *held_out, features.classes, name=argument, reading=reading)


def _plan(builder: Any, features: ImageFeatures, name: str, target: Target) -> tuple[Plan, Reading]:
    """How the images are decoded, and the account of it; the images are looked at once."""
    key = fingerprint(sorted(Path(builder.data_dir).iterdir()), name, "look")
    looked = cached(key, lambda: _look(builder, features)._asdict())
    look = Look(**{field: np.asarray(value) for field, value in looked.items()})
    return plan_of(look, features, None not in builder.info.features[features.image].shape, target)


def _look(builder: Any, features: ImageFeatures) -> Look:
    """What the first images are like; the range is that of all if the first ones are dark."""
    with _damage_named(builder):
        first, _ = next(_blocks(builder, "train", features))
        low, high = first.min(), first.max()
        if not scale_of(first.dtype, low, high).plain:
            ranges = [(b.min(), b.max()) for b, _ in _blocks(builder, "train", features)]
            low, high = min(low for low, _ in ranges), max(high for _, high in ranges)
    shape = np.array(first.shape[1:])
    return Look(np.array([low, high]), np.array(colour.in_colour(first)), shape)


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


def _refuse_leftovers(builder: Any) -> None:
    """UserError where there are files that TFDS does not take for a prepared dataset."""
    folder = Path(builder.data_dir)
    if folder.exists() and any(folder.iterdir()):
        raise UserError(_damaged(folder))


def _cached_split(builder: Any, split: str, name: str, plan: Plan) -> Split:
    """One split of a prepared dataset, decoded again only when its files have changed."""
    key = fingerprint(sorted(Path(builder.data_dir).iterdir()), name, split, *plan.key)
    return Split(**cached(key, lambda: _split(builder, split, name, plan)._asdict()))


def _split(builder: Any, split: str, name: str, plan: Plan) -> Split:
    """One split of a prepared dataset, decoded; UserError when its files are damaged."""
    count = builder.info.splits[split].num_examples
    size, channels, options = plan.target
    images = np.empty((count, size, size, channels), np.uint8)
    labels = np.empty(count, np.int64)
    first = 0
    with _damage_named(builder):
        for block, block_labels in _blocks(builder, split, plan.features):
            last = first + len(block_labels)
            # EMNIST comes transposed.
            block = block.swapaxes(1, 2) if name.startswith("emnist") else block
            block = to_bytes(block, plan.scale)
            block = flatten(block, options.opaque) if block.shape[-1] == 4 else block
            images[first:last] = resize(block, size, channels, options.fit)
            labels[first:last] = block_labels
            first = last
    if first != count:
        raise UserError(_damaged(builder.data_dir))
    return Split(images, labels)


@contextmanager
def _damage_named(builder: Any) -> Iterator[None]:
    """What TensorFlow and TFDS raise on damaged files, as UserError with the mend."""
    import tensorflow as tf

    try:
        yield
    except (tf.errors.OpError, OSError, KeyError, ValueError, StopIteration) as error:
        raise UserError(_damaged(builder.data_dir)) from error


def _blocks(
    builder: Any, split: str, features: ImageFeatures
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Images uint8 (b, h, w, c) and labels (b,), in order; one by one where their sizes differ."""
    import tensorflow as tf
    import tensorflow_datasets as tfds

    dataset = builder.as_dataset(
        split=split,
        shuffle_files=False,
        read_config=tfds.ReadConfig(try_autocache=False),
    )
    unlabelled = tf.constant(0, tf.int64)
    dataset = dataset.map(
        lambda example: (example[features.image], example.get(features.label, unlabelled))
    )
    same_size = dataset.element_spec[0].shape.is_fully_defined()
    yield from tfds.as_numpy(dataset.batch(BLOCK if same_size else 1))


def _damaged(folder: Path | str) -> str:
    """The sentence about a folder of incomplete or damaged files."""
    return (
        f"the prepared data in {folder} are damaged or incomplete: "
        "delete that folder and run again, which downloads them anew"
    )
