"""Metrics from outside the package, on the command line."""

import json
from importlib.metadata import EntryPoint

import pytest
from evaluation_runs import said

from keras_gencmp import runs
from keras_gencmp.errors import UserError
from keras_gencmp.evaluation.baselines import BASELINES
from keras_gencmp.evaluation.results import Results
from keras_gencmp.metrics import frechet
from keras_gencmp.metrics.errors import MetricError
from keras_gencmp.metrics.registry import METRICS
from keras_gencmp.registry import registry as registries

SOURCE = """
import numpy as np
from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.metrics.estimate import Estimate

def gap(real_features, features):
    return np.abs(real_features.mean(axis=0) - features.mean(axis=0)).sum()

def size(images):
    return Estimate(len(images), 1, 2, note="so many")
size.title, size.better, size.unit, size.ratio = "Size", "high", "images", True

def sides(real_images, images):
    return {"real": real_images.mean(), "drawn": images.mean()}

def drawn(model, seed):
    return model.sample(2, seed=seed).mean()

def nothing(images):
    raise Undefined("there is nothing to see")

def unknown(picture):
    return 0.0

def wrong(images):
    return 0.0
wrong.better = "most"
"""


@pytest.fixture
def file(tmp_path):
    """A file of metrics that no other test has loaded."""
    path = tmp_path / "mine.py"
    path.write_text(SOURCE)
    return path


def scored(root, *metrics):
    """The rows of one run and its baselines in JSON."""
    result = said(root, "dcgan", "--metrics", ",".join(map(str, metrics)), "--json")
    return json.loads(result.stdout)


def test_a_function_of_a_file_is_a_column_beside_the_baselines(root, file):
    rows = scored(root, "fid", f"{file}:gap")
    assert len(rows) == len(BASELINES) + 1
    for row in rows:
        assert list(row["scores"]) == ["fid", "gap"]
        score = row["scores"]["gap"]
        assert score["value"] > 0 and score["judge"] == "blobs-00000000"
        assert score["n"] == 60 and score["ratio"] is None
    table = said(root, "dcgan", "--metrics", f"fid,{file}:gap").stdout
    assert "gap" in table and "gap ↓" not in table


def test_attributes_of_the_function_are_those_of_its_column(root, file):
    table = said(root, "dcgan", "--metrics", f"{file}:size").stdout
    assert "Size, images ↑" in table and "60.00 ± 0.50 ×1" in table and "so many" in table


def test_a_mapping_is_several_columns_under_the_name_of_the_function(root, file):
    for row in scored(root, f"{file}:sides"):
        assert list(row["scores"]) == ["sides_real", "sides_drawn"]
    table = said(root, "dcgan", "--metrics", f"{file}:sides").stdout
    assert "sides_real" in table and "sides_drawn" in table


def test_a_metric_that_asks_the_model_has_no_baselines(root, file):
    (row,) = scored(root, f"{file}:drawn")
    assert not row["baseline"] and 0 <= row["scores"]["drawn"]["value"] <= 1


def test_what_it_does_not_define_says_why(root, file):
    table = said(root, "dcgan", "--metrics", f"fid,{file}:nothing").stdout
    assert "(nothing): n/a, there is nothing to see" in table


def test_its_scores_are_never_kept(root, file):
    from keras_gencmp.data.cache import directory

    scored(root, "fid", f"{file}:gap", f"{file}:sides")
    assert set(Results(runs.find("dcgan", root)).scores()) == {"fid"}
    (cache,) = (directory() / "baselines").iterdir()
    assert "fid" in cache.read_text() and "gap" not in cache.read_text()


def test_an_installed_metric_is_named_without_a_path(root, file, monkeypatch):
    point = EntryPoint("gap", f"{file}:gap", "keras_gencmp.metric")
    monkeypatch.setattr(registries, "entry_points", lambda group: [point])
    monkeypatch.delitem(METRICS.__dict__, "_rows", raising=False)
    rows = scored(root, "gap", "fid")
    METRICS.__dict__.pop("_rows", None)
    assert all(list(row["scores"]) == ["fid", "gap"] for row in rows)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("unknown", "asks for 'picture', which is no input of a metric: choose from .*real_images"),
        ("nosuch", "defines gap, size"),
        ("SOURCE", "defines gap"),
        ("np", "no function"),
        ("wrong", "better is one of low, high, real, half, not 'most'"),
    ],
)
def test_what_cannot_be_a_metric_is_one_sentence(root, file, name, words):
    result = said(root, "dcgan", "--metrics", f"fid,{file}:{name}", code=1)
    assert isinstance(result.exception, UserError)
    with pytest.raises(UserError, match=words):
        raise result.exception
    assert not runs.find("dcgan", root).evaluation_file.exists()


def test_a_planted_error_names_its_metric_and_leaves_nothing(root, monkeypatch):
    whole = frechet.moments
    with monkeypatch.context() as patch:
        patch.setattr(frechet, "moments", lambda features: whole(features[None]))
        failed = said(root, "dcgan", "--metrics", "sharpness,fid", code=1)
    assert isinstance(failed.exception, MetricError)
    assert str(failed.exception).startswith("metric 'fid' failed for real images: ValueError")
    mended = scored(root, "sharpness", "fid")
    assert all(row["scores"]["fid"]["value"] is not None for row in mended)
