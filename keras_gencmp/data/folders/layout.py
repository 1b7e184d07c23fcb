"""Layouts of folders: which images are of which split and class, by their names alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from keras_gencmp.data.folders.masks import refuse_masks
from keras_gencmp.data.folders.nodes import (
    Node,
    is_general,
    quoted,
    split_mentioned,
    split_named,
    tree_of,
)
from keras_gencmp.data.labels import natural
from keras_gencmp.errors import UserError

# The image files of each class; UNNAMED, which no folder is called, where they lie in none.
Listing = dict[str, list[str]]

UNNAMED = ""
NONE = "?splits=none"


def splits_of(names: Iterable[str], root: object, splits: bool = True) -> dict[str, Listing]:
    """The images of each split by class; ``names`` are paths of image files below ``root``.

    Folders called train, validation and test, in any case and by their usual synonyms, are the
    splits; without them everything is the training split. A lone folder on the way is descended.
    Held-out images may lie in no class: they have no labels then. UserError, with the question,
    where a layout can be read in two ways. ``splits`` False takes folders of splits for classes.
    """
    top = _descended(tree_of(names, str(root)), splits)
    if not splits:
        return {"train": _listing(top)}
    refuse_masks(top)
    found = _split_folders(top)
    if not found:
        _refuse_split_files(top)
        return _split_within_classes(top) or {"train": _listing(top)}
    if "train" not in found:
        raise UserError(
            f"{top.path} holds {_shown(found.values())} but no training images: "
            f"name that folder train, or take it for a class with {NONE}"
        )
    listings = {split: _split_listing(folder) for split, folder in found.items()}
    return {split: _of_classes(listings, split, root) for split in listings}


def class_names(listing: Listing) -> tuple[str, ...]:
    """The folders of classes of a listing as a person sorts them: 2 before 10."""
    return tuple(sorted(listing, key=natural))


def without_classes(listing: Listing) -> Listing:
    """The same images in no class."""
    return {UNNAMED: [name for names in listing.values() for name in names]}


def _descended(top: Node, splits: bool) -> Node:
    """The first folder, from the top, that is not alone in the one above.

    The last one on the way keeps its name as that of a class unless its name is a general one.
    """
    while not top.images and len(top.folders) == 1:
        name, folder = next(iter(top.folders.items()))
        split = split_named(name) if splits else None
        if split in ("validation", "test") or (folder.images and not is_general(name)):
            break
        top = folder
    return top


def _split_folders(top: Node) -> dict[str, Node]:
    """The folders of splits, or none where the folders are classes.

    UserError where only some of them look like splits, or two like the same one.
    """
    named = {name: split for name in top.folders if (split := split_named(name))}
    if not named:
        named = {name: split for name in top.folders if (split := split_mentioned(name))}
        if len(set(named.values())) < 2:
            return {}
    others = [name for name in top.folders if name not in named]
    if others or top.images:
        beside = quoted(others) if others else "images"
        raise UserError(
            f"{top.path} has {beside} beside {quoted(named)}: is that a split or a class? "
            f"Move it, or take all folders for classes with {NONE}"
        )
    for split, count in Counter(named.values()).items():
        if count > 1:
            same = quoted(name for name in named if named[name] == split)
            raise UserError(f"{top.path} has {same}: put the {split} images into one folder")
    return {split: top.folders[name] for name, split in named.items()}


def _refuse_split_files(top: Node) -> None:
    """UserError where files are called after splits, train_1.png and test_1.png."""
    stems = [PurePosixPath(name).stem for name in top.everything]
    found = {stem: split_mentioned(stem) for stem in stems}
    examples = {split: stem for stem, split in found.items() if split}
    if None not in found.values() and len(examples) > 1:
        raise UserError(
            f"{top.path} has files called like splits, as {quoted(examples.values())}: put them "
            f"into folders called {' and '.join(examples)}, or take all for training with {NONE}"
        )


def _split_within_classes(top: Node) -> dict[str, Listing]:
    """The splits where every class has folders of them: cat/train, cat/test, dog/train, ..."""
    inside = {
        name: {sub: split_named(sub) for sub in folder.folders}
        for name, folder in top.folders.items()
    }
    found = [split for subs in inside.values() for split in subs.values() if split]
    if not found:
        return {}
    whole = all(subs and None not in subs.values() for subs in inside.values())
    if not whole or any(folder.images for folder in top.folders.values()) or top.images:
        raise UserError(
            f"{top.path} has folders called like splits within {quoted(inside)}: put train and "
            f"test on top, or take them for parts of their class with {NONE}"
        )
    listings: dict[str, Listing] = {}
    for name, subs in inside.items():
        for sub, split in subs.items():
            images = top.folders[name].folders[sub].everything
            listings.setdefault(str(split), {}).setdefault(name, []).extend(images)
    return {split: _of_classes(listings, split, top.path) for split in listings}


def _split_listing(folder: Node) -> Listing:
    """The listing of one split; general folders, and its own name again, are descended."""
    while not folder.images and len(folder.folders) == 1:
        name, inner = next(iter(folder.folders.items()))
        if not is_general(name) and not split_named(name):
            break
        folder = inner
    return _listing(folder)


def _listing(folder: Node) -> Listing:
    """The images of each class: a folder is a class, images in none are UNNAMED."""
    if folder.images and folder.folders:
        raise UserError(
            f"{folder.path} has images both beside and inside its subfolders: "
            "move the ones beside into a subfolder of their class"
        )
    if folder.images:
        return {UNNAMED: folder.images}
    return {name: each.everything for name, each in folder.folders.items()}


def _of_classes(listings: Mapping[str, Listing], split: str, root: object) -> Listing:
    """The listing of one split under the names of the training classes."""
    classes, listing = listings["train"] if "train" in listings else {}, listings[split]
    if not classes:
        raise UserError(f"{root} has no training images: give every class images in a train folder")
    if list(classes) == [UNNAMED]:
        return without_classes(listing)
    if list(listing) == [UNNAMED]:
        return listing
    found: Listing = {}
    for name in class_names(listing):
        known = [name] if name in classes else [c for c in classes if c.lower() == name.lower()]
        if len(known) != 1:
            raise UserError(
                f"{root} has the class {name} outside its train folder only: "
                "give every class images in the train folder"
            )
        found.setdefault(known[0], []).extend(listing[name])
    return found


def parts_of(listings: Mapping[str, Listing], root: object) -> dict[str, str]:
    """Words for the split that each file belongs to."""
    return {
        name: f"the {split} split of {root}"
        for split, listing in listings.items()
        for names in listing.values()
        for name in names
    }


def joined(listings: Mapping[str, Listing]) -> tuple[str, list[str]] | None:
    """A class whose images lie in several folders, and these; None where no class is like that."""
    for listing in listings.values():
        for name, images in listing.items():
            folders = list(dict.fromkeys(PurePosixPath(image).parent.name for image in images))
            if name and len(folders) > 1:
                return name, folders
    return None


def _shown(folders: Iterable[Node]) -> str:
    return quoted(PurePosixPath(folder.path).name for folder in folders)
