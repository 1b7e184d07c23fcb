"""Masks: pictures beside images that say where something is, and are no images to train on."""

from __future__ import annotations

from pathlib import PurePosixPath

from keras_gencmp.data.folders.nodes import Node, is_general, quoted
from keras_gencmp.data.keys import words_of
from keras_gencmp.errors import UserError

MASKS = {"mask", "masks", "annotation", "annotations", "groundtruth", "gt", "segmentation"}
MASKS |= {"segmentations", "masque", "truth"}
# Words that mean masks only where a folder called images lies beside.
BESIDE_IMAGES = {"label", "labels", "target", "targets", "seg", "segs", "ground"}
# Endings of files that are masks of those without.
ENDINGS = ("mask", "masks", "gt", "seg", "segmentation", "label", "groundtruth", "annotation")


def refuse_masks(folder: Node) -> None:
    """UserError where a folder, or one below it, has masks beside images."""
    _refuse_folders(folder)
    _refuse_files(folder)
    for inner in folder.folders.values():
        refuse_masks(inner)


def _refuse_folders(folder: Node) -> None:
    named_images = any(is_general(name) for name in folder.folders)
    words = MASKS | (BESIDE_IMAGES if named_images else set())
    masks = [name for name in folder.folders if set(words_of(name)) & words]
    if not masks or len(masks) == len(folder.folders):
        return
    images = next(name for name in folder.folders if name not in masks)
    raise UserError(
        f"{folder.path} has {quoted(masks)} beside {images!r}: masks and labels are no images to "
        f"train on, so move them out or name the images alone, folder:{folder.path}/{images}; "
        "if they are classes, add ?splits=none"
    )


def _refuse_files(folder: Node) -> None:
    """UserError where files come in pairs, 1.png and 1_mask.png."""
    stems = {PurePosixPath(name).stem for name in folder.images}
    pairs = [stem for stem in stems if _without_ending(stem) in stems]
    if pairs and 4 * len(pairs) >= len(stems):
        raise UserError(
            f"{folder.path} has masks beside its images, as {min(pairs)!r}: "
            "move the masks to a folder of their own, outside"
        )


def _without_ending(stem: str) -> str | None:
    for word in ENDINGS:
        for joint in "_- ":
            if stem.lower().endswith(joint + word):
                return stem[: -len(joint + word)]
    return None
