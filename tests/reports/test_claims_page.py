"""The page of the claims: its two kinds of tables, from results as they are kept."""

from keras_gencmp.reports import claims_page


def expectation(**changes):
    known = {
        "says": "a is larger",
        "measure": "fid",
        "first": ["a"],
        "second": ["b", "c"],
        "kind": "difference",
        "refuted": "an interval below 1",
    }
    return known | changes


def decision(verdict, **changes):
    known = {
        "says": "a is larger",
        "verdict": verdict,
        "effect": 2.0,
        "low": 1.0,
        "high": 3.0,
        "p": 0.01,
        "needed": 0,
        "note": "",
        "by_model": {"a": [4.0, 6.0], "b": [2.0, 4.0], "c": [3.0]},
    }
    return known | changes


def claim(tests, decisions, **changes):
    known = {
        "name": "K1",
        "claim": "A claim",
        "reports": ["A"],
        "verdict": "supported in part",
        "models": ["a", "b", "c"],
        "budget": "steps=5",
        "seeds": 3,
        "data": "blobs",
        "remark": "",
        "command": "gencmp study K1",
        "tests": tests,
        "decisions": decisions,
    }
    return known | changes


def lines(tmp_path, *claims):
    page = tmp_path / "claims.md"
    assert claims_page.write(claims, tmp_path / "figures", page) == [page]
    return page.read_text().splitlines()


def test_the_first_table_counts_the_tests_of_a_claim_by_their_verdicts(tmp_path):
    verdicts = ["not decided", "refuted", "supported", "refuted"]
    text = lines(tmp_path, claim([expectation()] * 4, [decision(each) for each in verdicts]))
    tests = "1 supported, 2 refuted, 1 not decided"
    assert f"| K1. A claim | A | supported in part | {tests} |" in text


def test_a_row_of_a_claim_shows_what_is_compared_the_effect_and_what_would_decide(tmp_path):
    rows = (
        (expectation(), decision("supported")),
        (expectation(second=[]), decision("refuted", p=None)),
        (expectation(kind="spread"), decision("not decided", needed=9)),
        (
            expectation(measure="kid"),
            decision("not decided", effect=None, low=None, by_model={"a": []}, note="few"),
        ),
    )
    text = lines(tmp_path, claim(*zip(*rows, strict=True)))
    start = "| a is larger |"
    assert f"{start} 5 against 3 | 2 (1 to 3) | 0.01 | supported | an interval below 1 |" in text
    assert f"{start} 5 | 2 (1 to 3) | — | refuted | an interval below 1 |" in text
    needed = "not decided; about 9 seeds would decide"
    assert f"{start} — | 2 (1 to 3) | 0.01 | {needed} | an interval below 1 |" in text
    unknown = f"{start} — against — | — | 0.01 | not decided (few) | an interval below 1 |"
    assert unknown in text
    assert "- fid, a: 4, 6" in text


def test_a_theorem_has_decisions_without_tests(tmp_path):
    text = lines(tmp_path, claim([], [decision("supported", by_model={})], models=[]))
    assert "| a is larger | — | 2 (1 to 3) | 0.01 | supported |  |" in text
