"""A number that changes gets another version: the scores of fixed arrays, pinned by version.

Where a test fails because a number was meant to change, raise the metric's version in the registry
and write ``PYTHONPATH=tests python tests/metrics/test_metric_versions.py``, which pins the numbers
anew.
"""

import json
import sys
from pathlib import Path

import pytest
from metric_arrays import PURE, asked, columns

from keras_gencmp.metrics.registry import METRICS

PINNED = Path(__file__).parent / "pinned_scores.json"


def scored(name: str) -> dict[str, list[float | None]]:
    """Value and ends of the interval by column, of the fixed arrays of the registry's tests."""
    found = columns(name, METRICS.load(name)(**asked(name)))
    return {column: [each.value, each.low, each.high] for column, each in found.items()}


def agree(found: list[float | None], kept: list[float | None]) -> bool:
    """Whether numbers are equal but for the last digits, which differ between processors."""
    return all(
        one is other
        if one is None or other is None
        else one == pytest.approx(other, rel=1e-4, abs=1e-9)
        for one, other in zip(found, kept, strict=True)
    )


def pinned() -> dict[str, dict[str, object]]:
    return json.loads(PINNED.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", PURE)
def test_a_number_that_changes_has_another_version(name):
    kept, scores = pinned()[name], scored(name)
    version = METRICS[name].version
    assert version >= kept["version"] > 0, "a version is never lowered"
    same = list(scores) == list(kept["scores"]) and all(
        agree(scores[column], kept["scores"][column]) for column in scores
    )
    if version == kept["version"]:
        assert same, f"the numbers of {name} have changed: raise its version and pin them anew"
    else:
        pytest.fail(f"{name} has version {version}: pin its numbers anew")


def test_every_metric_of_arrays_is_pinned_and_no_other():
    assert list(pinned()) == PURE


def test_every_metric_of_the_package_has_a_version():
    assert all(row.version >= 1 for row in METRICS.values() if not row.external)


def main() -> None:
    rows = {name: {"version": METRICS[name].version, "scores": scored(name)} for name in PURE}
    PINNED.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
