"""The files of a folder or of a zip archive of one: their names, and each of them opened."""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from keras_gencmp.errors import UserError

LARGEST_MEMBER = 2**30  # bytes of one file of an archive: a small archive may unpack to any number


class Folder:
    """A folder on disk; links to folders are followed, but never in a circle."""

    def __init__(self, root: Path) -> None:
        self.root = root
        # The first path below the root of each folder on disk, and further paths of the same.
        self.places: dict[str, PurePosixPath] = {}
        self.again: list[tuple[PurePosixPath, str]] = []

    def names(self) -> list[str]:
        """The names of all files, sorted."""
        return sorted(self._walk(self.root, PurePosixPath(), frozenset()))

    @contextmanager
    def opened(self, name: str) -> Iterator[IO[bytes]]:
        """The file of that name."""
        with (self.root / name).open("rb") as file:
            yield file

    def folders(self) -> list[PurePosixPath]:
        """The folders, also those without files, after their names were asked for."""
        return list(self.places.values())

    def sources(self, names: list[str]) -> list[Path]:
        """The files themselves."""
        return [self.root / name for name in names]

    def twice(self, names: list[str]) -> tuple[PurePosixPath, PurePosixPath] | None:
        """Two paths of the same folder, if files of these names are in both of them."""
        if not self.again:
            return None
        holding = {parent for name in names for parent in PurePosixPath(name).parents}
        pairs = ((path, self.places[real]) for path, real in self.again)
        return next((pair for pair in pairs if holding.issuperset(pair)), None)

    def _walk(self, folder: Path, prefix: PurePosixPath, above: frozenset[str]) -> Iterator[str]:
        real = os.path.realpath(folder)
        if real in above:
            return
        if self.places.setdefault(real, prefix) != prefix:
            self.again.append((prefix, real))
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            raise UserError(
                f"the folder {folder} cannot be read ({error.strerror}): change its permissions"
            ) from error
        for entry in entries:
            if os.path.isdir(entry.path) if entry.is_symlink() else entry.is_dir():
                yield from self._walk(folder / entry.name, prefix / entry.name, above | {real})
            elif entry.is_file() if not entry.is_symlink() else _is_file_or_nothing(entry.path):
                yield str(prefix / entry.name)


def _is_file_or_nothing(link: str) -> bool:
    """Whether a link leads to a file, or nowhere, which is a damaged file; not to a device."""
    return os.path.isfile(link) or not os.path.exists(link)


class Archive:
    """A zip archive, whose files are read where they are: nothing is unpacked to the disk."""

    def __init__(self, root: Path, archive: zipfile.ZipFile) -> None:
        self.root = root
        self.archive = archive
        members = [each for each in archive.infolist() if not each.is_dir()]
        # Some programs on Windows write backslashes, against the format's rules.
        self.members = {each.filename.replace("\\", "/"): each for each in members}
        for name, member in self.members.items():
            self._check(name, member)

    def names(self) -> list[str]:
        """The names of all files, sorted."""
        return sorted(self.members)

    @contextmanager
    def opened(self, name: str) -> Iterator[IO[bytes]]:
        """The file of that name, unpacked as far as it is read; OSError where it is damaged."""
        try:
            file = self.archive.open(self.members[name])
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            raise OSError(str(error)) from error
        try:
            with file:
                yield file
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise OSError(str(error)) from error

    def folders(self) -> list[PurePosixPath]:
        """The folders that the archive names itself, as it does those without files."""
        members = [each.filename for each in self.archive.infolist() if each.is_dir()]
        return [PurePosixPath(name.replace("\\", "/")) for name in members]

    def sources(self, names: list[str]) -> list[Path]:
        """The archive."""
        return [self.root]

    def twice(self, names: list[str]) -> None:
        """Archives hold every file once."""

    def _check(self, name: str, member: zipfile.ZipInfo) -> None:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts:
            raise UserError(
                f"{self.root} has a file that leaves its folder, {name!r}: "
                "pack it again from the folder itself"
            )
        if member.flag_bits & 1:
            raise UserError(f"{self.root} is encrypted: unpack it and name the folder")
        if member.file_size > LARGEST_MEMBER:
            raise UserError(
                f"{name} in {self.root} would unpack to "
                f"{member.file_size / 2**30:.0f} GiB: remove it"
            )


@contextmanager
def open_tree(path: Path) -> Iterator[Folder | Archive]:
    """The files at a path, a folder or a zip archive, open within a block.

    UserError where there is neither.
    """
    if path.is_dir():
        yield Folder(path)
        return
    if not path.is_file():
        raise UserError(f"there is no folder {path}: write folder:PATH with the path of a folder")
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UserError(
            f"{path} is damaged or no zip archive: pack it again, or unpack it and name the folder"
        ) from error
    with archive:
        yield Archive(path, archive)
