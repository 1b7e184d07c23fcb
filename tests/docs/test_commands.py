"""Commands and Python on the pages: every verb, option, recipe, key, metric and name exists."""

import ast

import pytest
from documentation import PAGES, blocks, commands

import keras_gencmp as gg
from keras_gencmp.api.spelling import known_keys
from keras_gencmp.cli import VERBS
from keras_gencmp.metrics.registry import METRICS
from keras_gencmp.recipes import recipe

ALL = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
OTHERS = ("latent", "prior", "model.name")  # keys that are no option of a part


def verb_of(words):
    """The command that words call, and what follows it; options of gencmp itself have none."""
    if words[0].startswith("-"):
        return None, words
    command, rest = VERBS.load(words[0]), words[1:]
    while hasattr(command, "commands") and rest and not rest[0].startswith("-"):
        command, rest = command.commands[rest[0]], rest[1:]
    return command, rest


def values_of(words, option):
    """The values that an option is given in a call."""
    return [after for word, after in zip(words, words[1:], strict=False) if word == option]


@ALL
def test_every_verb_and_option_exists(page):
    for words in commands(page):
        command, rest = verb_of(words)
        known = {"--help", "-h", "--version"}
        for each in command.params if command else ():
            known |= {*each.opts, *each.secondary_opts}
        options = {word.partition("=")[0] for word in rest if word.startswith("-")}
        assert options <= known, f"{page.name}: gencmp {' '.join(words)}"


@ALL
def test_every_recipe_and_key_exists(page):
    trained = [words[1:] for words in commands(page) if words[0] == "train" and words[1:]]
    for first, *rest in trained:
        if first.startswith("-") or first.isupper():  # another way to name a recipe, or any
            continue
        assert first in recipe.names(), f"{page.name}: {first}"
        keys = {text.partition("=")[0] for text in values_of(rest, "--set")}
        keys = {key for key in keys if not key.isupper()}
        assert keys <= {*known_keys(recipe.load(first)), *OTHERS}, f"{page.name}: {keys}"


@ALL
def test_every_metric_exists(page):
    for words in commands(page):
        for text in values_of(words, "--metrics"):
            named = {name for name in text.split(",") if ":" not in name}
            assert named <= {*METRICS}, f"{page.name}: {words}"


@ALL
def test_python_on_a_page_is_python_and_names_what_there_is(page):
    for code in blocks(page, "python"):
        if ">>>" in code or code.startswith(("gg.", "class gg.")):
            continue  # signatures and examples of the API, which have tests of their own
        for node in ast.walk(ast.parse(code)):
            if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "gg":
                assert node.attr in gg.__all__, f"{page.name}: gg.{node.attr}"


def test_the_pages_hold_commands_to_check():
    assert sum(len(commands(page)) for page in PAGES) > 100
