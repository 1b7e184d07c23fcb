"""The page of the claims: its two kinds of tables, from results as they are kept."""

from keras_gencmp.reports import claims_page

TRAINING = {
    "model": "a",
    "budget": "steps=5",
    "steps": 5.0,
    "epochs": 0.5,
    "flops": 2e9,
    "seconds": None,
    "kid": 3.25,
    "kid_before": 4.0,
}


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
        "protocol": "Protocol 12345678: judge blobs.",
        "trainings": [TRAINING],
        "real": {"fid": 1.5},
        "beside": {"recall": {"b": [0.25, 0.5]}},
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
    assert f"{start} — | 2 (1 to 3) log ratio | 0.01 | {needed} | an interval below 1 |" in text
    rows = [(expectation(), decision("not decided", needed=999))]
    many = "\n".join(lines(tmp_path, claim(*zip(*rows, strict=True))))
    assert "not decided; more than 999 seeds would decide" in many
    unknown = f"{start} — against — | — | 0.01 | not decided (few) | an interval below 1 |"
    assert unknown in text
    assert {"- fid, a: 4, 6", "- recall, b: 0.25, 0.5", "- fid, real images: 1.5"} <= set(text)
    assert "- Protocol 12345678: judge blobs. " in "".join(text)


def test_numbers_stand_with_the_unit_of_their_measure_or_of_the_kind_of_test(tmp_path):
    kinds = [{}, {"kind": "spread"}, {"kind": "share"}, {"measure": "kid"}]
    tests = [expectation(**each) for each in kinds]
    units = {"fid": "nats", "recall": "of all"}
    found = claim(tests, [decision("supported")] * len(tests), units=units)
    text = "\n".join(lines(tmp_path, found))
    assert "| 5 against 3 nats | 2 (1 to 3) nats |" in text
    assert "| — | 2 (1 to 3) log ratio |" in text
    assert "| 5 against 3 of the runs | 2 (1 to 3) of the runs |" in text
    assert "| 5 against 3 | 2 (1 to 3) |" in text
    assert "- fid, a: 4, 6 nats\n" in text and "- kid, a: 4, 6\n" in text
    assert "- recall, b: 0.25, 0.5 of all\n" in text
    assert "- fid, real images: 1.5 nats\n" in text


def test_points_are_hundredths_of_a_share(tmp_path):
    gain = decision("refuted", effect=-0.009364, low=-0.01635, high=-0.002376, by_model={})
    text = lines(tmp_path, claim([], [gain], units={"": claims_page.POINTS}, trainings=[]))
    assert any("| — | -0.9364 (-1.635 to -0.2376) points |" in line for line in text)


def test_each_protocol_names_the_claims_that_it_is_of(tmp_path):
    rest = [expectation()], [decision("supported")]
    other = claim(*rest, name="K2", protocol="Protocol 12345678: of fid.")
    text = "\n".join(lines(tmp_path, claim(*rest), other, claim(*rest, name="K3")))
    assert "- Protocol 12345678: judge blobs. It is that of K1, K3. Scores of other" in text
    assert "- Protocol 12345678: of fid. It is that of K2. Scores of other" in text


def test_trainings_that_claims_share_stand_once_on_the_page(tmp_path):
    both = [claim([expectation()], [decision("supported")], name=name) for name in ("K1", "K2")]
    text = lines(tmp_path, *both)
    assert text.count("| steps=5 | a | 2e+09 | 5 | 0.5 | — | 3.25 | 4 |") == 1


def test_a_theorem_has_decisions_without_tests(tmp_path):
    text = lines(tmp_path, claim([], [decision("supported", by_model={})], models=[], trainings=[]))
    assert "| a is larger | — | 2 (1 to 3) | 0.01 | supported |  |" in text
