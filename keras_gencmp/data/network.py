"""A quick answer to whether there is a network at all."""

from __future__ import annotations

import socket
import threading
import urllib.parse
import urllib.request

# Where TFDS fetches MNIST; whoever reaches it reaches the other hosts.
HOST, PORT = "storage.googleapis.com", 443


def online(timeout: float = 2.0) -> bool:
    """Whether a TCP connection to a download host, or to the proxy in use, opens in time.

    ``timeout`` in seconds holds for the whole attempt. Looking up a name has no timeout of its
    own, so the attempt runs in a thread that is left behind when it is slow.
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
