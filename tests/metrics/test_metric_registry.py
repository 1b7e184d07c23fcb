"""The registry of metrics, and what holds for every metric of pure arrays in it."""

import subprocess
import sys
from importlib.metadata import EntryPoint

import numpy as np
import pytest
from metric_arrays import PURE, N, asked, columns

from keras_gencmp.errors import UserError
from keras_gencmp.metrics import selection
from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.metrics.listing import listing
from keras_gencmp.metrics.metric import ARROWS, NEEDS
from keras_gencmp.metrics.registry import METRICS
from keras_gencmp.registry import registry as registries


@pytest.mark.parametrize("name", PURE)
def test_a_metric_gives_its_columns_in_order_with_finite_intervals(name):
    found = columns(name, METRICS.load(name)(**asked(name)))
    assert list(found) == [column.name for column in METRICS[name].columns]
    for each in found.values():
        assert np.isfinite(each.value) and 0 < (N if each.n is None else each.n) <= N
        if each.low is not None:
            assert each.low <= each.value <= each.high


@pytest.mark.parametrize("name", PURE)
def test_a_metric_repeats_to_the_bit_and_leaves_its_inputs_as_they_are(name):
    given, before = asked(name), asked(name)
    metric = METRICS.load(name)
    assert repr(metric(**given)) == repr(metric(**given))
    for parameter, value in before.items():
        np.testing.assert_array_equal(given[parameter], value)


FLOATS = [
    (name, parameter)
    for name in PURE
    for parameter, value in asked(name).items()
    if getattr(value, "dtype", np.dtype(int)).kind == "f"
]


@pytest.mark.parametrize(("name", "parameter"), FLOATS)
def test_a_metric_of_nan_is_not_defined(name, parameter):
    given = asked(name)
    given[parameter][(3,) + (0,) * (given[parameter].ndim - 1)] = np.nan
    with pytest.raises(Undefined, match="NaN"):
        METRICS.load(name)(**given)


ARRAYS = [
    (name, parameter)
    for name in PURE
    for parameter, value in asked(name).items()
    if isinstance(value, np.ndarray)
]


@pytest.mark.parametrize(("name", "parameter"), ARRAYS)
def test_an_array_of_another_shape_is_an_error_of_the_caller(name, parameter):
    given = asked(name)
    given[parameter] = given[parameter][None]
    with pytest.raises((ValueError, IndexError)):
        METRICS.load(name)(**given)


def test_reading_the_registry_imports_no_metric_and_nothing_heavy():
    code = (
        "from keras_gencmp.metrics.registry import METRICS\n"
        "from keras_gencmp.metrics.listing import listing\n"
        "listing(), list(METRICS.items())\nimport sys; print(*sys.modules)"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "keras_gencmp.metrics.registry" in loaded
    assert not {"numpy", "scipy", "sklearn", "keras", "click"} & set(loaded)
    assert not [name for name in loaded if name.startswith("keras_gencmp.metrics.f")]


def test_names_and_columns_are_those_of_one_metric_each():
    every = [column for row in METRICS.values() for column in row.columns]
    names = [column.name for column in every]
    assert len(set(names)) == len(names)
    assert len({column.title for column in every}) == len(every)
    assert len({row.path for row in METRICS.values()}) == len(METRICS)
    assert {column.better for column in every} <= set(ARROWS)


@pytest.mark.parametrize("name", METRICS)
def test_a_row_says_what_the_metric_is(name):
    row = METRICS[name]
    assert row.summary and row.columns and set(row.needs) <= set(NEEDS)
    assert not row.summary.endswith(".")


def test_the_list_names_every_metric_with_its_columns_and_needs():
    words = listing()
    for name, row in METRICS.items():
        assert f"\n{name} " in f"\n{words}"
        assert all(column.head in words for column in row.columns)
    assert all(f"\n{need}" in words for need in NEEDS)
    assert max(map(len, words.splitlines())) <= 80


def names(metrics) -> list[str]:
    return [metric.name for metric in metrics]


def test_metrics_are_named_in_any_order_and_come_in_that_of_the_registry():
    assert names(selection.chosen(["kid", "fid", "kid"])) == ["fid", "kid"]


def test_the_usual_metrics_are_those_that_are_not_on_request():
    usual = set(names(selection.default(runs=True)))
    assert {"fid", "nll"} <= usual and not {"vendi", "ais"} & usual
    assert usual == {name for name, row in METRICS.items() if row.default}
    assert usual - set(names(selection.default(runs=False))) == {"cas"}


def test_an_unknown_metric_is_answered_with_the_nearest_name():
    with pytest.raises(UserError, match="unknown metric 'fdi': did you mean 'fid'"):
        selection.chosen(["fdi"])


def test_metrics_of_files_and_modules_come_last_under_the_name_of_their_function():
    found = selection.chosen(["mine.py:own", "kid", "my_package.module:mmd"])
    assert names(found) == ["kid", "own", "mmd"]
    assert [metric.external for metric in found] == [False, True, True]
    assert found[1].path == "mine.py:own" and found[1].columns == ()


@pytest.mark.parametrize(
    "asked", [["mine.py:fid"], ["mine.py:recall"], ["one.py:own", "two.py:own"]]
)
def test_two_metrics_of_one_name_are_refused(asked):
    with pytest.raises(UserError, match="has the name of another metric: rename the function"):
        selection.chosen(asked)


def test_installed_packages_add_metrics(monkeypatch):
    points = [EntryPoint("own", "my_package.module:own", "keras_gencmp.metric")]
    monkeypatch.setattr(registries, "entry_points", lambda group: points)
    monkeypatch.delitem(METRICS.__dict__, "_rows", raising=False)
    assert names(selection.chosen(["own", "fid"])) == ["fid", "own"]
    assert METRICS["own"].external and METRICS["own"].path == "my_package.module:own"
    assert "own             from my_package.module:own" in listing()
    monkeypatch.undo()
    METRICS.__dict__.pop("_rows", None)
