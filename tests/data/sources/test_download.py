"""Whether there is a network to download from (downloads: test_tfds_images.py)."""

import socket
import threading

import pytest

from keras_gencmp.data.sources import download

# The real function: during the tests another stands in its place.
from keras_gencmp.data.sources.download import online


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def server():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()


def test_a_host_that_answers_is_a_network(server, monkeypatch):
    monkeypatch.setattr(download, "HOST", server[0])
    monkeypatch.setattr(download, "PORT", server[1])
    assert online(timeout=10)


def test_a_host_that_refuses_is_none(server, monkeypatch):
    monkeypatch.setattr(download, "HOST", "127.0.0.1")
    monkeypatch.setattr(download, "PORT", 1)
    assert not online(timeout=10)


def test_a_name_that_is_looked_up_for_ever_is_none(monkeypatch):
    end = threading.Event()

    def look_up(*_):
        end.wait()
        raise TimeoutError

    monkeypatch.setattr(socket, "create_connection", look_up)
    assert not online(timeout=0.01)
    end.set()


@pytest.mark.parametrize("form", ["http://{}:{}", "{}:{}"])
def test_a_proxy_is_tried_in_the_place_of_the_host(server, monkeypatch, form):
    monkeypatch.setattr(download, "HOST", "host.invalid")
    monkeypatch.setenv("https_proxy", form.format(*server))
    assert online(timeout=10)
