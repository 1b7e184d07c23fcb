"""The declared claims, and the decisions that intervals allow."""

import math

import pytest
from scipy import stats

from keras_gencmp.errors import UserError
from keras_gencmp.metrics import selection
from keras_gencmp.study.claims import claim as claims
from keras_gencmp.study.claims import special
from keras_gencmp.study.claims.claim import Expectation
from keras_gencmp.study.claims.decision import (
    IN_PART,
    MIXED,
    OPEN,
    REFUTED,
    SUPPORTED,
    decision,
    effect,
    of_all_runs,
    overall,
    seeds_needed,
)
from keras_gencmp.study.claims.measures import COSTS_TO, MEASURES
from keras_gencmp.study.claims.stopping_rule import saturation
from keras_gencmp.study.compare.variants import models
from keras_gencmp.study.costs.budget import parse


def test_the_thirteen_claims_are_declared_in_order():
    assert claims.names() == [f"K{number}" for number in range(1, 14)]
    with pytest.raises(UserError, match="unknown claim 'K14': did you mean 'K4"):
        claims.load("K14")


@pytest.mark.parametrize("name", claims.names())
def test_a_claim_says_what_it_needs_to_be_decided(name):
    claim = claims.load(name)
    assert claim.claim and set(claim.reports) <= set("ABCDE")
    if claim.special:
        assert claim.special in special.SPECIAL and not claim.models
        return
    assert claim.seeds >= 3 and parse(claim.budget) and claim.tests
    labels = {model.label for model in models(claim.models)}
    columns = selection.columns(selection.chosen(claim.metrics))
    for test in claim.tests:
        assert {*test.first, *test.second} <= labels
        assert test.measure in MEASURES or test.measure in columns
        assert all(name in MEASURES or name in columns for name in claim.shows)
        assert test.says and test.refuted and test.matters > 0
        assert bool(test.second) == (test.kind in ("difference", "share", "spread"))


def test_a_key_of_a_claim_is_checked():
    with pytest.raises(UserError, match="did you mean 'measure'"):
        claims.parse({"claim": "x", "test": [{"says": "a", "mesure": "b"}]}, "K1")


def expectation(**changes):
    given = {"says": "a is larger", "measure": "fid", "first": ("a",), "second": ("b",)}
    return Expectation(**given | {"matters": 1.0, "refuted": "no"} | changes)


def decided(one, other=None, **changes):
    test = expectation(**changes)
    measured = {"a": one} | ({"b": other} if other is not None else {})
    return decision(test, effect(test, measured), measured)


def test_a_difference_is_supported_refuted_or_left_open_by_its_interval():
    assert decided([5.0, 5.1, 4.9], [1.0, 1.1, 0.9]).verdict == SUPPORTED
    assert decided([1.0, 1.1, 0.9], [1.0, 1.1, 0.9]).verdict == REFUTED  # a point would matter
    assert decided([1.0, 1.1, 0.9], [5.0, 5.1, 4.9]).verdict == REFUTED
    wide = decided([1.0, 5.0, 9.0], [0.0, 4.0, 5.0])
    assert wide.verdict == OPEN and 3 < wide.needed < 1000
    # Surely above 0, and yet perhaps smaller than what matters.
    assert decided([1.9, 2.0, 2.1], [1.1, 1.2, 1.0]).verdict == OPEN
    assert decided([2.2, 2.3, 2.4], [1.1, 1.2, 1.0]).verdict == OPEN


def test_fewer_than_three_values_decide_nothing():
    few = decided([5.0, 5.1], [1.0, 1.1, 0.9])
    assert few.verdict == OPEN and few.effect is None and few.needed == 0
    assert few.note.startswith("each model needs 3 values, a has 2: more seeds, or a longer budget")


def test_a_target_is_reached_where_the_whole_interval_is_near_it():
    kind = {"second": (), "kind": "target", "target": -1.386, "matters": 0.1}
    assert decided([-1.38, -1.39, -1.40], **kind).verdict == SUPPORTED
    assert decided([-0.5, -0.51, -0.49], **kind).verdict == REFUTED
    assert decided([-1.3, -1.2, -1.4], **kind).verdict == OPEN


def test_below_is_decided_by_the_end_of_the_interval():
    kind = {"second": (), "kind": "below", "matters": 0.5}
    assert decided([0.1, 0.12, 0.09], **kind).verdict == SUPPORTED
    assert decided([0.9, 0.92, 0.89], **kind).verdict == REFUTED
    assert decided([0.1, 0.5, 0.9], **kind).verdict == OPEN


def test_a_spread_and_a_share_are_decided_like_a_difference():
    wide, narrow = [1.0, 9.0, 5.0, 2.0, 8.0], [5.0, 5.1, 4.9, 5.05, 4.95]
    assert decided(wide, narrow, kind="spread", matters=0.4).verdict == SUPPORTED
    assert decided(narrow, wide, kind="spread", matters=0.4).verdict == REFUTED
    never, always = [0.0] * 10, [1.0] * 10
    assert decided(always, never, kind="share", matters=0.3).verdict == SUPPORTED
    assert decided(never, never, kind="share", matters=0.4).verdict == REFUTED
    few = decided(never[:5], never[:5], kind="share", matters=0.3)
    assert few.verdict == OPEN and few.needed > 5


def test_equal_values_decide_nothing_but_shares():
    found = decided([2.0] * 5, [0.0] * 5)
    assert found.verdict == OPEN and found.low is None and "the same in every seed" in found.note


def test_the_intervals_of_several_tests_hold_together():
    test, measured = expectation(), {"a": [1.9, 2.0, 2.1], "b": [0.1, 0.2, 0.0]}
    alone, one_of_two = effect(test, measured), effect(test, measured, 2)
    ratio = stats.t.ppf(0.9875, 4) / stats.t.ppf(0.975, 4)
    assert one_of_two.high - one_of_two.low == pytest.approx(ratio * (alone.high - alone.low))


def test_a_claim_has_the_verdict_of_all_its_tests_or_is_mixed_or_in_part():
    assert overall([SUPPORTED] * 2) == SUPPORTED and overall([REFUTED] * 2) == REFUTED
    assert overall([OPEN] * 2) == OPEN and overall([REFUTED, OPEN]) == REFUTED + IN_PART
    assert overall([SUPPORTED, OPEN]) == SUPPORTED + IN_PART
    assert overall([SUPPORTED, REFUTED]) == overall([SUPPORTED, REFUTED, OPEN]) == MIXED


def test_more_seeds_are_needed_the_wider_the_interval():
    test = expectation()
    narrow = effect(test, {"a": [2.0, 2.5, 3.0], "b": [1.0, 1.2, 1.4]})
    wide = narrow._replace(low=narrow.low - 3, high=narrow.high + 3)
    assert seeds_needed(test, wide, 3) > seeds_needed(test, narrow, 3) > 3


def test_theory_needs_no_training(tmp_path):
    kl, js = special.theory(tmp_path)
    assert kl.verdict == js.verdict == SUPPORTED
    assert js.effect == pytest.approx(math.log(2), abs=1e-3)


def test_augmentation_is_open_before_it_is_measured(tmp_path):
    (found,) = special.augmentation(tmp_path)
    assert found.verdict == OPEN and "gencmp augment" in found.note


@pytest.mark.parametrize(
    ("values", "index"),
    [
        ([5, 4, 3, 3, 3, 3, 2], 4),  # two values without a gain
        ([5, 4, 3, 2, 1], None),
        ([5, 4, 3.99, 3.98, 3.5, 1], 3),  # gains of less than 1 %
        ([-100, -120, -120, -121, -120, -150], 3),
        ([100, 99.1, 98.2, 97.4, 96.6, 95.8], None),  # two small falls are a gain
        ([100, 99.1, 99.05, 98.2], 2),
        ([1, math.nan, math.nan], None),  # which is no sign that it has saturated
        ([math.nan, 2, 2, 2], None),
        ([3, 3, 3, math.nan], 2),
    ],
)
def test_a_stopping_rule_stops_after_two_values_without_a_gain(values, index):
    assert saturation(values) == index


def test_a_gain_of_augmentation_is_decided_by_its_whole_interval():
    gain = {"arm": "real + 1 x gan", "base": "real", "labels": 10, "p": 0.001, "seeds": 5}

    def verdict(low, value, high, tests=1, **others):
        found = gain | others | {"low": low, "value": value, "high": high}
        return special._of_gain(found, tests).verdict

    assert verdict(0.012, 0.02, 0.028) == SUPPORTED
    assert verdict(0.002, 0.02, 0.038) == OPEN  # above 0, and perhaps less than a point
    assert verdict(0.012, 0.02, 0.028, tests=3) == OPEN
    assert verdict(-0.01, 0.0, 0.009) == REFUTED
    assert verdict(0.012, 0.02, 0.028, tests=3, freedom=1000.0) == SUPPORTED
    assert verdict(0.0, 0.0, 0.0) == OPEN and verdict(0.012, 0.02, 0.028, seeds=2) == OPEN


def test_runs_without_a_value_are_said_and_those_that_did_not_get_there_decide_nothing():
    found = decided([5.0, 5.1, 4.9], [1.0, 1.1, 0.9])
    assert of_all_runs(expectation(), found, {"a": 3, "b": 3}) == found
    some = of_all_runs(expectation(), found, {"a": 3, "b": 5})
    assert some.verdict == SUPPORTED
    assert some.note == "2 of 5 runs of b have no value and are left out"
    cost = of_all_runs(expectation(measure="FLOPs to KID 17"), found, {"a": 4, "b": 3})
    assert cost.verdict == OPEN and cost.note.startswith("1 of 4 runs of a did not get there")
    wide = decided([1.0, 5.0, 9.0], [0.0, 4.0, 5.0])
    assert "1 of 4 runs of a" in of_all_runs(expectation(), wide, {"a": 4, "b": 3}).note
    assert {name for name in MEASURES if name.startswith("FLOPs to")} == set(COSTS_TO)
