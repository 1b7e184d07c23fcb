"""Runs that come from somebody else: opening one executes nothing, whatever its files say."""

import os
import sys
from types import SimpleNamespace

import click
import pytest
from small import images, parts

from keras_gencmp import __main__, runs
from keras_gencmp.cli import gencmp
from keras_gencmp.cli.options import RunName
from keras_gencmp.data import Splits
from keras_gencmp.errors import UserError
from keras_gencmp.recipes import recipe
from keras_gencmp.registry import load_path
from keras_gencmp.runs.checkpoint import write_array

RAN = 77  # the exit code of the helper module


def opening_verbs() -> list[str]:
    """The verbs that take a run."""
    context = click.Context(gencmp)
    commands = {name: gencmp.get_command(context, name) for name in gencmp.list_commands(context)}
    return [
        name
        for name, command in commands.items()
        if any(isinstance(each.type, RunName) for each in command.params if is_argument(each))
    ]


def is_argument(parameter: click.Parameter) -> bool:
    return isinstance(parameter, click.Argument)


VERBS = opening_verbs()
MORE = {"encode": ["images"]}  # arguments that verbs need beside the run
DATA = ["figures", "latent", "reconstruct", "interpolate", "evaluate", "resume"]
DRAWING = [verb for verb in VERBS if verb != "curves"]  # whose losses need no recipe


TRAIN = ("train", "vae", "--dataset=digits", "--batch-size=20")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The working directory, with a helper module that leaves a trace when it is imported."""
    splits = Splits(*parts(60, 40, 60), tuple("0123456789"), "0" * 16, "digits")
    monkeypatch.setattr("keras_gencmp.data.load", lambda *names, **options: splits)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr("keras_gencmp.training.runtime.start", lambda *threads: None)
    monkeypatch.setattr("keras_gencmp.training.runtime.strategy", lambda devices: Scope())
    (tmp_path / "helper.py").write_text(f"open('canary', 'w').close()\nraise SystemExit({RAN})\n")
    yield tmp_path
    sys.modules.pop("helper", None)


class Scope:
    """No strategy at all."""

    def scope(self):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None


@pytest.fixture
def foreign(folder):
    """An unfinished run of a model with an encoder and a 2-d latent space."""
    run = runs.start(recipe.load("conv-vae"), folder / "runs")
    facts = {"threads": 1, "data_digest": "0" * 16, "data_dir": None, "devices": []}
    runs.write_json(run.environment_file, facts)
    run.history_file.write_text("epoch,loss,val_loss\n1,2.0,2.0\n")
    return run


def main(monkeypatch, *arguments: str) -> int:
    """The exit code of a command."""
    more = MORE.get(arguments[0], [])
    monkeypatch.setattr("sys.argv", ["gencmp", *arguments[:2], *more, *arguments[2:]])
    with pytest.raises(SystemExit) as ended:
        __main__.main()
    return ended.value.code


ATTACKS = {
    "a command as the loss": (
        {"model.loss": {"name": "os:system", "command": "touch canary"}},
        "os:system",
    ),
    "a module as the model": ({"model.name": "helper:Model"}, "helper:Model"),
    "a file as the network": ({"networks.decoder.name": "helper.py:net"}, "helper.py:net"),
    "a module as the optimizer": ({"optimizers.autoencoder.name": "helper:Adam"}, "helper:Adam"),
    "a module in a nested option": (
        {"networks.encoder.trunk": [{"name": "helper:trunk"}]},
        "helper:trunk",
    ),
}


def attack(run, name: str) -> str:
    """Change the recipe of a run; the path of the code that it would load now."""
    changes, path = ATTACKS[name]
    run.recipe_file.write_text(recipe.override(recipe.load("conv-vae"), changes).to_json())
    return path


def test_every_verb_that_opens_a_run_is_known():
    assert {"sample", "figures", "evaluate", "export", "resume", "curves", "latent"} <= {*VERBS}
    context = click.Context(gencmp)
    for verb in VERBS:
        options = [o for p in gencmp.get_command(context, verb).params for o in p.opts]
        assert "--trust" in options, verb


@pytest.mark.parametrize("name", ATTACKS)
@pytest.mark.parametrize("verb", VERBS)
def test_a_run_that_names_code_is_refused(verb, name, foreign, folder, monkeypatch, capsys):
    path = attack(foreign, name)
    code = main(monkeypatch, verb, foreign.name)
    assert not (folder / "canary").exists() and "helper" not in sys.modules
    errors = [line for line in capsys.readouterr().err.splitlines() if line.startswith("Error:")]
    if verb in DRAWING:
        assert code == 2 and len(errors) == 1
        assert foreign.name in errors[0] and repr(path) in errors[0] and "--trust" in errors[0]


@pytest.mark.parametrize("name", ATTACKS)
def test_the_losses_of_a_run_are_drawn_without_its_code(name, foreign, folder, monkeypatch):
    attack(foreign, name)
    assert main(monkeypatch, "curves", foreign.name) == 0
    assert main(monkeypatch, "curves", foreign.name, "--trust") == 0  # as the other verbs take it
    assert (foreign.figures / "curves.png").exists()
    assert not (folder / "canary").exists() and "helper" not in sys.modules


def test_a_run_that_names_code_is_not_begun_with(foreign, folder, monkeypatch, capsys):
    attack(foreign, "a module as the model")
    assert main(monkeypatch, *TRAIN, "--init", foreign.name) == 2
    assert "--trust" in capsys.readouterr().err
    assert not (folder / "canary").exists() and "helper" not in sys.modules


@pytest.mark.parametrize("verb", VERBS)
def test_a_run_cannot_bring_a_reader_of_its_images(verb, foreign, folder, monkeypatch):
    changes = {"data.dataset": "helper.py:read"}
    plan = recipe.override(recipe.load("conv-vae"), changes)
    foreign.recipe_file.write_text(plan.to_json())
    model = SimpleNamespace(conditional=False)
    monkeypatch.setattr("keras_gencmp.assembly.load", lambda run: model)
    monkeypatch.setattr("keras_gencmp.data.load", lambda *names, **options: load_path(names[0], ""))
    if verb in DATA:
        assert main(monkeypatch, verb, foreign.name) == 2
        assert main(monkeypatch, verb, foreign.name, "--trust") == RAN
        (folder / "canary").unlink()
    assert not (folder / "canary").exists()


@pytest.mark.parametrize("verb", ["runs", "gallery"])
def test_a_list_of_runs_loads_no_code(verb, foreign, folder, monkeypatch, capsys):
    attack(foreign, "a module as the model")
    table = {"epochs": 1, "steps": 1, "seconds": 1.0, "last_epoch": {"loss": 1.0}, "test": {}}
    runs.write_json(foreign.metrics_file, table)
    write_array(foreign.samples / "0001.npy", images(30).images)
    assert main(monkeypatch, verb) == 0
    assert not (folder / "canary").exists() and "helper" not in sys.modules


@pytest.mark.parametrize("verb", DRAWING)
def test_trust_lets_a_run_load_its_code(verb, foreign, folder, monkeypatch):
    attack(foreign, "a module as the model")
    assert main(monkeypatch, verb, foreign.name, "--trust") == RAN
    assert (folder / "canary").exists()


def test_a_recipe_file_that_the_user_names_may_load_code(folder, monkeypatch):
    plan = recipe.override(recipe.load("conv-vae"), {"model.name": "helper:Model"})
    (folder / "mine.json").write_text(plan.to_json())
    assert main(monkeypatch, "train", "--recipe=mine.json", "--dataset=digits") == RAN


def test_python_needs_the_same_word(foreign, folder):
    import keras_gencmp as gg

    attack(foreign, "a module as the model")
    with pytest.raises(UserError, match="helper:Model.*--trust"):
        gg.load(str(foreign.directory))
    assert not (folder / "canary").exists()
    with pytest.raises(SystemExit):
        gg.load(str(foreign.directory), trust=True)


DAMAGED = {
    "deep lists": "[" * 100_000,
    "deep tables": '{"model":' * 100_000,
    "huge": " " * 2**21 + "{}",
    "a list": "[]",
    "a number": "7",
    "nothing": "",
    "no text": "\x00",
}


@pytest.mark.parametrize("damage", DAMAGED)
@pytest.mark.parametrize("verb", DRAWING)
def test_a_damaged_recipe_is_one_sentence(verb, damage, foreign, monkeypatch, capsys):
    foreign.recipe_file.write_text(DAMAGED[damage])
    assert main(monkeypatch, verb, foreign.name) == 2
    errors = [line for line in capsys.readouterr().err.splitlines() if line.startswith("Error:")]
    assert len(errors) == 1 and "recipe.json" in errors[0] and len(errors[0]) < 500


OUTSIDE = ["train.log", "figures", "samples", "history.csv", "checkpoint.npz", "evaluation.json"]


@pytest.mark.parametrize("name", OUTSIDE)
@pytest.mark.parametrize("verb", VERBS)
def test_a_link_out_of_the_run_is_not_followed(verb, name, foreign, folder, monkeypatch, capsys):
    target = folder / "precious"
    target.mkdir() if name in ("figures", "samples") else target.write_text("as it was")
    link = foreign.directory / name
    if link.is_dir():
        link.rmdir()
    link.unlink(missing_ok=True)
    os.symlink(target, link)
    assert main(monkeypatch, verb, foreign.name) == 2
    assert f"{name} is a link to" in capsys.readouterr().err
    assert not target.is_dir() or not any(target.iterdir())
    assert target.is_dir() or target.read_text() == "as it was"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names on this system")
@pytest.mark.parametrize("verb", VERBS)
def test_a_pipe_in_a_run_is_not_waited_for(verb, foreign, monkeypatch, capsys):
    os.mkfifo(foreign.quality_file)
    assert main(monkeypatch, verb, foreign.name) == 2
    assert "quality.csv is neither a file nor a folder" in capsys.readouterr().err


def test_a_link_within_the_run_is_followed(foreign, monkeypatch):
    moved = foreign.directory / "losses.csv"
    foreign.history_file.rename(moved)
    os.symlink(moved, foreign.history_file)
    assert main(monkeypatch, "curves", foreign.name) == 0
