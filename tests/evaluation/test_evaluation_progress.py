"""Progress: a line for each row in a pipe, and one line that changes on a terminal."""

import sys

import pytest

from keras_gencmp.evaluation import progress
from keras_gencmp.terminal import console


@pytest.fixture
def terminal(monkeypatch):
    """Stderr is a terminal of 40 columns."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    yield
    console.clear()


def test_a_pipe_has_one_plain_line_a_row(capsys):
    with progress.row("dcgan[1]"):
        progress.step("dcgan[1]", "fid")
    assert capsys.readouterr() == ("", "evaluating dcgan[1] ...\n")


def test_a_terminal_shows_what_is_computed_and_is_left_empty(terminal, capsys):
    with progress.row("dcgan[1]"):
        progress.step("dcgan[1]", "fid")
    written = capsys.readouterr().err
    assert "evaluating dcgan[1]: fid" in written and "..." not in written
    assert console._live is None


def test_after_an_error_nothing_is_shown_any_more(terminal):
    with pytest.raises(KeyError), progress.row("dcgan"):
        raise KeyError
    assert console._live is None
