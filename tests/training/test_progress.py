"""Progress: a live bar on a terminal, plain lines in a pipe and in the log."""

import io
import re

import pytest

from keras_gencmp import runs
from keras_gencmp.recipes import recipe
from keras_gencmp.terminal import console
from keras_gencmp.training.callbacks import progress
from keras_gencmp.training.callbacks.log import print_and_log
from keras_gencmp.training.callbacks.progress import ProgressBar

LOSSES = {
    "discriminator_loss": 0.6931,
    "generator_loss": 0.7012,
    "real_score": 0.1,
    "fake_score": -0.2,
}
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Terminal(io.StringIO):
    """A terminal that remembers what was written to it."""

    def isatty(self):
        return True


def train(folder, stream, monkeypatch, first_step=0):
    """Two epochs of four steps, of which the second has a message in its middle."""
    plan = recipe.override(recipe.load("dcgan"), {"schedule.epochs": 2})
    run = runs.start(plan, directory=folder / "run")
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setattr(progress, "REFRESH", -1)
    bar = ProgressBar(run, 4, first_step)
    with bar.shown():
        for epoch in range(first_step // 4, 2):
            bar.on_epoch_begin(epoch)
            for batch in range(4 - max(0, first_step - 4 * epoch)):
                bar.on_train_batch_end(batch, LOSSES)
            print_and_log(run, "a message [with brackets] in between")
            bar.on_epoch_end(epoch, LOSSES)
    return run.log_file.read_text().splitlines()


@pytest.fixture
def terminal(monkeypatch):
    """A terminal of 80 columns."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LINES", "24")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return Terminal()


LINE = (
    r"epoch 1/2  discriminator_loss 0.6931  generator_loss 0.7012  real_score 0.1000  "
    r"fake_score -0.2000  \d+ s left"
)


def test_in_a_pipe_there_is_one_plain_line_an_epoch(tmp_path, monkeypatch):
    stream = io.StringIO()
    log = train(tmp_path, stream, monkeypatch)
    assert stream.getvalue().splitlines() == log
    assert len(log) == 4 and re.fullmatch(LINE, log[1]) and "\x1b" not in stream.getvalue()


def test_a_terminal_of_80_columns_cuts_nothing(tmp_path, monkeypatch, terminal):
    log = train(tmp_path, terminal, monkeypatch)
    text = ESCAPE.sub("", terminal.getvalue()).replace("\r", "\n")
    for name, value in LOSSES.items():
        assert re.search(rf"{name}\s{value:.4f}", text), name
    assert "step 3/4" in text and "s left" in text and "…" not in text
    assert all(len(line.rstrip()) <= 80 for line in text.splitlines())
    assert "a message [with brackets] in between" in text
    assert re.fullmatch(LINE, log[1])


def test_colours_are_left_out_where_they_are_not_wanted(tmp_path, monkeypatch, terminal):
    train(tmp_path, terminal, monkeypatch)
    assert COLOUR.search(terminal.getvalue())
    monkeypatch.setenv("NO_COLOR", "1")
    plain = Terminal()
    train(tmp_path / "plain", plain, monkeypatch)
    assert not re.search(r"\x1b\[(3|9|4|10)[0-9]", plain.getvalue())


def test_a_dumb_terminal_gets_plain_lines(tmp_path, monkeypatch, terminal):
    monkeypatch.setenv("TERM", "dumb")
    log = train(tmp_path, terminal, monkeypatch)
    assert [line for line in terminal.getvalue().splitlines() if line.strip()][-1][:30] in log[-1]
    assert "\x1b[2K" not in terminal.getvalue()


def test_a_resumed_training_counts_its_own_steps_alone(tmp_path, monkeypatch):
    plan = recipe.override(recipe.load("dcgan"), {"schedule.epochs": 2})
    bar = ProgressBar(runs.start(plan, directory=tmp_path / "run"), 4, first_step=2)
    now = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    bar.on_epoch_begin(0)
    now[0] = 20.0
    bar.on_train_batch_end(1)  # the fourth step of eight, the second since the start
    assert bar.step == 4 and bar.time_left() == "40 s left"


def test_without_a_terminal_a_long_epoch_says_how_far_it_is(tmp_path, monkeypatch):
    stream = io.StringIO()
    monkeypatch.setattr(progress, "FIRST", -1.0)
    lines = train(tmp_path, stream, monkeypatch)
    said = re.findall(r"^epoch 1/2  step (\d/4  .+)$", stream.getvalue(), re.MULTILINE)
    assert said == ["1/4  time left not known yet"]  # and the next only after a minute
    assert not any("step" in line for line in lines)  # the log has a line an epoch


def test_a_short_epoch_says_nothing_on_its_way(tmp_path, monkeypatch):
    stream = io.StringIO()
    train(tmp_path, stream, monkeypatch)
    assert "step" not in stream.getvalue()


def test_the_time_left_does_not_count_the_first_step(tmp_path, monkeypatch):
    clock = iter([0.0, 0.0, 60.0, 60.0, 61.0, 61.0, 61.0])
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock, 61.0))
    run = runs.start(recipe.load("dcgan"), directory=tmp_path / "run")
    bar = ProgressBar(run, 100, 0)
    bar.on_epoch_begin(0)
    bar.on_train_batch_end(0, LOSSES)
    assert bar.time_left() == "time left not known yet"
    bar.on_train_batch_end(1, LOSSES)
    left = bar.epochs * 100 - 2
    assert bar.time_left() == f"{console.duration(left)} left"
