"""Help texts, the version and completion."""

import click
import pytest
from click.testing import CliRunner

from keras_gencmp import __main__, __version__, runs
from keras_gencmp.cli import VERBS, gencmp
from keras_gencmp.recipes import recipe

SUBVERBS = [["judge", "fit"], ["judge", "show"]]
COMMANDS = [[], *([verb] for verb in VERBS), *SUBVERBS]


def output(*arguments, **environment):
    result = CliRunner(env=environment).invoke(gencmp, arguments, prog_name="gencmp")
    assert result.exit_code == 0
    return result.output


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_fits_80_columns_and_has_an_example(command):
    text = output(*command, "--help", COLUMNS="80")
    assert max(map(len, text.splitlines())) <= 80
    before = text.split("Options:")[0].replace("Usage:", "", 1)
    assert f"gencmp {' '.join(command)}" in before


def test_the_list_of_verbs_is_that_of_the_registry():
    text = output("--help")
    for name, row in VERBS.items():
        assert f"  {name} " in text and row.summary in text
        assert row.summary.endswith(".") and row.name == name


@pytest.mark.parametrize("verb", list(VERBS))
def test_the_help_of_a_verb_begins_with_its_summary(verb):
    lines = output(verb, "--help", COLUMNS="80").splitlines()
    assert lines[2].strip() == VERBS[verb].summary


@pytest.mark.parametrize("verb", VERBS)
def test_every_argument_and_option_says_what_it_is(verb):
    command = VERBS.load(verb)
    options = [p for p in command.params if p.name != "help"]
    assert isinstance(command, click.Group) or options
    assert all(parameter.help for parameter in options)


def test_the_version_is_that_of_the_package():
    assert output("--version") == f"gencmp, version {__version__}\n"


def test_without_a_verb_the_help_is_shown(capsys, monkeypatch):
    monkeypatch.setattr("sys.argv", ["gencmp"])
    with pytest.raises(SystemExit) as ended:
        __main__.main()
    assert ended.value.code == 2 and "Commands:" in capsys.readouterr().err


def test_completion_is_a_script_for_the_shell(capsys, monkeypatch):
    monkeypatch.setenv("_GENCMP_COMPLETE", "zsh_source")
    monkeypatch.setattr("sys.argv", ["gencmp"])
    with pytest.raises(SystemExit) as ended:
        __main__.main()
    assert ended.value.code == 0 and "#compdef gencmp" in capsys.readouterr().out


def completed(verb, parameter, incomplete, **given):
    command = VERBS.load(verb)
    context = click.Context(command)
    context.params = given
    (found,) = (each for each in command.params if each.name == parameter)
    return [item.value for item in found.shell_complete(context, incomplete)]


def test_recipes_and_runs_are_completed(tmp_path):
    assert completed("train", "model", "dcgan-j") == ["dcgan-jalam"]
    run = runs.start(recipe.load("vae"), tmp_path)
    assert completed("sample", "names", "", root=tmp_path) == ["latest", run.name]
    run.best_file.touch()
    assert completed("sample", "names", "vae", root=tmp_path) == [run.name, f"{run.name}@best"]


def test_the_runs_of_the_environment_are_completed_and_no_escape_sequences(tmp_path, monkeypatch):
    monkeypatch.setenv("GENCMP_RUNS", str(tmp_path))
    run = runs.start(recipe.load("vae"), tmp_path)
    runs.start(recipe.load("vae"), directory=tmp_path / "vae" / "\x1b[31m")
    assert completed("sample", "names", "vae") == [run.name]
