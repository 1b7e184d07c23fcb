"""Digests and copies of own code: what has changed is seen, and nothing is executed to see it."""

import sys

import pytest

from keras_gencmp import runs
from keras_gencmp.errors import UserError
from keras_gencmp.recipes import recipe
from keras_gencmp.runs import own_code

PLAN = recipe.load("gan")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A working directory with a file and a package, neither of which may be executed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "out").mkdir()
    (tmp_path / "parts").mkdir()
    for name in ("out/mine.py", "parts/__init__.py", "parts/losses.py"):
        (tmp_path / name).write_text("raise SystemExit('it was run')\n")
    return tmp_path


def begun(*paths):
    facts = {"data_digest": "0" * 16, "code": own_code.digests(paths)}
    return runs.start(PLAN, directory=None, facts=facts)


def test_files_and_modules_have_digests_and_the_package_has_none(folder):
    paths = ["out/mine.py:loss", "out/mine.py:other", "parts.losses:loss", "nosuch.py:thing"]
    paths += ["keras_gencmp.losses.adversarial:hinge", "nosuch.module:thing", "math:sqrt", ":x"]
    found = own_code.digests(paths)
    assert list(found) == ["out/mine.py", "parts.losses"]
    assert all(len(each) == 16 for each in found.values())
    assert "parts" not in sys.modules


@pytest.mark.parametrize(
    ("source", "file"), [("out/mine.py", "out/mine.py"), ("parts.losses", "parts/losses.py")]
)
def test_a_change_is_refused_and_the_copy_is_named(source, file, folder):
    run = begun(f"{source}:loss")
    own_code.check(run)
    copy = own_code.copy_of(run, source)
    assert copy == run.code / file.rpartition("/")[2]
    assert copy.read_bytes() == (folder / file).read_bytes()
    (folder / file).write_text("other\n")
    with pytest.raises(UserError) as refused:
        own_code.check(run)
    assert str(refused.value).startswith(f"{source} has changed since {run.name} began")
    assert str(copy) in str(refused.value)
    (folder / file).unlink()
    with pytest.raises(UserError, match="is no longer there since"):
        own_code.check_all(folder / "runs")
    (folder / file).write_bytes(copy.read_bytes())
    own_code.check_all(folder / "runs")


def test_a_run_of_an_early_version_has_no_digests_and_is_read(folder, capsys):
    run = runs.start(PLAN, facts={"data_digest": "0" * 16})
    own_code.check(run)
    own_code.note_changes(run)
    assert not run.code.exists() and capsys.readouterr().err == ""


def test_files_of_one_name_have_copies_of_their_own():
    names = own_code.names_of_copies(["a/mine.py", "../b/mine.py", "parts.mine", "c/other.py"])
    assert len({*names.values()}) == 4 and names["c/other.py"] == "other.py"
    assert all("/" not in name and not name.startswith(".") for name in names.values())


def test_what_is_left_of_a_run_that_never_began_is_used_again(folder):
    run = begun("out/mine.py:loss")
    run.recipe_file.unlink()
    runs.start(PLAN, directory=run.directory, facts=run.environment)
    other = folder / "other"
    (other / "code").mkdir(parents=True)
    (other / "code" / "mine.py").write_text("precious\n")
    with pytest.raises(UserError, match="is not empty"):
        runs.start(PLAN, directory=other, facts=run.environment)
