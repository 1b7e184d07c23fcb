"""The console: what is printed on a terminal, what in a pipe, and what never is."""

import io
import re
import sys

import pytest

from keras_gencmp.terminal import console
from keras_gencmp.terminal.console import clean, fill


@pytest.fixture
def terminal(monkeypatch):
    """Both streams are terminals of 40 columns."""
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("COLUMNS", "40")
    yield
    console.clear()


@pytest.fixture
def pipe(monkeypatch):
    """Both streams are pipes."""
    monkeypatch.setenv("TTY_COMPATIBLE", "0")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain, ümlaut × 3\n\tnext", "plain, ümlaut × 3\n\tnext"),
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        ("\x1b]0;title\x07", r"\x1b]0;title\x07"),
        ("a\rb\bc\x9b1m", r"a\rb\x08c\x9b1m"),
        ("right to left \u202e", r"right to left \u202e"),
        ("not UTF-8: \udcff", r"not UTF-8: \udcff"),
    ],
)
def test_what_does_not_print_is_written_as_its_escape(text, expected):
    assert clean(text) == expected


def test_a_line_is_broken_between_its_items_first():
    assert fill("epoch 1  loss 0.1234  kl 2", 80) == "epoch 1  loss 0.1234  kl 2"
    assert fill("epoch 1  loss 0.1234  kl 2", 22) == "epoch 1  loss 0.1234\n  kl 2"
    assert fill("epoch 1  loss 0.1234  kl 2", 14) == "epoch 1\n  loss 0.1234\n  kl 2"
    assert fill("  indented", 80) == "  indented"


def test_a_pipe_gets_every_message_on_one_line(pipe, capsys):
    console.result("word " * 30, wrap=True)
    console.note("word " * 30)
    console.error("word " * 30)
    console.progress("never seen")
    with console.live() as display:
        assert display is None
    out, err = capsys.readouterr()
    assert out == "word " * 30 + "\n"
    assert err == "word " * 30 + "\nError: " + "word " * 30 + "\n"


def test_a_pipe_gets_a_table_that_cut_can_read(pipe, capsys):
    console.table(("name", "what"), [("a", "one\ttwo\nthree"), ("b", "x " * 60)])
    assert capsys.readouterr().out == "a\tone two three\nb\t" + ("x " * 60).strip() + "\n"


def test_a_terminal_gets_wrapped_prose_and_whole_paths(terminal, capsys):
    console.result("word " * 30, wrap=True)
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 40
    path = "folder/" * 20
    console.result(path)
    assert capsys.readouterr().out == path + "\n"


def test_a_terminal_gets_red_errors(terminal, capsys):
    console.error("a [bold]mistake[/bold] :smile:")
    assert capsys.readouterr().err == "\x1b[31mError: a [bold]mistake[/bold] :smile:\x1b[0m\n"


def test_no_color_is_obeyed(monkeypatch, terminal, capsys):
    monkeypatch.setenv("NO_COLOR", "1")
    console.error("a mistake")
    console.table(("name",), [("a",)])
    out, err = capsys.readouterr()
    assert err == "Error: a mistake\n" and "\x1b" not in out


def test_a_terminal_gets_a_table_in_which_nothing_is_cut(terminal, capsys):
    long = "supercalifragilisticexpialidocious" * 2
    console.table(("name", "what"), [("a", "word " * 20), (long, "x")])
    written = capsys.readouterr().out
    assert written.startswith("\x1b[1mname")  # bold heads
    lines = re.sub(r"\x1b\[\d+m", "", written).splitlines()
    assert max(map(len, lines)) <= 40
    text = "".join("".join(lines).split())
    assert text.count("word") == 20 and "…" not in text


def test_foreign_text_reaches_no_terminal_with_escape_sequences(terminal, capsys):
    nasty = "\x1b[2J\x9b2J\x07"
    console.result(nasty)
    console.note(nasty)
    console.table((), [])
    console.table(("name",), [(nasty,)])
    console.progress(nasty)
    console.clear()
    out, err = capsys.readouterr()
    assert "[2J" in out and "[2J" in err
    assert not {"\x1b[2J", "\x9b", "\x07"} & {*out, *err} and "\x1b[2J" not in out + err


def test_progress_is_replaced_and_leaves_nothing(terminal, capsys):
    console.progress("step 1")
    console.progress("step 2")
    console.note("said in between")
    print("printed in between", file=sys.stderr)
    console.clear()
    console.clear()  # nothing is there any more: nothing happens
    written = capsys.readouterr().err
    assert "step 1" in written and "step 2" in written
    lines = render(written)
    assert [line for line in lines if line] == ["said in between", "printed in between"]
    assert written.rindex("\x1b[?25h") > written.rindex("\x1b[?25l")  # the cursor is back


def test_a_block_has_one_display_that_ends_with_it(terminal, capsys):
    console.progress("before")
    with pytest.raises(ZeroDivisionError), console.live() as display:
        display.update("one\ntwo", refresh=True)
        console.error("above")
        raise ZeroDivisionError
    written = capsys.readouterr().err
    assert "two" in written
    assert [line for line in render(written) if line] == ["Error: above"]


def test_a_display_comes_back_after_a_block_that_replaced_it(terminal, capsys):
    console.progress("outer")
    with pytest.raises(ZeroDivisionError), console.restored():
        console.progress("inner")
        raise ZeroDivisionError
    assert console.has_display()
    console.note("above")  # below which the display is drawn again
    shown = capsys.readouterr().err
    console.clear()
    assert shown.index("outer") < shown.index("inner") < shown.rindex("outer")
    assert [line for line in render(shown) if line] == ["above", "outer"]


def test_a_block_without_a_display_before_leaves_none(terminal, capsys):
    with console.restored():
        console.progress("inner")
    written = capsys.readouterr().err
    assert "inner" in written and not any(render(written))


def test_a_dumb_terminal_gets_no_display(terminal, monkeypatch, capsys):
    monkeypatch.setenv("TERM", "dumb")
    console.progress("never seen")
    assert capsys.readouterr().err == "" and not console.has_display()


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 s"), (99, "99 s"), (100, "2 min"), (5400, "90 min"), (9000, "2.5 h")],
)
def test_durations_are_in_the_unit_that_a_person_would_take(seconds, text):
    assert console.duration(seconds) == text


def render(written):
    """The lines of a terminal on which that was written: line feeds, cursor up, erased lines."""
    lines, row, rest = [""], 0, written
    while rest:
        if rest.startswith("\x1b["):
            end = next(k for k, char in enumerate(rest[2:], 2) if char.isalpha())
            code, rest = rest[2 : end + 1], rest[end + 1 :]
            row -= int(code[:-1] or 1) if code.endswith("A") else 0
            lines[row] = "" if code == "2K" else lines[row]
        elif rest[0] == "\n":
            row, rest = row + 1, rest[1:]
            lines += [""] * (row + 1 - len(lines))
        else:
            lines[row] += rest[0].strip("\r") if rest[0] == "\r" else rest[0]
            rest = rest[1:]
    return lines


def test_what_an_encoding_does_not_have_is_written_as_its_escape(monkeypatch):
    streams = [io.TextIOWrapper(io.BytesIO(), "iso-8859-1") for _ in range(2)]
    for name, stream in zip(("stdout", "stderr"), streams, strict=True):
        monkeypatch.setattr(sys, name, stream)
    console.escape_unknown()
    for stream in streams:
        print("\u6570 ±", file=stream, flush=True)
        assert stream.buffer.getvalue() == b"\\u6570 \xb1\n"
