"""Reproductions: what the reports' pages are made of."""

import re
import tomllib

import pytest
from small import built, narrow

from keras_gencmp.cli.reproduce import LETTERS
from keras_gencmp.inspection.run_figures import FIGURES as RUN_FIGURES
from keras_gencmp.recipes import recipe
from keras_gencmp.reports import comparison, reproduction

REPORTS = {
    letter: tomllib.loads((reproduction.FOLDER / f"{letter}.toml").read_text())
    for letter in reproduction.letters()
}
FIGURES = {"A": 7, "B": 9, "C": 4, "D": 14, "E": 11}  # how many figures each report numbers
KINDS = {row.name for row in RUN_FIGURES} | {"architecture", "data"}
THEORY = {
    "gaussian-divergence",
    "approach-to-data",
    "without-overlap",
    "monte-carlo",
    "optimal-discriminator",
    "value-function",
}


def test_the_command_knows_every_report():
    assert tuple(REPORTS) == LETTERS == tuple(FIGURES)


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
def test_a_report_names_recipes_and_pictures_that_exist(letter):
    report = REPORTS[letter]
    assert set(reproduction.recipes_of(report)) <= set(recipe.names())
    for figure in report["figure"]:
        assert figure["report"] and figure["note"]
        for kind, name in map(str.split, figure["draw"]):
            assert name in THEORY if kind == "theory" else kind in KINDS


@pytest.mark.parametrize("letter", REPORTS)
def test_the_settings_compared_are_keys_of_their_recipes(letter):
    for row in REPORTS[letter]["setting"]:
        plan = recipe.load(row["recipe"]).to_dict()
        for key in row["values"]:
            assert comparison.value_at(plan, key) is not None


def test_the_layers_of_a_model_are_a_table():
    table = reproduction.layers(built(narrow(recipe.load("vae"))), "vae")
    assert table.heads == ("network", "layer", "output", "weights")
    assert {row[0] for row in table.rows} == {"encoder", "decoder"}
    assert ("encoder", "InputLayer", "28 x 28 x 1", "0") in table.rows


def test_a_figure_of_the_theory_is_drawn_once(tmp_path, monkeypatch):
    written = []

    def write(folder):
        folder.mkdir()
        written.append(folder)
        (folder / "monte-carlo.png").touch()
        yield folder / "monte-carlo.png"

    monkeypatch.setattr(reproduction.all_figures, "write", write)
    for _ in range(2):
        assert reproduction.draw("theory", "monte-carlo", {}, tmp_path).exists()
    assert written == [tmp_path / "theory"]
