"""Reproductions: what the reports' pages are made of."""

import re
import tomllib
from pathlib import Path

import pytest

from keras_gencmp.cli.reproduce import LETTERS
from keras_gencmp.recipes import recipe
from keras_gencmp.reports import page, reproduction
from keras_gencmp.runs.run import Run
from keras_gencmp.theory import closed_forms

REPORTS = {
    letter: tomllib.loads((reproduction.FOLDER / f"{letter}.toml").read_text())
    for letter in reproduction.letters()
}
FIGURES = {"A": 7, "B": 9, "C": 4, "D": 14, "E": 11}  # how many figures each report numbers
KINDS = {"curves", "samples", "progress", "interpolation", "reconstructions", "latent", "manifold"}
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
        assert figure["says"] and figure["note"]
        for kind, name in map(str.split, figure["draw"]):
            assert name in THEORY if kind == "theory" else kind in KINDS | {"architecture", "data"}


@pytest.mark.parametrize("letter", REPORTS)
def test_the_settings_compared_are_keys_of_their_recipes(letter):
    for row in REPORTS[letter]["setting"]:
        plan = recipe.load(row["recipe"]).to_dict()
        for key in row["values"]:
            assert reproduction.value_at(plan, key) is not None


def test_a_different_setting_is_named_and_an_equal_one_is_not(tmp_path):
    run = Run(tmp_path)
    run.recipe_file.write_text(recipe.load("dcgan").to_json())
    row = {"number": "1", "recipe": "dcgan", "values": {"schedule.epochs": 100, "latent": 100}}
    part = reproduction.setting(row, run)
    assert "schedule.epochs" in part.note and "latent" not in part.note
    assert ("schedule.epochs", "100", "20") in part.tables[0].rows


def test_printed_losses_are_our_nats_over_the_pixels(tmp_path):
    run = Run(tmp_path)
    run.recipe_file.write_text(recipe.load("vae-bhadra").to_json())
    run.history_file.write_text(
        "epoch,reconstruction,kl,val_reconstruction,val_kl\n2,150.0,6.0,149.0,6.5\n"
    )
    row = {"number": "", "recipe": "", "note": "", "epochs": [2, 7]}
    row |= {"training": [0.1924, 0.1823], "validation": [0.1907, 0.1827]}
    first, last = reproduction.printed_losses(row, run).tables[0].rows
    beta = recipe.load("vae-bhadra").model.options["beta"]
    assert first[3] == f"{(150 + beta * 6) / 784:.4f}"
    assert first[4] == f"{(149 + beta * 6.5) / 784:.4f}"
    assert last[3:] == ("not reached", "not reached")


def test_a_page_escapes_what_it_is_told(tmp_path):
    table = page.Table("a < b", ("x",), [("<script>",)])
    parts = [page.Section("Figure 1", "1 < 2 & 3", [Path("a.png")], [table], "so > that")]
    markdown, hypertext = page.write(tmp_path, "A & B", "text", parts)
    assert "![Figure 1](a.png)" in markdown.read_text()
    text = hypertext.read_text()
    assert "<script>" not in text and "&lt;script&gt;" in text and "A &amp; B" in text


@pytest.fixture(scope="module")
def small_gan():
    from keras_gencmp.theory import small_gan as theory

    return theory.small_gan(2500)


def test_the_small_gan_comes_near_minus_log_4_and_a_half(small_gan):
    history, learned, density = small_gan
    assert abs(history[-500:].mean() + closed_forms.LOG_4) < 0.1
    assert history[:20].mean() > history[-500:].mean()
    from keras_gencmp.theory.small_gan import RANGE

    data = closed_forms.moving_generator(RANGE, 1.0)
    within = data > 0.05
    assert abs(learned[within] - 0.5).mean() < 0.12
    assert closed_forms.js(RANGE, data, density) < 0.1
