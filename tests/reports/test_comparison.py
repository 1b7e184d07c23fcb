"""The numbers that a report prints, beside ours: never a text of ours in the report's column."""

from collections.abc import Mapping
from typing import Any

import pytest
from small import images

from keras_gencmp.data import Splits
from keras_gencmp.recipes import recipe
from keras_gencmp.recipes.recipe import Recipe
from keras_gencmp.reports import comparison, contents

SPLITS = Splits(images(20), images(5), images(30), tuple("0123456789"), "0", "digits")
ROWS = [(letter, row) for letter in contents.letters() for row in contents.read(letter)["setting"]]
IDS = [f"{letter} {row['recipe']} {row['number']}" for letter, row in ROWS]


def row_of(*lines, **more):
    return {"number": "1", "recipe": "dcgan", "lines": list(lines), **more}


def test_a_different_setting_is_named_and_an_equal_one_is_not():
    plan = recipe.load("dcgan")
    row = row_of(
        {"name": "Epochs", "printed": "100", "key": "schedule.epochs"},
        {"name": "noise", "printed": "100", "key": "latent"},
    )
    part = comparison.settings(row, plan, SPLITS)
    assert "Ours differs in: Epochs. " in part.note
    assert ("Epochs", "100", "20") in part.tables[0].rows


def test_a_setting_that_the_report_does_not_print_is_a_dash_and_no_difference():
    row = row_of({"name": "width", "printed": "", "key": "networks.generator.width"})
    part = comparison.settings(row, recipe.load("dcgan"), SPLITS)
    assert part.tables[0].rows == [("width", "—", "24")]  # a default of the network
    assert part.note == "It prints none of these: ours are the recipe's."
    noise = {"name": "noise", "printed": "100", "key": "latent"}
    part = comparison.settings(row_of(*row["lines"], noise), recipe.load("dcgan"), SPLITS)
    assert part.note == "We run what the report prints."


def test_a_setting_of_the_run_alone_is_told_from_one_of_the_recipe():
    plan = recipe.override(recipe.load("dcgan"), {"schedule.epochs": 3})
    epochs = {"name": "Epochs", "printed": "20", "key": "schedule.epochs"}
    noise = {"name": "noise", "printed": "50", "key": "latent"}
    set_here = "Set for this page: Epochs (the recipe has 20)."
    assert comparison.note(row_of(epochs), plan, SPLITS) == set_here
    assert comparison.note(row_of(epochs, noise), plan, SPLITS) == (
        f"Ours differs in: noise. The recipe says why: gencmp recipes dcgan. {set_here}"
    )


def test_what_a_user_sets_is_not_explained_by_the_recipe():
    """Epochs of the user are not "fewer, to save hours", even if the recipe's own differ too."""
    plan = recipe.override(recipe.load("gan"), {"schedule.epochs": 200})
    epochs = {"name": "Epochs", "printed": "100", "key": "schedule.epochs"}
    text = comparison.note(row_of(epochs, why="Ours are fewer."), plan, SPLITS)
    assert text == "Set for this page: Epochs (the recipe has 50)."
    usual = comparison.note(row_of(epochs, why="Ours are fewer."), recipe.load("gan"), SPLITS)
    assert usual == "Ours differs in: Epochs. Ours are fewer."


def test_what_the_report_does_not_print_is_named_too_where_it_is_set_for_the_page():
    plan = recipe.override(recipe.load("gan"), {"schedule.epochs": 4, "schedule.epoch_steps": 9})
    epochs = {"name": "epochs", "printed": "", "key": "schedule.epochs"}
    noise = {"name": "noise", "printed": "100", "key": "latent"}
    set_here = "Set for this page: epochs (the recipe has 50)."
    assert comparison.note(row_of(epochs, noise), plan, SPLITS) == (
        f"We run what the report prints. {set_here}"
    )
    assert comparison.note(row_of(epochs), plan, SPLITS) == (
        f"It prints none of these: ours are the recipe's. {set_here}"
    )


def test_a_line_with_a_reason_of_its_own_is_not_explained_by_that_of_the_others():
    """Of a training whose epochs are set, the reason for the recipe's epochs says nothing."""
    epochs = {"name": "Epochs", "printed": "100", "key": "schedule.epochs"}
    loss = {"name": "loss", "printed": "a", "key": "model.loss", "means": "minimax", "why": "Own."}
    row = row_of(epochs, loss, why="Fewer.")
    usual = recipe.load("dcgan")
    longer = recipe.override(usual, {"schedule.epochs": 200})
    assert comparison.note(row, usual, SPLITS) == "Ours differs in: Epochs; loss. Fewer. Own."
    assert comparison.note(row, longer, SPLITS) == (
        "Ours differs in: loss. Own. Set for this page: Epochs (the recipe has 20)."
    )


def test_the_remark_of_a_row_stands_last():
    epochs = {"name": "Epochs", "printed": "20", "key": "schedule.epochs"}
    plan = recipe.load("dcgan")
    text = comparison.note(row_of(epochs, remark="It is odd."), plan, SPLITS)
    assert text == "We run what the report prints. It is odd."


def test_whole_numbers_have_their_thousands_apart_and_switches_are_words():
    row = row_of(
        {"name": "images", "printed": "60000", "key": "splits.train"},
        {"name": "together", "printed": "", "key": "model.simultaneous"},
    )
    many = Splits(images(1200), images(5), images(30), tuple("0123456789"), "0", "digits")
    lines = comparison.settings(row, recipe.load("dcgan"), many).tables[0].rows
    assert [line[2] for line in lines] == ["1,200", "True"]


def test_numbers_of_images_and_defaults_of_models_are_settings_too():
    values = comparison.values_of(recipe.load("conv-vae"), SPLITS)
    assert values["splits"] == {"train": 20, "validation": 5, "test": 30}
    assert values["model"]["likelihood"] == "bernoulli" and values["model"]["samples"] == 1
    line = {"name": "images", "printed": "60,000", "key": "splits.train"}
    assert comparison.is_same(line, 60000) and not comparison.is_same(line, 55000)


def unexplained(row: Mapping[str, Any], plan: Recipe) -> list[str]:
    """The different keys for which the page refers to a header that does not mention them.

    A header mentions a key by its name, and by the printed value where that is a number.
    """
    if "why" in row:
        return []
    header = letters_of(header_of(plan.name))
    return [
        line["key"]
        for line in comparison.differing(row, plan, SPLITS)
        if not (words_of(line["key"]) in header and ("means" in line or line["printed"] in header))
    ]


def header_of(name: str) -> str:
    """The comment at the beginning of a recipe of the package, without its commands."""
    lines = (recipe.FOLDER / f"{name}.toml").read_text(encoding="utf-8").splitlines()
    end = next((index for index, line in enumerate(lines) if line[:1] != "#"), len(lines))
    return "\n".join(line[1:] for line in lines[:end] if not line.startswith("#   gencmp"))


def words_of(key: str) -> str:
    """The last part of a key as a header may write it: "batch" for schedule.batch_size."""
    return letters_of(key.rpartition(".")[2].removesuffix("_size"))


def letters_of(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())


@pytest.mark.parametrize(("letter", "row"), ROWS, ids=IDS)
def test_a_header_that_says_why_mentions_the_setting(letter, row):
    assert not unexplained(row, recipe.load(row["recipe"]))


def test_a_header_that_does_not_mention_a_setting_is_noticed():
    row = row_of({"name": "seed", "printed": "7", "key": "schedule.evaluate_every"})
    assert unexplained(row, recipe.load("dcgan")) == ["schedule.evaluate_every"]


@pytest.mark.parametrize(("letter", "row"), ROWS, ids=IDS)
def test_the_reports_column_holds_no_name_of_ours(letter, row):
    values = comparison.values_of(recipe.load(row["recipe"]), SPLITS)
    for line in row["lines"]:
        ours = comparison.value_at(values, line["key"])  # a key that exists
        if "means" not in line and line["printed"]:
            float(line["printed"].replace(",", ""))
        names = isinstance(ours, str) and ("." in ours or "_" in ours)
        assert not (names and line["printed"] == ours)
        assert "gencmp" not in line["printed"] and "networks." not in line["printed"]


def test_the_epochs_of_a_first_look_are_steps():
    plan = recipe.override(recipe.load("dcgan"), {"schedule.epochs": 5, "schedule.epoch_steps": 60})
    row = row_of({"name": "Epochs", "printed": "20", "key": "schedule.epochs"})
    ((_, theirs, ours),) = comparison.settings(row, plan, SPLITS).tables[0].rows
    assert theirs == "20" and ours.startswith("300 steps")
