"""Type hints as checks of plain data."""

from typing import Annotated, Any, Literal, TypedDict

import pytest

from keras_gencmp.recipes.hints import Pattern, Range, description, problem
from keras_gencmp.recipes.validation import RecipeError, check_value

Small = Annotated[int, Range(ge=1, le=9)]


class Facts(TypedDict):
    """A file's table: one key is needed, and its values have a range."""

    seed: Small


@pytest.mark.parametrize(
    ("hint", "good", "bad"),
    [
        (int, [3], [True, 3.0, "3"]),
        (float, [3, 0.5], [True, "3"]),
        (bool, [True], [1, "true"]),
        (str | float, ["he", 0.02, 1], [False, [1]]),
        (int | None, [3, None], [0.5, "none"]),
        (list[int], [[3], (3, 4), []], ["3", ["3"], [3, True], 3]),
        (dict[str, float], [{}, {"a": 1}], [{"a": "1"}, {1: 1}, []]),
        (Literal[1, 3], [1, 3], [True, 2, "1"]),
        (Small, [1, 9], [0, 10, 1.5, True]),
        (Small | None, [1, None], [0, "1"]),
        (Annotated[float, Range(gt=0, lt=1)], [0.5], [0, 1, -1, float("nan")]),
        (Annotated[str, Pattern("a+", "of a's")], ["aa"], ["", "ab", "aa\n", 1]),
        (Facts, [{"seed": 1}, {"seed": 1, "later": 2}], [{}, {"seed": 0}, [], "seed"]),
        (dict[str, Facts], [{"a": {"seed": 1}}], [{"a": {}}, {"a": 1}]),
        (Any, [1, "a", None, {}], []),
        (type[int], ["not ours to say"], []),
    ],
)
def test_values_are_of_the_kind_that_their_hint_says(hint, good, bad):
    for value in good:
        check_value(hint, value, "width")
    for value in bad:
        with pytest.raises(RecipeError, match="width"):
            check_value(hint, value, "width")


@pytest.mark.parametrize(
    ("hint", "words"),
    [
        (Small, "a whole number of at least 1 and at most 9"),
        (Annotated[float, Range(ge=0, lt=1)] | None, "a number of at least 0 and below 1"),
        (Annotated[float, Range(gt=0)], "a number above 0"),
        (str | float, "a text or a number"),
        (Literal["a", "b"], "one of a, b"),
        (list[int] | None, "a list"),
        (Facts, "a table"),
    ],
)
def test_a_hint_is_described_in_words(hint, words):
    assert description(hint) == words


@pytest.mark.parametrize(
    ("hint", "value", "words"),
    [
        (list[int], [1, "2"], "facts[1] must be a whole number, not '2'"),
        (dict[str, Facts], {"a": {"seed": 0}}, "facts.a.seed must be a whole number of at least 1"),
        (Facts, {}, "facts lacks seed"),
    ],
)
def test_the_sentence_names_the_value_that_is_wrong(hint, value, words):
    assert problem(hint, value, "facts").startswith(words)


def test_a_long_value_is_cut():
    assert len(problem(int, "x" * 10_000, "facts")) < 100
