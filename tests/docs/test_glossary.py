"""The glossary of scores: every metric of the registry, each with all that a reader needs."""

import re

import pytest
from documentation import ROOT

from keras_gencmp.evaluation.baselines import BASELINES
from keras_gencmp.metrics.registry import METRICS

TEXT = (ROOT / "docs" / "scores.md").read_text(encoding="utf-8")
ENTRIES = {
    part.partition("\n")[0].strip(): part.partition("\n")[2].split("\n## ")[0]
    for part in TEXT.split("\n### ")[1:]
}
FIELDS = ("Range", "Rewards", "Fooled by", "Paper")


def test_the_entries_are_the_metrics_of_the_registry():
    assert set(ENTRIES) == set(METRICS)


@pytest.mark.parametrize("name", METRICS)
def test_an_entry_says_what_a_score_is_in_a_few_sentences(name):
    text = ENTRIES[name].partition("\n- **")[0].strip()
    label, _, sentences = " ".join(text.split()).partition(". ")
    for column in METRICS[name].columns:
        assert column.head in f"{label}.".replace("\\|", "|"), column.head
    count = len(re.findall(r"[.!?](?= [A-Z]|$)", f"{label}. {sentences}"))
    assert 3 <= count <= 4, count


@pytest.mark.parametrize("name", METRICS)
def test_an_entry_has_range_reward_weakness_and_paper(name):
    found = re.findall(r"^- \*\*(.+?):\*\* (\S.*)$", ENTRIES[name], re.M)
    assert tuple(field for field, _ in found) == FIELDS


def test_every_baseline_is_explained():
    for name in BASELINES:
        assert f"| {name} |" in TEXT, name
