"""A comparison as a session holds it: the call on its page, and labels that others wrote."""

import ast
import inspect
from pathlib import Path

import numpy as np
import pytest

import keras_gencmp as gg
from keras_gencmp import runs
from keras_gencmp.api import comparing
from keras_gencmp.api.comparing import Comparison

SMALL = "gan:generator.widths=[8],discriminator.widths=[8]"
# Every argument once, with another value than the usual one.
EVERY = {
    "models": [SMALL],
    "output": "small",
    "dataset": "digits",
    "budget": "steps=1",
    "seeds": 1,
    "grid": {"latent": [2, 3]},
    "jobs": 2,
    "rank": "sharpness",
    "metrics": "sharpness",
    "n": 50,
    "scheduler": "tcp://here:8786",
    "data_dir": "data",
    "root": "elsewhere",
    "trust": True,
}


@pytest.fixture
def published(monkeypatch):
    """What a comparison is carried out with, and the call for its page; nothing is trained."""
    seen = {}
    monkeypatch.setattr(comparing.dask_cluster, "connected", lambda scheduler: open("/dev/null"))
    carry_out = lambda *given: seen.update(carried_out=given)  # noqa: E731
    monkeypatch.setattr(comparing.comparison, "compare", carry_out)
    monkeypatch.setattr(comparing, "_published", lambda *given: seen.update(call=given[-1]))
    return seen


def arguments(call):
    """The arguments of a call that is written out."""
    (expression,) = ast.parse(call).body
    assert ast.unparse(expression.value.func) == "gg.compare"
    named = {each.arg: ast.literal_eval(each.value) for each in expression.value.keywords}
    assert len(named) == len(expression.value.keywords)
    return {"models": ast.literal_eval(expression.value.args[0]), **named}


def test_the_call_has_every_argument(published, session):
    given = EVERY
    assert set(given) == set(inspect.signature(gg.compare).parameters)
    gg.compare(**given)
    assert arguments(published["call"]) == given
    declaration, *others = published["carried_out"]
    gg.compare(**arguments(published["call"]))
    again, *same = published["carried_out"]
    assert declaration.to_json() == again.to_json() and others == same


@pytest.mark.parametrize("name", sorted(set(EVERY) - {"models", "output", "rank"}))
def test_the_call_has_one_argument(name, published, session):
    gg.compare([SMALL], output="small", **{name: EVERY[name]})
    assert arguments(published["call"])[name] == EVERY[name]


def test_the_call_is_plain_data(published, session):
    x = np.random.default_rng(0).random((60, 28, 28))
    gg.compare(
        SMALL,
        output=Path("small"),
        dataset=x,
        grid={"latent": np.array([2, 3])},
        metrics=["sharpness", "fid"],
        root=Path("elsewhere"),
    )
    known = arguments(published["call"])
    assert known["models"] == [SMALL] and known["grid"] == {"latent": [2, 3]}
    assert known["dataset"].startswith("npz:") and known["metrics"] == "sharpness,fid"
    assert (known["output"], known["root"]) == ("small", "elsewhere")


def test_of_finished_runs_the_call_trains_nothing(published, session):
    run = runs.find("gan")
    gg.compare([run], output="o", metrics="sharpness", n=50)
    expected = {"models": [str(run.directory)], "output": "o", "metrics": "sharpness", "n": 50}
    assert arguments(published["call"]) == expected


def test_a_verdict_is_shown_as_text(session):
    table = gg.evaluate("real", dataset="digits", metrics="sharpness", n=20)
    verdict = ("<b>a*b</b> | is better\x1b[31m.",)
    shown = Comparison(verdict, table, {}, Path("o`x/report.html"), ())
    assert r"&lt;b&gt;a\*b&lt;/b&gt; \| is better\\x1b\[31m." in shown._repr_markdown_()
    assert "page: ``o`x/report.html``" in shown._repr_markdown_()
    assert r"is better\x1b[31m." in str(shown) and "\x1b" not in str(shown)
