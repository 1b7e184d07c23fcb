"""Signs that a dataset is not what its user meant, found in its images and labels."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

import numpy as np

from keras_gencmp.data.images.colour import sample
from keras_gencmp.data.splits import Split, Splits, is_labelled
from keras_gencmp.errors import UserError

BLOCK = 100
LOOKED_AT = 2000  # images whose brightness is measured
DARK, FLAT = 3.0, 3.0  # mean and standard deviation, of 255, below which images are nearly constant


def check_images(train: Split, name: str) -> None:
    """UserError where no training makes sense: all training images are one and the same."""
    if _all_the_same(train.images):
        first = train.images[0]
        if len(train.images) == 1:
            raise UserError(f"{name} has one training image: give more of them")
        what = f"is {first.flat[0]} of 255 everywhere" if np.ptp(first) == 0 else "is the same one"
        raise UserError(
            f"every training image of {name} {what}: there is nothing to learn, so look at the "
            "files, or name the range of their values as in ?range=0,4095"
        )


def _all_the_same(images: np.ndarray) -> bool:
    """Whether no image differs from the first; nearly always one block is enough to know."""
    blocks = (images[first : first + BLOCK] for first in range(0, len(images), BLOCK))
    return all(bool((block == images[:1]).all()) for block in blocks)


def notices(splits: Splits) -> tuple[str, ...]:
    """A sentence about each thing that looks wrong, with the mend."""
    return (
        *_of_brightness(splits.train.images),
        *_of_shared_images(splits),
        *_of_classes(splits),
    )


def _of_brightness(images: np.ndarray) -> Iterator[str]:
    chosen = images[sample(len(images), LOOKED_AT)].astype(np.float32)
    mean, spread = float(chosen.mean()), float(chosen.std())
    if spread < FLAT:
        yield (
            f"the images are nearly constant, {mean:.0f} of 255 almost everywhere: "
            "look at the files, or name their range as in ?range=0,4095"
        )
    elif min(mean, 255 - mean) < DARK:
        yield (
            f"the images are nearly {'black' if mean < 128 else 'white'}, {mean:.1f} of 255 on "
            "average: look at the files, or name their range as in ?range=0,4095"
        )


def _of_shared_images(splits: Splits) -> Iterator[str]:
    """About held-out images that are training images too, which makes scores too good."""
    train, validation, test = (list(_hashes(split.images)) for split in splits[:3])
    known = set(train)
    for role, hashes in (("validation", validation), ("test", test)):
        shared = sum(each in known for each in hashes)
        if shared:
            yield (
                f"{shared:,} of {len(hashes):,} {role} images are training images too, which "
                "makes scores too good: remove the copies"
            )
    known = set(validation)
    shared = sum(each in known for each in test)
    if shared:
        yield (
            f"{shared:,} of {len(test):,} test images are validation images too, by "
            "which states are chosen: remove the copies"
        )


def _of_classes(splits: Splits) -> Iterator[str]:
    if not all(map(is_labelled, (splits.validation, splits.test))):
        yield (
            "held-out images without labels: scores by class cannot be computed, unless they get "
            "them, by folders of their classes, an array or a column"
        )
    yield from _of_alike_names(splits.classes)
    counts = np.bincount(splits.train.labels, minlength=len(splits.classes))
    if len(counts) < 2:
        return
    few = [splits.classes[label] for label in np.flatnonzero(counts <= 1)]
    if few:
        shown = ", ".join(few[:5]) + (" ..." if len(few) > 5 else "")
        yield (
            f"{len(few)} of {len(counts)} classes have at most one training image ({shown}): "
            "give them more, or leave all labels out with ?labels=none"
        )


def _of_alike_names(classes: Sequence[str]) -> Iterator[str]:
    """About classes whose names differ in capitals or blanks alone, and which may be one."""
    alike: dict[str, list[str]] = {}
    for name in classes:
        alike.setdefault(" ".join(name.casefold().split()), []).append(name)
    same = [" and ".join(map(repr, names)) for names in alike.values() if len(names) > 1]
    if same:
        shown = ", ".join(same[:3]) + (" ..." if len(same) > 3 else "")
        yield f"{shown} are classes of their own: if they are the same, give them one name"


def _hashes(images: np.ndarray) -> Iterator[bytes]:
    for image in images:
        yield hashlib.blake2b(image.tobytes(), digest_size=16).digest()
