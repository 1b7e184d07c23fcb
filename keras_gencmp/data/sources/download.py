"""Downloading a TFDS dataset: once, whole, and only where there is a network."""

from __future__ import annotations

import socket
import tempfile
import threading
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from keras_gencmp.errors import UserError
from keras_gencmp.terminal import console

# Where TFDS downloads MNIST from; a machine that reaches it reaches the other hosts.
HOST, PORT = "storage.googleapis.com", 443


class Unreachable(UserError):
    """A dataset that is not prepared and cannot be downloaded now: the reason and the mend."""

    def __init__(self, reason: str, mend: str) -> None:
        super().__init__(f"{reason}: {mend}, or use --dataset digits")
        self.reason = reason
        self.mend = mend


def download(builder: Any, name: str, root: Path) -> None:
    """Downloads and prepares the dataset of a TFDS builder below ``root``.

    The network is tried first, because TFDS would retry for minutes and leave folders behind.
    Unreachable when there is none or the download fails; what was begun is removed.
    """
    if not online():
        raise Unreachable(
            f"{name} is not prepared in {root} and there is no network to download it",
            f"on a machine with internet run `gencmp train dcgan --dataset {name}`, "
            "or set --data-dir to a prepared TFDS directory",
        )
    console.note(f"gencmp: downloading {name} to {root}")
    try:
        with _empty_folders_removed(builder):
            _prepare(builder, root)
    # Download hosts, disks and dataset scripts fail in more ways than can be listed.
    except Exception as error:
        reason = str(error).strip().partition("\n")[0]
        raise Unreachable(
            f"{name} could not be downloaded to {root} ({reason})",
            "try again, or set --data-dir to another directory",
        ) from error


def online(timeout: float = 2.0) -> bool:
    """Whether a TCP connection to a download host, or to the proxy in use, opens in time.

    ``timeout`` in seconds holds for the whole attempt. Resolving a host's name has no timeout of
    its own, so the attempt runs in a thread that is left behind when it is slow.
    """
    opened = threading.Event()
    thread = threading.Thread(target=_connect, args=(*_address(), timeout, opened), daemon=True)
    thread.start()
    thread.join(timeout)
    return opened.is_set()


def _connect(host: str, port: int, timeout: float, opened: threading.Event) -> None:
    """Sets ``opened`` when a connection opens."""
    try:
        socket.create_connection((host, port), timeout).close()
    except OSError:
        return
    opened.set()


def _address() -> tuple[str, int]:
    """The host and port to try: those of the HTTPS proxy where one is set."""
    proxy = urllib.request.getproxies().get("https", "")
    url = urllib.parse.urlsplit(proxy if "//" in proxy else f"//{proxy}")
    if not url.hostname or urllib.request.proxy_bypass(HOST):
        return HOST, PORT
    return url.hostname, url.port or PORT


def _prepare(builder: Any, root: Path) -> None:
    """TFDS's own download and preparation; the archives are deleted when it ends."""
    import tensorflow_datasets as tfds

    root.mkdir(parents=True, exist_ok=True)
    config = tfds.download.DownloadConfig(manual_dir=root / "downloads" / "manual")
    with tempfile.TemporaryDirectory(prefix="incomplete.downloads.", dir=root) as archives:
        builder.download_and_prepare(download_dir=archives, download_config=config)


@contextmanager
def _empty_folders_removed(builder: Any) -> Iterator[None]:
    """Removes, when the preparation fails, the empty folders that it created."""
    folders = [Path(builder.data_dir), *Path(builder.data_dir).parents]
    folders = [folder for folder in folders if not folder.exists()]
    try:
        yield
    except BaseException:
        for folder in folders:
            with suppress(OSError):
                folder.rmdir()
        raise
