"""The numbers that a report prints, beside ours: never a text of ours in the report's column."""

import tomllib
from collections.abc import Mapping
from typing import Any

import pytest

from keras_gencmp.recipes import recipe
from keras_gencmp.recipes.recipe import Recipe
from keras_gencmp.reports import comparison, reproduction
from keras_gencmp.runs.run import Run

ROWS = [
    (letter, row)
    for letter in reproduction.letters()
    for row in tomllib.loads((reproduction.FOLDER / f"{letter}.toml").read_text())["setting"]
]
IDS = [f"{letter} {row['recipe']} {row['number']}" for letter, row in ROWS]


def row_of(*lines, **more):
    return {"number": "1", "recipe": "dcgan", "lines": list(lines), **more}


def test_a_different_setting_is_named_and_an_equal_one_is_not():
    plan = recipe.load("dcgan")
    row = row_of(
        {"name": "Epochs", "printed": "100", "key": "schedule.epochs"},
        {"name": "noise", "printed": "100", "key": "latent"},
    )
    part = comparison.settings(row, plan)
    assert "schedule.epochs" in part.note and "latent" not in part.note
    assert ("Epochs", "100", "20") in part.tables[0].rows


def test_a_setting_that_the_report_does_not_print_is_a_dash_and_no_difference():
    row = row_of({"name": "width", "printed": "", "key": "networks.generator.width"})
    part = comparison.settings(row, recipe.load("dcgan"))
    assert part.tables[0].rows == [("width", "—", "24")]  # a default of the network
    assert "what the report prints" in part.note and "same" not in part.note


def test_a_setting_of_the_run_alone_is_told_from_one_of_the_recipe():
    plan = recipe.override(recipe.load("dcgan"), {"schedule.epochs": 3})
    epochs = {"name": "Epochs", "printed": "20", "key": "schedule.epochs"}
    noise = {"name": "noise", "printed": "50", "key": "latent"}
    assert comparison.note(row_of(epochs), plan) == "Set for this page: schedule.epochs."
    assert comparison.note(row_of(epochs, noise), plan) == (
        "Ours differs in latent. The header of the recipe (dcgan) says why. "
        "Set for this page: schedule.epochs."
    )


def unexplained(row: Mapping[str, Any], plan: Recipe) -> list[str]:
    """The different keys for which the page refers to a header that does not mention them.

    A header mentions a key by its name, and by the printed value where that is a number.
    """
    if "why" in row:
        return []
    header, different = letters_of(header_of(plan.name)), comparison.differing(row, plan)
    return [
        line["key"]
        for line in row["lines"]
        if line["key"] in different
        and not (words_of(line["key"]) in header and ("means" in line or line["printed"] in header))
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
    values = comparison.values_of(recipe.load(row["recipe"]))
    for line in row["lines"]:
        ours = comparison.value_at(values, line["key"])  # a key that exists
        if "means" not in line and line["printed"]:
            float(line["printed"])
        names = isinstance(ours, str) and ("." in ours or "_" in ours)
        assert not (names and line["printed"] == ours)
        assert "gencmp" not in line["printed"] and "networks." not in line["printed"]


def test_printed_losses_are_our_nats_over_the_pixels(tmp_path):
    run = Run(tmp_path)
    run.recipe_file.write_text(recipe.load("vae-bhadra").to_json())
    run.history_file.write_text(
        "epoch,reconstruction,kl,val_reconstruction,val_kl\n2,150.0,6.0,149.0,6.5\n"
    )
    row = {"number": "", "recipe": "", "note": "", "epochs": [2, 7]}
    row |= {"training": [0.1924, 0.1823], "validation": [0.1907, 0.1827]}
    first, last = comparison.printed_losses(row, run).tables[0].rows
    beta = recipe.load("vae-bhadra").model.options["beta"]
    assert first[3] == f"{(150 + beta * 6) / 784:.4f}"
    assert first[4] == f"{(149 + beta * 6.5) / 784:.4f}"
    assert last[3:] == ("not reached", "not reached")


def test_a_first_look_reaches_no_epoch_of_the_report(tmp_path):
    run = Run(tmp_path)
    short = recipe.override(recipe.load("vae-bhadra"), {"schedule.epoch_steps": 60})
    run.recipe_file.write_text(short.to_json())
    run.history_file.write_text("epoch,reconstruction,kl\n2,150.0,6.0\n")
    row = {"number": "", "note": "", "epochs": [2], "training": [0.2], "validation": [0.2]}
    (line,) = comparison.printed_losses(row, run).tables[0].rows
    assert line[3:] == ("not reached", "not reached")


def test_the_epochs_of_a_first_look_are_steps():
    plan = recipe.override(recipe.load("dcgan"), {"schedule.epochs": 5, "schedule.epoch_steps": 60})
    row = row_of({"name": "Epochs", "printed": "20", "key": "schedule.epochs"})
    ((_, theirs, ours),) = comparison.settings(row, plan).tables[0].rows
    assert theirs == "20" and ours.startswith("300 steps")
