"""gencmp judge: what it prints, and what it hands on."""

from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from keras_gencmp.cli import gencmp
from keras_gencmp.data.summary import Reading, Summary
from keras_gencmp.errors import UserError
from keras_gencmp.judge import lookup

FOUND = SimpleNamespace(
    identity="digits-01234567", facts={"kind": "classifier", "classes": ["0", "1"], "epochs": 3}
)
TABLE = """\
judge          digits-01234567
kind           classifier
classes        0, 1
epochs         3
"""


@pytest.fixture
def asked(monkeypatch, few_images):
    """What the command hands to the lookup."""
    calls = {}
    monkeypatch.setattr("keras_gencmp.training.runtime.start", lambda threads: None)
    monkeypatch.setattr(
        lookup, "fit", lambda splits, **options: calls.update(splits=splits, **options) or FOUND
    )
    monkeypatch.setattr(lookup, "existing", lambda splits: calls.update(splits=splits) or FOUND)
    return calls


def read(few_images):
    """The same splits, as a reader makes them."""
    reading = Reading("64 x 64", "L", done=("resized to 28 x 28",), side=64)
    return few_images._replace(summary=Summary("x", (("training", 24),), (), reading, 28))


def run(*arguments: str):
    return CliRunner().invoke(gencmp, ["judge", *arguments])


def test_fit_hands_on_its_options_and_shows_the_facts(asked, few_images, tmp_path):
    output = tmp_path / "judge.npz"
    result = run("fit", "--dataset=digits", "--epochs=3", "--seed=5", f"--output={output}")
    assert (result.exit_code, result.stdout) == (0, TABLE)
    assert asked == {"splits": few_images, "seed": 5, "epochs": 3, "path": output}


def test_show_shows_the_facts(asked, few_images):
    result = run("show", "--dataset=digits")
    assert (result.exit_code, result.stdout) == (0, TABLE)
    assert asked == {"splits": few_images}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["fit"], "--dataset"),
        (["fit", "--dataset=digits", "--epochs=0"], "epochs"),
        (["fit", "--dataset=digits", "--image-size=30"], "'28', '32', '64'"),
        (["fit", "--dataset=digits", "-o", "."], "is a directory"),
        (["show", "--dataset=digits", "--channels=2"], "'1', '3'"),
    ],
)
def test_wrong_options_are_refused_before_any_work(asked, arguments, words):
    result = run(*arguments)
    assert result.exit_code == 2 and words in result.stderr
    assert asked == {}


def test_show_names_the_command_that_fits_a_judge_where_there_is_none(asked, monkeypatch):
    monkeypatch.setattr(lookup, "existing", lambda splits: None)
    result = run("show", "--dataset=digits", "--image-size=64", "--data-dir=my data")
    expected = "fit one with gencmp judge fit --dataset digits --image-size 64 --data-dir 'my data'"
    assert isinstance(result.exception, UserError)
    assert str(result.exception) == f"digits has no judge yet: {expected}"
    assert asked == {} and not result.stdout


def test_it_says_once_what_was_read(asked, few_images, monkeypatch):
    monkeypatch.setattr("keras_gencmp.data.load", lambda *_, **__: read(few_images))
    for verb in ("fit", "show"):
        lines = run(verb, "--dataset=digits").stderr.splitlines()
        said = [line for line in lines if line.startswith("x:")]
        assert len(said) == 1 and said[0].endswith("28 x 28: --image-size 64 keeps them")


def test_a_judge_that_scores_would_not_use_is_not_fitted(asked, few_images, monkeypatch, tmp_path):
    monkeypatch.setattr(lookup, "shipped", lambda name: tmp_path)
    result = run("fit", "--dataset=digits")
    assert "comes with the package" in str(result.exception)
    assert run("fit", "--dataset=digits", "-o", str(tmp_path / "own.npz")).exit_code == 0
