"""The numbers of functions: the ranges of the command line, at the head of every function."""

import inspect
from pathlib import Path
from typing import get_args

import click
import numpy as np
import pytest

import keras_gencmp as gg
from keras_gencmp import api, runs
from keras_gencmp.__main__ import gencmp
from keras_gencmp.api.ranges import RANGES, check
from keras_gencmp.errors import UserError

X = np.random.default_rng(0).random((40, 28, 28, 1))
# How arguments are called on the command line.
OPTIONS = {("sample", "n"): "count", ("reconstruct", "n"): "count"}
VERBS = set(RANGES) - {"dataset", "grid"}  # no commands
USUAL = {("evaluate", "nll_samples"), ("evaluate", "nll_images")}  # 0 is None
NUMBERS = [(verb, name) for verb, ranges in RANGES.items() for name in ranges]


def limits(hint):
    """The lowest and the highest number of a hint, which may be one of a union with None."""
    hint = hint if hasattr(hint, "__metadata__") else get_args(hint)[0]
    (found,) = hint.__metadata__
    return found.ge, found.le


@pytest.mark.parametrize(("verb", "name"), [each for each in NUMBERS if each[0] in VERBS])
def test_a_range_is_that_of_the_option(verb, name):
    command = gencmp.get_command(click.Context(gencmp), verb)
    options = {each.name: each.type for each in command.params}
    option = options[OPTIONS.get((verb, name), name)]
    assert isinstance(option, click.IntRange)
    low, high = limits(RANGES[verb][name])
    assert (low + ((verb, name) in USUAL), high) == (option.min, option.max)


@pytest.mark.parametrize("verb", [name for name in api.__all__ if name not in ("build", "load")])
def test_no_number_of_a_function_is_forgotten(verb):
    if not inspect.isfunction(getattr(api, verb)):
        return
    of_the_recipe = {"train", "resume"}  # checked as keys of the recipe
    parameters = inspect.signature(getattr(api, verb)).parameters.values()
    numbers = {each.name for each in parameters if each.annotation in ("int", "int | None")}
    assert verb in of_the_recipe or numbers == set(RANGES.get(verb, {}))


@pytest.mark.parametrize(("verb", "name"), NUMBERS)
@pytest.mark.parametrize("wrong", [-1, 2**40, 2.5, "3", True, np.int64(-7)])
def test_another_number_is_one_sentence(verb, name, wrong):
    with pytest.raises(UserError, match=f"^{name} must be .*, not "):
        check(verb, **{name: wrong})


def test_a_number_of_numpy_is_a_number():
    check("sample", n=np.int64(3), seed=np.uint8(0))


CALLS = [
    (lambda: gg.sample("dcgan", 0), "n must be"),
    (lambda: gg.evaluate({"a": X}, dataset="digits", n=-5), "n must be"),
    (lambda: gg.evaluate("dcgan", nll_samples=-1), "nll_samples must be"),
    (lambda: gg.evaluate("dcgan", components=0), "components must be"),
    (lambda: gg.compare(["gan"], output="o", seeds=0), "seeds must be"),
    (lambda: gg.compare(["gan"], output="o", jobs=0), "jobs must be"),
    (lambda: gg.compare(["gan"], output="o", n=3), "n must be"),
    (lambda: gg.reconstruct("conv-vae", n=0), "n must be"),
    (lambda: gg.interpolate("conv-vae", steps=1), "steps must be"),
    (lambda: gg.manifold("conv-vae", grid=1), "grid must be"),
    (lambda: gg.grid(X, columns=0), "columns must be"),
    (lambda: gg.dataset("digits", batch_size=0), "batch_size must be"),
    (lambda: gg.dataset("digits", channels=2), "channels must be"),
    (lambda: gg.reproduce("A", epochs=0), "epochs must be"),
    (lambda: gg.train("gan", epochs=0), "schedule.epochs must be"),
    (lambda: gg.evaluate([]), "nothing is named"),
    (lambda: gg.evaluate({}, dataset="digits"), "nothing is named"),
    (lambda: gg.evaluate(5), "not a int"),
    (lambda: gg.evaluate({"a": Path("fakes")}, dataset="digits"), "no images at 'fakes'"),
    (lambda: gg.evaluate({"a": runs.find("dcgan")}, dataset="digits"), "in another call"),
    (lambda: gg.compare([], output="o"), "name one at least"),
    (lambda: gg.compare([X], output="o"), "ndarray is neither"),
    (lambda: gg.compare("gan", output="o", grid={"latent": 8}), "a list of values"),
    (lambda: gg.compare("gan", output="o", grid={"model.loss": "hinge"}), "a list of values"),
    (lambda: gg.compare("gan", output="o", budget=5), "unknown budget '5'"),
    (lambda: gg.curves([]), "name one at least"),
    (lambda: gg.curves(5), "not a int"),
    (lambda: gg.sample("conditional-vae", 2, labels=3), "a list of classes"),
    (lambda: gg.interpolate("conv-vae", between=(3,)), "two ends, as in"),
    (lambda: gg.train(Path("none.toml")), "cannot read the recipe none.toml"),
    (lambda: gg.build(Path("none.toml")), "cannot read the recipe none.toml"),
    (lambda: gg.train("gan", dataset=Path("images")), "'folder:images'"),
]


@pytest.mark.parametrize(("call", "message"), CALLS)
def test_a_wrong_call_writes_nothing(call, message, session):
    before = set(session.rglob("*"))
    with pytest.raises(UserError, match=message):
        call()
    assert set(session.rglob("*")) == before
