"""Registries: rows by name, menus of names, things from modules, files and entry points."""

from importlib.metadata import EntryPoint

import pytest

from keras_gencmp.errors import UserError
from keras_gencmp.registry import Entry, Registry, is_path, load_path
from keras_gencmp.registry import registry as module

ROWS = [Entry("square root", "math:sqrt"), Entry("cosine", "math:cos", "cos(x)")]


def test_a_thing_is_loaded_by_its_name():
    roots = Registry("function", ROWS)
    assert list(roots) == ["square root", "cosine"] and len(roots) == 2
    assert roots.load("square root")(9.0) == 3.0
    assert roots["cosine"].summary == "cos(x)"


def test_an_unknown_name_is_answered_with_the_names_of_the_registry():
    functions = Registry("function", ROWS)
    with pytest.raises(UserError, match="unknown function 'cosin': did you mean 'cosine'?"):
        functions["cosin"]
    with pytest.raises(UserError, match="choose from square root, cosine"):
        functions.load("zzz")


def test_installed_packages_add_names_and_replace_none(monkeypatch):
    points = [
        EntryPoint("floor", "math:floor", "keras_gencmp.function"),
        EntryPoint("cosine", "math:sin", "keras_gencmp.function"),
    ]
    asked = []
    monkeypatch.setattr(module, "entry_points", lambda group: asked.append(group) or points)
    functions = Registry("function", ROWS, Entry)
    assert list(functions) == ["square root", "cosine", "floor"]
    assert functions.load("floor")(2.5) == 2 and functions["cosine"].path == "math:cos"
    assert asked == ["keras_gencmp.function"]
    assert "floor" in Registry("activation function", ROWS, Entry)
    assert asked[1:] == ["keras_gencmp.activation_function"]


def test_a_path_is_a_module_or_a_file(tmp_path):
    file = tmp_path / "mine.py"
    file.write_text("import math\nCALLS = []\ndef twice(x): return 2 * x\n")
    assert is_path("mine.py:twice") and not is_path("hinge")
    assert load_path(f"{file}:twice", "function")(4) == 8
    assert load_path(f"{file}:CALLS", "list") is load_path(f"{file}:CALLS", "list")
    assert load_path("os.path:join", "function")("a", "b") == "a/b"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("nosuch:thing", "no module 'nosuch'"),
        ("os.nosuch:thing", "no module 'os.nosuch'"),
        (":thing", "no module ''"),
        ("..up:thing", "no module '..up'"),
        ("nosuch.py:thing", "no file nosuch.py"),
        ("math:", "unknown function 'math:'"),
        ("json.decoder:nosuch", "defines JSONDecodeError"),
    ],
)
def test_what_is_not_there_is_one_sentence(path, words):
    with pytest.raises(UserError, match=words):
        load_path(path, "function")


def test_an_error_inside_the_users_module_surfaces(tmp_path):
    file = tmp_path / "broken.py"
    file.write_text("import nosuchmodule\n")
    with pytest.raises(ModuleNotFoundError, match="nosuchmodule"):
        load_path(f"{file}:thing", "function")


def test_a_file_that_is_no_python_is_one_sentence_with_the_line(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    file = tmp_path / "slip_of_the_pen.py"
    file.write_text("x = 1\ndef thing(:\n")
    for path in (f"{file}:thing", "slip_of_the_pen:thing"):
        with pytest.raises(UserError, match=r"line 2 of .*slip_of_the_pen\.py is no Python"):
            load_path(path, "function")
