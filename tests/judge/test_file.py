"""A judge's file: it comes back as it was stored, and anything else in it is one sentence."""

import json

import numpy as np
import pytest
from evaluation_blobs import blobs

from keras_gencmp.errors import UserError
from keras_gencmp.judge import file
from keras_gencmp.judge.judge import Judge
from keras_gencmp.judge.network import network

FACTS = {"kind": "classifier", "data": "blobs", "shape": [12, 12, 1], "classes": list("abc")}


@pytest.fixture
def model():
    return network((12, 12, 1), 3, seed=5)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "judge.npz"


def test_a_judge_comes_back_from_its_file_as_it_was_stored(path, model):
    file.write(path, model, FACTS | {"test_accuracy": 0.5})
    result, images = file.read(path), blobs(4, 0).images
    direct = Judge("", (), model).features(images)
    assert result.features(images) == pytest.approx(direct, abs=2e-3 * float(direct.max()))
    assert result.identity.startswith("blobs-") and result.classes == ("a", "b", "c")
    assert result.facts["test_accuracy"] == 0.5
    assert result.image_shape == (12, 12, 1)


def test_a_judge_of_random_weights_has_no_classes(path):
    model = network((12, 12, 1), 1, seed=0)
    file.write(path, model, FACTS | {"kind": "random", "classes": ["all"]})
    assert file.read(path).classes == ()


@pytest.mark.parametrize("content", [b"", b"PK cut off", b"no archive at all"])
def test_a_damaged_judge_is_one_sentence(path, content):
    path.write_bytes(content)
    with pytest.raises(UserError, match="fit it again"):
        file.read(path)


WRONG_FACTS = {
    "no JSON": "{",
    "nested without end": "[" * 100_000,
    "a list": "[]",
    "no kind": {"kind": None},
    "an unknown kind": {"kind": "oracle"},
    "a path as data": {"data": "../../etc/passwd"},
    "data in capitals": {"data": "MNIST"},
    "data that are no text": {"data": 3},
    "a flat shape": {"shape": [12, 12]},
    "a shape of text": {"shape": ["12", "12", "1"]},
    "a huge image": {"shape": [10**6, 10**6, 1]},
    "two channels": {"shape": [12, 12, 2]},
    "no image": {"shape": [0, 12, 1]},
    "no classes": {"classes": []},
    "classes of numbers": {"classes": [1, 2, 3]},
    "classes as a number": {"classes": 3},
    "too many classes": {"classes": ["a"] * 10_001},
    "more classes than logits": {"classes": list("abcd")},
    "a larger image than the weights are for": {"shape": [28, 28, 1]},
}


@pytest.mark.parametrize("case", WRONG_FACTS)
def test_wrong_facts_are_one_sentence(case, path, model, monkeypatch):
    wrong = WRONG_FACTS[case]
    if isinstance(wrong, str):
        monkeypatch.setattr(file.json, "dumps", lambda facts: wrong)
        file.write(path, model, FACTS)
    else:
        file.write(path, model, FACTS | wrong)
    with pytest.raises(UserError, match=r"the judge .* is damaged \(.*\): fit it again") as raised:
        file.read(path)
    assert "\n" not in str(raised.value) and len(str(raised.value)) < 300


def stored(path, change) -> None:
    """Write the arrays of a judge's file after a change."""
    model = network((12, 12, 1), 3, seed=5)
    arrays = {name: each.astype("float16") for name, each in file.named_weights(model).items()}
    arrays["facts"] = np.array(json.dumps(FACTS))
    change(arrays)
    np.savez(path, **arrays)


WRONG_ARRAYS = {
    "a weight is missing": lambda arrays: arrays.pop("00"),
    "a weight too many": lambda arrays: arrays.update(more=arrays["00"]),
    "no facts": lambda arrays: arrays.pop("facts"),
    "facts in bytes": lambda arrays: arrays.update(facts=np.array(json.dumps(FACTS).encode())),
    "another shape": lambda arrays: arrays.update({"00": arrays["00"].reshape(-1)}),
    "another type": lambda arrays: arrays.update({"00": arrays["00"].astype("float32")}),
    "columns first": lambda arrays: arrays.update({"00": np.asfortranarray(arrays["00"])}),
    "a weight that is NaN": lambda arrays: arrays["00"].fill(np.nan),
    "an infinite weight": lambda arrays: arrays["00"].fill(np.inf),
    "an object": lambda arrays: arrays.update({"00": np.array([None])}),
}


@pytest.mark.parametrize("case", WRONG_ARRAYS)
def test_wrong_arrays_are_one_sentence(case, path):
    stored(path, WRONG_ARRAYS[case])
    with pytest.raises(UserError, match=r"the judge .* is damaged \(.*\): fit it again"):
        file.read(path)


def test_arrays_without_a_change_are_read(path):
    stored(path, lambda arrays: None)
    assert file.read(path).classes == ("a", "b", "c")


def test_an_error_of_the_program_is_not_called_damage(path, model, monkeypatch):
    file.write(path, model, FACTS)

    def broken(*arguments, **options):
        raise ValueError("a mistake in the network")

    monkeypatch.setattr(file, "network", broken)
    with pytest.raises(ValueError, match="a mistake in the network"):
        file.read(path)
