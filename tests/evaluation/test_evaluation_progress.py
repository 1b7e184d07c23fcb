"""Progress: a line for each row where nobody watches, and one line that changes on a terminal."""

import pytest

from keras_gencmp.evaluation import progress


class Terminal:
    """A stream that says that it is a terminal."""

    encoding = "utf-8"

    def __init__(self):
        self.written = ""

    def write(self, words):
        self.written += words

    def flush(self):
        pass

    def isatty(self):
        return True


def evaluate():
    with progress.row("dcgan[1]"):
        progress.step("dcgan[1]", "fid")


def test_a_pipe_has_one_plain_line_a_row(capsys):
    evaluate()
    assert capsys.readouterr() == ("", "evaluating dcgan[1] ...\n")


def test_a_terminal_shows_what_is_computed_and_is_left_empty(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    evaluate()
    assert "evaluating dcgan[1]" in terminal.written
    assert terminal.written.rstrip("\n").endswith(("\x1b[2K", "\x1b[?25h"))
    assert progress._status is None


def test_after_an_error_nothing_goes_on(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    with pytest.raises(KeyError), progress.row("dcgan"):
        raise KeyError
    assert progress._status is None
    progress.step("dcgan", "fid")  # says nothing, as no row is evaluated
