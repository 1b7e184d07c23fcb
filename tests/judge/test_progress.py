"""Progress: plain lines in a log, a live line on a terminal, nothing where it is quiet."""

import io
import sys

import pytest
from evaluation_blobs import blobs

from keras_gencmp.judge import progress
from keras_gencmp.judge.progress import Progress, say


class Terminal(io.StringIO):
    """A stderr that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch):
    """Makes stderr a terminal."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")

    def begin() -> Terminal:
        # Not in the fixture itself: pytest gives every phase of a test its own stderr.
        monkeypatch.setattr(sys, "stderr", Terminal())
        return sys.stderr

    return begin


@pytest.fixture
def clock(monkeypatch):
    """Sets the time in seconds."""
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return lambda seconds: now.__setitem__(0, seconds)


def test_plain_lines_keep_their_interval_and_tell_the_time_left(clock, capsys):
    with Progress("features", 100, interval=10.0) as phase:
        for seconds in (4, 9, 12, 13, 30):
            clock(seconds)
            phase.advance(10)
            phase.log()
    assert capsys.readouterr().err.splitlines() == [
        "features: 30%, 0:00:28 left",
        "features: 50%, 0:00:30 left",
    ]


def test_a_note_stands_in_place_of_the_share(clock, capsys):
    with Progress("fitting", 2, interval=0.0) as phase:
        clock(5)
        phase.advance(note="epoch 1/2")
        phase.log()
    assert capsys.readouterr().err == "fitting: epoch 1/2, 0:00:05 left\n"


def test_a_terminal_gets_a_live_line_that_disappears(terminal, monkeypatch):
    monkeypatch.setattr(progress, "DELAY", 0.0)
    stderr = terminal()
    with Progress("fitting", 4) as phase:
        phase.advance(note="epoch 1/4")
        phase.log()
        phase.live.refresh()
    written = stderr.getvalue()
    assert "fitting  epoch 1/4" in written
    assert "left" not in written
    # The last thing written erases the line and shows the cursor again.
    assert written.rstrip().endswith("\x1b[2K") and "\x1b[?25h" in written


def test_a_short_phase_shows_no_live_line(terminal):
    stderr = terminal()
    with Progress("fitting", 4) as phase:
        phase.advance(4)
    assert stderr.getvalue() == ""


def test_the_live_line_is_removed_after_an_exception(terminal, monkeypatch):
    monkeypatch.setattr(progress, "DELAY", 0.0)
    terminal()
    with pytest.raises(KeyboardInterrupt), Progress("fitting", 4) as phase:
        phase.advance()
        raise KeyboardInterrupt
    assert not phase.live.live.is_started


def test_quiet_phases_write_nothing(terminal, monkeypatch):
    monkeypatch.setattr(progress, "DELAY", 0.0)
    stderr = terminal()
    with Progress("fitting", 4, interval=0.0, quiet=True) as phase:
        phase.advance()
        phase.log()
    assert stderr.getvalue() == ""


def test_a_line_replaces_what_a_live_line_left_on_a_terminal(terminal):
    stderr = terminal()
    say("fitting a judge")
    assert stderr.getvalue() == "\r\x1b[2Kfitting a judge\n"


def test_features_of_many_images_report_their_progress(judge, capsys, monkeypatch):
    phases = []

    def watched(title, total):
        phases.append(Progress(title, total, interval=0.0))
        return phases[-1]

    monkeypatch.setattr("keras_gencmp.judge.judge.Progress", watched)
    judge.features(blobs(1200, 0).images)
    (phase,) = phases
    assert phase.title == "features of 1,200 images"
    assert phase.done == phase.total == 1200
    assert len(capsys.readouterr().err.splitlines()) == 3  # blocks of 500
