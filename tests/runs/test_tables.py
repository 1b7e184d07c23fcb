"""JSON files of a run: the types of every key that is read, and damage that is one sentence."""

import json

import pytest

from keras_gencmp.errors import UserError
from keras_gencmp.runs import environment, outcome, scores, tables

OUTCOME = {"epochs": 2, "steps": 4, "seconds": 1.5, "last_epoch": {"loss": 1.0}, "test": {}}


def write(folder, table):
    file = folder / "table.json"
    file.write_text(table if isinstance(table, str) else json.dumps(table))
    return file


@pytest.mark.parametrize("content", ["", "[]", "7", "{", '[["a", 1]]', "[" * 100_000, "\x00"])
def test_what_is_no_table_is_one_sentence(content, tmp_path):
    with pytest.raises(UserError, match="table.json is .*damaged") as caught:
        tables.read_json(write(tmp_path, content))
    assert "\n" not in str(caught.value)


def test_a_huge_or_missing_table_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "MAX_BYTES", 10)
    with pytest.raises(UserError, match="larger than 10 bytes"):
        tables.read_json(write(tmp_path, OUTCOME))
    with pytest.raises(UserError, match="missing"):
        tables.read_json(tmp_path / "nothing.json")


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("threads", "many", "threads must be a whole number of at least 1"),
        ("threads", 10**9, "threads must be .* at most 1024"),
        ("devices", "GPU:0", "devices must be a list"),
        ("devices", [1], "devices.0. must be a text"),
        ("data_dir", ["/"], "data_dir must be a text"),
        ("data_digest", 7, "data_digest must be a text"),
        ("data_summary", {"images": {"test": "9"}}, "data_summary.images.test must be a whole"),
        ("data_summary", {"done": [4]}, "data_summary.done.0. must be a text"),
        ("evaluation", "judge", "evaluation must be a table"),
        ("command", None, "command must be a text"),
    ],
)
def test_an_environment_of_wrong_types_is_one_sentence(key, value, words, tmp_path):
    with pytest.raises(UserError, match=f"is damaged: {words}"):
        environment.read(write(tmp_path, {key: value}))


def test_facts_that_were_not_recorded_have_defaults(tmp_path):
    facts = environment.read(write(tmp_path, {"threads": 2, "later": {"more": 1}}))
    assert facts["threads"] == 2 and facts["devices"] == [] and facts["data_dir"] is None


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("epochs", "2", "epochs must be a whole number"),
        ("seconds", None, "seconds must be a number"),
        ("last_epoch", {"loss": "low"}, "last_epoch.loss must be a number"),
        ("test", [], "test must be a table"),
        ("stopped_at", -1, "stopped_at must be a whole number of at least 0"),
        ("reason", "\x1b[2J", "reason must be a text without control characters"),
        ("alarms", ["a\nb"], "alarms.0. must be a text without control characters"),
        ("best_kid", "low", "best_kid must be a number"),
    ],
)
def test_an_outcome_of_wrong_types_is_one_sentence(key, value, words, tmp_path):
    assert outcome.read(write(tmp_path, OUTCOME)) == OUTCOME
    with pytest.raises(UserError, match=f"{words}.*; gencmp resume writes it anew"):
        outcome.read(write(tmp_path, OUTCOME | {key: value}))


def test_an_outcome_without_its_losses_is_one_sentence(tmp_path):
    with pytest.raises(UserError, match="it lacks last_epoch, test"):
        outcome.read(write(tmp_path, {"epochs": 1, "steps": 1, "seconds": 1.0}))


def test_an_outcome_may_hold_nan(tmp_path):
    held_out = outcome.read(write(tmp_path, OUTCOME | {"test": {"loss": float("nan")}}))
    assert held_out["test"]["loss"] != held_out["test"]["loss"]


SCORE = {"name": "fid", "value": 1.0, "low": None, "n": 100, "judge": None, "detail": {"a": [1]}}


@pytest.mark.parametrize(
    ("group", "words"),
    [
        ({"scores": {"fid": SCORE | {"value": "low"}}}, "prior.scores.fid.value must be a number"),
        ({"scores": {"fid": SCORE | {"n": 1.5}}}, "prior.scores.fid.n must be a whole number"),
        ({"scores": {"fid": SCORE | {"name": "kid"}}}, "fid names another score"),
        ({"scores": {"fid": 1.0}}, "prior.scores.fid must be a table"),
        ({"scores": []}, "prior.scores must be a table"),
        ({"origins": {"fid": 1}}, "prior.origins.fid must be a text"),
        ([], "prior must be a table"),
    ],
)
def test_scores_of_wrong_types_are_one_sentence(group, words, tmp_path):
    with pytest.raises(UserError, match=f"{words}.*; delete it and evaluate again"):
        scores.read(write(tmp_path, {"prior": group}))


def test_scores_read_back_and_there_may_be_none_yet(tmp_path):
    table = {"prior": {"data": "mnist", "scores": {"fid": SCORE}, "origins": {"fid": "0" * 16}}}
    assert scores.read(write(tmp_path, table)) == table
    assert scores.read(tmp_path / "nothing.json") == {}
