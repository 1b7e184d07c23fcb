"""What the reports show and print: the TOML files, against the names that exist."""

import re

import pytest

from keras_gencmp.cli.reproduce import reproduce
from keras_gencmp.inspection.run_figures import FIGURES as RUN_FIGURES
from keras_gencmp.recipes import recipe
from keras_gencmp.reports import contents, pictures
from keras_gencmp.theory import all_figures

REPORTS = {letter: contents.read(letter) for letter in contents.letters()}
FIGURES = {"A": 7, "B": 9, "C": 4, "D": 14, "E": 11}  # how many figures each report numbers
KINDS = {row.name for row in RUN_FIGURES} | {pictures.LAYERS, pictures.BETWEEN, "data"}
THEORY = {name for names in all_figures.GROUPS.values() for name in names}
PARTS = ("figure", "setting", "layers", "losses")


def test_the_command_knows_every_report():
    (argument,) = [each for each in reproduce.params if each.name == "report"]
    assert list(argument.type.choices) == list(REPORTS) == list(FIGURES)


@pytest.mark.parametrize("letter", REPORTS)
def test_a_report_has_a_title_and_authors(letter):
    assert REPORTS[letter]["title"].startswith(f"Report {letter}: ")
    recipes = " ".join(contents.names_of(REPORTS[letter]))
    families = [name.split()[-1].lower() for name in REPORTS[letter]["authors"].split(", ")]
    # All models of report D are those of papers, whose names their recipes have.
    assert letter == "D" or any(f"-{family}" in recipes for family in families)


@pytest.mark.parametrize("letter", REPORTS)
def test_every_numbered_figure_of_a_report_is_there(letter):
    mentioned = set()
    for figure in REPORTS[letter]["figure"]:
        ends = [int(number) for number in re.findall(r"\d+", figure["number"])]
        if figure["number"].startswith("Figure"):
            spans = " to " in figure["number"]
            mentioned |= set(range(ends[0], ends[-1] + 1)) if spans else set(ends)
    assert mentioned == set(range(1, FIGURES[letter] + 1))


@pytest.mark.parametrize("letter", REPORTS)
def test_nothing_of_a_report_is_shown_twice(letter):
    headings = [row["number"] for part in PARTS for row in REPORTS[letter].get(part, ())]
    assert len(headings) == len(set(headings))


@pytest.mark.parametrize("letter", REPORTS)
def test_a_report_names_recipes_and_pictures_that_exist(letter):
    report = REPORTS[letter]
    assert set(contents.names_of(report)) <= set(recipe.names())
    assert set(report.get("left_out", ())) <= set(contents.names_of(report))
    for figure in report["figure"]:
        assert figure["report"] and figure["note"] and figure["draw"]
        for kind, name in contents.drawings(figure):
            assert name in THEORY if kind == "theory" else kind in KINDS


@pytest.mark.parametrize("letter", REPORTS)
def test_every_printed_table_of_hyperparameters_has_all_its_lines(letter):
    printed = {"A": {"Epochs", "Optimizer", "Learning rate", "Loss", "Batch size"}}
    for row in REPORTS[letter]["setting"]:
        if row["number"].startswith("Table"):
            assert printed[letter] <= {line["name"] for line in row["lines"]}


def test_report_b_shows_its_own_network_first_and_ours_second():
    drawn = [text for figure in REPORTS["B"]["figure"] for text in figure["draw"]]
    for kind in ("curves", "samples-by-epoch"):
        assert drawn.index(f"{kind} dcgan-bhadra") < drawn.index(f"{kind} dcgan")
