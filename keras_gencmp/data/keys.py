"""Names of arrays: which array of an archive holds which split's images or labels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from keras_gencmp.data.options import Options
from keras_gencmp.errors import UserError

# From a split to the keys of its images and of its labels ("" where it has none).
Keys = dict[str, tuple[str, str]]

SPLIT_WORDS = {
    "train": ("train", "training", "tr", "trn"),
    "validation": ("val", "valid", "validation", "dev", "vl"),
    "test": ("test", "testing", "eval", "evaluation", "te", "tst", "t10k"),
}
SPLIT_OF = {word: split for split, words in SPLIT_WORDS.items() for word in words}
IMAGES = ("x", "image", "images", "img", "imgs", "data", "pixel", "pixels", "features")
IMAGES += ("feature", "samples", "input", "inputs", "arr 0", "")
FILLERS = ("set", "orig", "original")
OF_SPLITS = ("", "validation_", "test_")  # how the names of options begin
LABELS = ("y", "label", "labels", "lbl", "target", "targets", "class", "classes", "arr 1")


def words_of(key: str) -> list[str]:
    """The words of a name in lower case: "X_train", "trainImages" and "Xtr" have two."""
    spaced = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", key)
    words = re.findall(r"[a-z]+|\d+|[^\W\d_]+", spaced.replace("t10k", "test").lower())
    return [part for word in words for part in _parts(word)]


def find_keys(keys: Iterable[str], options: Options, file: object) -> Keys:
    """The arrays of every split, by the user's own names or by the usual ones.

    UserError where no array can be the training images, or where several can.
    """
    keys = list(keys)
    _check_named(keys, options, file)
    if options.images:
        return _named(options)
    found = _by_role(keys, file)
    if not found and len(keys) == 1:
        found = {"train": (keys[0], "")}
    if "train" not in found:
        raise UserError(
            f"{file} holds {', '.join(keys) or 'nothing'}: name the array of training images, and "
            "that of their labels if there is one, as in ?images=KEY&labels=KEY"
        )
    if options.labels == "none":
        return {split: (images, "") for split, (images, _) in found.items()}
    return {
        split: (images, options.labels if split == "train" and options.labels else labels)
        for split, (images, labels) in found.items()
    }


def _check_named(keys: list[str], options: Options, file: object) -> None:
    """UserError where the options name an array that is not there."""
    fields = [f"{split}{kind}" for split in OF_SPLITS for kind in ("images", "labels")]
    named = {field: getattr(options, field) for field in fields}
    if named["labels"] == "none":
        del named["labels"]
    for key in filter(None, named.values()):
        if key not in keys:
            raise UserError(f"{file} has no array {key!r}: choose from {', '.join(keys)}")


def _named(options: Options) -> Keys:
    """The arrays that the options name."""
    labels = "" if options.labels == "none" else options.labels
    named = {
        "train": (options.images, labels),
        "validation": (options.validation_images, options.validation_labels),
        "test": (options.test_images, options.test_labels),
    }
    return {split: pair for split, pair in named.items() if pair[0]}


def _by_role(keys: list[str], file: object) -> Keys:
    """The arrays whose names say what they are."""
    roles: dict[tuple[str, str], list[str]] = {}
    for key in keys:
        role = _role(key)
        if role:
            roles.setdefault(role, []).append(key)
    for (split, kind), same in roles.items():
        if len(same) > 1:
            raise UserError(
                f"{file} has several arrays that may be the {kind} of the {split} split, "
                f"{' and '.join(same)}: name one, as in ?images=KEY&labels=KEY"
            )
    one = {role: same[0] for role, same in roles.items()}
    splits = [split for split, kind in one if kind == "images"]
    return {split: (one[split, "images"], one.get((split, "labels"), "")) for split in splits}


def _role(key: str) -> tuple[str, str] | None:
    """The split and the kind of an array by its name, or None."""
    words = words_of(key)
    splits = [SPLIT_OF[word] for word in words if word in SPLIT_OF]
    rest = " ".join(word for word in words if word not in SPLIT_OF and word not in FILLERS)
    if len(splits) > 1:
        return None
    kind = "images" if rest in IMAGES else "labels" if rest in LABELS else ""
    if not kind or (not splits and not rest):
        return None
    return (splits[0] if splits else "train"), kind


def _parts(word: str) -> list[str]:
    """A word, or the two that were written as one: "xtrain", "trainx", "yte"."""
    for kind in ("x", "y"):
        if word.startswith(kind) and word[1:] in SPLIT_OF:
            return [kind, word[1:]]
        if word.endswith(kind) and word[:-1] in SPLIT_OF:
            return [word[:-1], kind]
    return [word]


def left_alone(keys: Iterable[str], used: Mapping[str, tuple[str, str]]) -> list[str]:
    """The arrays that are not read."""
    taken = {key for pair in used.values() for key in pair}
    return [key for key in keys if key not in taken]
