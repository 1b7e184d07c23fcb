"""Fetching a TFDS dataset: once, whole, and never without a network."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from keras_gencmp.data import network
from keras_gencmp.errors import UserError


class Unreachable(UserError):
    """A dataset that is not prepared and cannot be fetched now: why, and what to do about it."""

    def __init__(self, reason: str, mend: str) -> None:
        super().__init__(f"{reason}: {mend}, or use --dataset digits.")
        self.reason = reason
        self.mend = mend


def fetch(builder: Any, name: str, root: Path) -> None:
    """Downloads and prepares the dataset of a TFDS builder below ``root``.

    The network is tried first, because TFDS would retry for minutes and leave folders behind.
    Raises Unreachable when there is none or the download fails; what was begun is removed.
    """
    if not network.online():
        raise Unreachable(
            f"{name} is not prepared in {root} and there is no network to fetch it",
            f"on a machine with internet run `gencmp train dcgan --dataset {name}`, "
            "or set --data-dir to a prepared TFDS directory",
        )
    print(f"gencmp: downloading {name} to {root}", file=sys.stderr)
    try:
        with _nothing_left_behind(builder):
            _prepare(builder, root)
    # Download hosts, disks and dataset scripts fail in more ways than can be listed.
    except Exception as error:
        reason = str(error).strip().partition("\n")[0]
        raise Unreachable(
            f"{name} could not be fetched to {root} ({reason})",
            "try again, or set --data-dir to another directory",
        ) from error


def _prepare(builder: Any, root: Path) -> None:
    """TFDS's own download and preparation; the archives are kept only while it runs."""
    import tensorflow_datasets as tfds

    root.mkdir(parents=True, exist_ok=True)
    config = tfds.download.DownloadConfig(manual_dir=root / "downloads" / "manual")
    with tempfile.TemporaryDirectory(prefix="incomplete.downloads.", dir=root) as archives:
        builder.download_and_prepare(download_dir=archives, download_config=config)


@contextmanager
def _nothing_left_behind(builder: Any) -> Iterator[None]:
    """Removes, when the preparation fails, the empty folders that it made."""
    made = [Path(builder.data_dir), *Path(builder.data_dir).parents]
    made = [folder for folder in made if not folder.exists()]
    try:
        yield
    except BaseException:
        for folder in made:
            with suppress(OSError):
                folder.rmdir()
        raise
