"""Progress: lines in a log, a changing line on a terminal, nothing where it is quiet."""

import pytest
from evaluation_blobs import blobs

from keras_gencmp.judge import progress as progress_module
from keras_gencmp.judge.progress import progress
from keras_gencmp.terminal import console


@pytest.fixture
def terminal(monkeypatch):
    """stderr is a terminal of 80 columns."""
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture(autouse=True)
def pipe(monkeypatch):
    """stderr is a pipe, unless a test makes it a terminal."""
    monkeypatch.setenv("TTY_COMPATIBLE", "0")


@pytest.fixture
def clock(monkeypatch):
    """Sets the time in seconds."""
    now = [0.0]
    monkeypatch.setattr(progress_module.time, "monotonic", lambda: now[0])
    return lambda seconds: now.__setitem__(0, seconds)


def test_lines_of_a_log_keep_their_interval_and_tell_the_time_left(clock, capsys):
    with progress("features", 100, interval=10.0) as phase:
        for seconds in (4, 9, 12, 13, 30):
            clock(seconds)
            phase.advance(10)
            phase.log()
    assert capsys.readouterr().err.splitlines() == [
        "features  30%  28 s left",
        "features  50%  32 s left",
    ]


def test_a_note_replaces_the_percentage(clock, capsys):
    with progress("fitting", 3, interval=0.0) as phase:
        for seconds in (5, 7):
            clock(seconds)
            phase.advance(note=f"after {seconds} s")
        phase.log()
    assert capsys.readouterr().err == "fitting  after 7 s  2 s left\n"


def test_nothing_is_forecast_from_the_first_step_which_builds_a_graph(clock, capsys):
    with progress("fitting", 1000, interval=0.0) as phase:
        for seconds in (20, 20.5, 21):
            clock(seconds)
            phase.advance()
            phase.log()
    assert [line.split("  ")[-1] for line in capsys.readouterr().err.splitlines()] == [
        "time left not known yet",
        "8 min left",
        "8 min left",
    ]


def test_a_terminal_gets_a_line_that_changes_and_disappears(clock, terminal, capsys):
    with progress("fitting", 4, interval=0.0) as phase:
        for seconds in (1.9, 2.0, 2.1, 2.3):
            clock(seconds)
            phase.advance(note=f"after {seconds}")
            phase.log()
    written = capsys.readouterr().err
    # Too early, shown, too soon after that, shown.
    shown = [f"after {seconds}" in written for seconds in (1.9, 2.0, 2.1, 2.3)]
    assert shown == [False, True, False, True]
    assert "fitting  after 2.0  0 s left" in written
    assert written.endswith("\x1b[2K")


def test_the_line_of_an_evaluation_comes_back_after_a_phase_in_it(clock, terminal, capsys):
    console.progress("evaluating dcgan: fid")
    with progress("features", 4) as phase:
        clock(3)
        phase.advance()
    console.note("above")  # the line is drawn again below it
    written = capsys.readouterr().err
    console.clear()
    assert written.index("features  25%") < written.rindex("evaluating dcgan: fid")


def test_the_line_is_removed_after_an_exception(clock, terminal, capsys):
    with pytest.raises(KeyboardInterrupt), progress("fitting", 4) as phase:
        clock(3)
        phase.advance()
        raise KeyboardInterrupt
    assert capsys.readouterr().err.endswith("\x1b[2K")


def test_a_dumb_terminal_gets_lines(clock, terminal, monkeypatch, capsys):
    monkeypatch.setenv("TERM", "dumb")
    with progress("features", 4) as phase:
        clock(12)
        phase.advance()
        phase.log()
    assert capsys.readouterr().err == "features  25%  time left not known yet\n"


def test_quiet_phases_show_nothing(clock, terminal, capsys):
    with progress("fitting", 4, interval=0.0, quiet=True) as phase:
        clock(60)
        phase.advance()
        phase.log()
    assert capsys.readouterr().err == ""


def test_features_of_many_images_report_their_progress(judge, capsys, monkeypatch):
    def immediately(title, total):
        return progress(title, total, interval=0.0)

    monkeypatch.setattr("keras_gencmp.judge.judge.progress", immediately)
    judge.features(blobs(1200, 0).images)
    lines = capsys.readouterr().err.splitlines()
    assert [line.split("  ")[:2] for line in lines] == [
        ["features of 1,200 images", share] for share in ("42%", "83%", "100%")
    ]


def test_a_fit_without_a_terminal_says_where_it_is_within_a_long_epoch(clock, capsys):
    """An epoch over many images takes longer than anybody waits without a word."""
    with progress("fitting", 100, interval=2.0) as phase:
        report = progress_module.FitProgress(phase, 2)
        report.on_epoch_begin(0)
        for seconds in range(1, 26):
            clock(float(seconds))
            report.on_train_batch_end(seconds, {"loss": 0.5})
    lines = capsys.readouterr().err.splitlines()
    assert lines == [
        "fitting  epoch 1/2  loss 0.5000  90 s left",
        "fitting  epoch 1/2  loss 0.5000  80 s left",
    ]
