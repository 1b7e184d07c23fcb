"""gencmp on a terminal of 80 columns: no longer line, nothing that is cut, red errors."""

import re

import pytest
from processes import TINY, on_terminal, run

from keras_gencmp import runs
from keras_gencmp.recipes import recipe

ESCAPE = re.compile(r"\x1b(\[[0-9;?]*[A-Za-z])")


def lines(written):
    """The lines that a terminal shows or has shown."""
    return re.split(r"[\r\n]+", ESCAPE.sub("", written))


def words(text):
    return text.split()


def test_the_list_of_recipes_fits_and_is_whole(tmp_path):
    code, written = on_terminal("recipes", cwd=tmp_path)
    assert code == 0 and max(map(len, lines(written))) <= 80
    shown = words(" ".join(lines(written)))
    for name in recipe.names():
        assert name in shown
    assert sorted(shown) == sorted(
        words("recipe report summary")
        + [
            word
            for plan in map(recipe.load, recipe.names())
            for word in words(f"{plan.name} {' '.join(plan.report) or '-'} {plan.summary}")
        ]
    )


def test_the_same_list_in_a_pipe_is_for_cut_and_grep(tmp_path):
    done = run("recipes", cwd=tmp_path)
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert [row[0] for row in rows] == recipe.names() and {len(row) for row in rows} == {3}
    assert done.stderr == ""


def test_the_list_of_runs_fits_and_tells_how_to_go_on(tmp_path):
    for name in ("semi-supervised-gan", "dcgan"):
        unfinished = runs.start(recipe.load(name), tmp_path / "runs")
    code, written = on_terminal("runs", cwd=tmp_path)
    assert code == 0 and max(map(len, lines(written))) <= 80
    assert f"gencmp resume {unfinished.name}" in " ".join(lines(written))


def test_the_name_of_a_folder_moves_no_cursor(tmp_path):
    folder = tmp_path / "runs" / "dcgan" / "\x1b[31mred\x1b]0;title\x07"
    runs.start(recipe.load("dcgan"), directory=folder)
    for verb in (["runs"], ["sample", "no"], ["resume", str(folder)], ["curves", str(folder)]):
        written = on_terminal(*verb, cwd=tmp_path)[1]
        assert r"\x1b[31mred" in "".join(lines(written)), verb
        assert "\x1b[31mred" not in written and "\x1b]" not in written and "\x07" not in written


@pytest.mark.parametrize("encoding", ["ascii", "iso-8859-1"])
def test_a_name_in_another_script_ends_no_command(encoding, tmp_path):
    changes = {"data.dataset": "folder:/tmp/\u6570\u5b57"}
    runs.start(recipe.override(recipe.load("dcgan"), changes), tmp_path / "runs")
    done = run("runs", cwd=tmp_path, PYTHONIOENCODING=encoding)
    assert done.returncode == 0, done.stderr
    assert r"folder:/tmp/\u6570\u5b57" in done.stdout


def test_an_error_is_red_unless_colours_are_unwanted(tmp_path):
    code, written = on_terminal("tran", cwd=tmp_path)
    assert code == 2
    assert written == "\x1b[31mError: unknown command 'tran': did you mean 'train'?\x1b[0m\r\n"
    assert "\x1b" not in on_terminal("tran", cwd=tmp_path, NO_COLOR="1")[1]


@pytest.mark.parametrize("system", ["dcgan", "conv-vae"])
def test_a_training_fits_and_says_every_loss(system, tmp_path):
    options = TINY if system == "dcgan" else ["--dataset=digits", "--quick"]
    options = [*options, "--epochs=2", "--set=schedule.epoch_steps=20", "--root=runs"]
    code, written = on_terminal("train", system, *options, cwd=tmp_path)
    assert code == 0 and max(map(len, lines(written))) <= 80
    log = next(tmp_path.glob("runs/*/*/train.log")).read_text()
    shown = " ".join(words(" ".join(lines(written))))
    for line in log.splitlines():
        assert " ".join(words(line)) in shown
    assert re.search(r"━ step \d+/20 ", shown)  # the progress bar
    assert written.rindex("\x1b[?25h") > written.rindex("\x1b[?25l")  # the cursor is back
