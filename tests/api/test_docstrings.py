"""The docstrings of the Python API: each example runs, and each says what it has to."""

import doctest
import inspect

import numpy as np
import pytest

import keras_gencmp as gg
from keras_gencmp import api

FUNCTIONS = [name for name in api.__all__ if inspect.isfunction(getattr(api, name))]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_its_example_runs_and_prints_what_it_says(name, session):
    (found,) = doctest.DocTestFinder(recurse=False).find(
        getattr(api, name), name, globs={"gg": gg, "np": np}
    )
    assert found.examples, f"{name} has no example"
    said = []
    runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.REPORT_ONLY_FIRST_FAILURE)
    runner.run(found, out=said.append)
    assert runner.summarize(verbose=False).failed == 0, "".join(said)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_it_names_its_parameters_and_its_error(name):
    text = inspect.getdoc(getattr(api, name))
    assert "UserError" in text
    common = {"root", "trust", "data_dir", "more", "recipe_name", "model", "run", "seed", "n"}
    for parameter in set(inspect.signature(getattr(api, name)).parameters) - common:
        assert parameter in text, f"{name} says nothing of {parameter}"


def test_the_package_offers_what_the_api_has():
    assert {*api.__all__, "UserError", "recipes"} == set(gg.__all__)
    assert all(getattr(gg, name) is getattr(api, name) for name in api.__all__)
