"""Reproductions: what the reports' pages are made of."""

import re

import pytest
from small import built, images, narrow

from keras_gencmp.cli.reproduce import LETTERS
from keras_gencmp.data import Splits
from keras_gencmp.inspection.run_figures import FIGURES as RUN_FIGURES
from keras_gencmp.recipes import recipe
from keras_gencmp.reports import duration, first_look, reproduction, systems
from keras_gencmp.reports.systems import Choices, System
from keras_gencmp.theory import all_figures

REPORTS = {letter: reproduction.read(letter) for letter in reproduction.letters()}
FIGURES = {"A": 7, "B": 9, "C": 4, "D": 14, "E": 11}  # how many figures each report numbers
KINDS = {row.name for row in RUN_FIGURES} | {"architecture", "data"}
THEORY = {name for names in all_figures.GROUPS.values() for name in names}
SPLITS = Splits(images(20), images(0), images(30), tuple("0123456789"), "0", "digits")


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
    assert set(systems.names_of(report)) <= set(recipe.names())
    for figure in report["figure"]:
        assert figure["report"] and figure["note"]
        for kind, name in map(str.split, figure["draw"]):
            assert name in THEORY if kind == "theory" else kind in KINDS


def test_every_recipe_of_a_report_has_a_first_look_and_a_measured_time():
    names = reproduction.all_recipes()
    assert set(first_look.STEPS) == set(names)
    for name in names:
        assert duration.seconds(name, 10) > duration.seconds(name, 1) > 0


def test_a_first_look_counts_in_steps_and_is_short():
    for name, count in first_look.STEPS.items():
        if count is not None:
            schedule = first_look.first_look(recipe.load(name)).schedule
            assert schedule.epochs * schedule.epoch_steps == count
            assert duration.seconds(name, count) < 20 * 60


def test_report_b_shows_its_own_network_first_and_ours_second():
    drawn = [text for figure in REPORTS["B"]["figure"] for text in figure["draw"]]
    for kind in ("curves", "samples-by-epoch"):
        assert drawn.index(f"{kind} dcgan-bhadra") < drawn.index(f"{kind} dcgan")


def test_figures_of_a_system_that_is_left_out_are_a_sentence_with_its_time(tmp_path):
    plan = recipe.override(recipe.load("cnn-gan"), {"data.dataset": "digits"})
    known = {"cnn-gan": System(plan, built(narrow(plan)), SPLITS, None)}
    figure = {"number": "Figure 6", "report": "Samples.", "note": "", "draw": ["samples cnn-gan"]}
    (section,) = reproduction.figures({"figure": [figure]}, known, tmp_path, "A")
    assert not section.images
    assert "left out" in section.note and "gencmp reproduce A" in section.note
    assert re.search(r"about [\d.]+ (s|min|h):", section.note)


def test_a_page_says_how_long_it_takes_before_it_starts():
    said = []
    reproduction.tell_durations([("dcgan: 20 steps", 30.0), ("gan: 9 steps", 45.0)], said.append)
    assert said[0] == "dcgan: 20 steps, about 30 s" and "in all about 75 s" in said[2]


def test_another_machine_is_scaled_by_the_same_products(monkeypatch):
    slow = duration.seconds("dcgan", 100)
    now = duration.machine_seconds()
    monkeypatch.setattr(duration, "machine_seconds", lambda: now / 2)
    assert duration.seconds("dcgan", 100) == pytest.approx(slow / 2)


def test_what_a_user_chooses_holds_for_every_system(few_images):
    choices = Choices(dataset="digits", seed=3, epochs=2)
    for name in ("gan", "conv-vae"):
        schedule = systems.plan_of(name, choices).schedule
        assert (schedule.seed, schedule.epochs, schedule.epoch_steps) == (3, 2, 0)


def test_only_a_run_of_the_same_recipe_is_used_again(tmp_path, few_images):
    from keras_gencmp import runs

    plan = systems.plan_of("gan", Choices(dataset="digits"))
    run = runs.start(plan, tmp_path)
    assert systems.existing(plan, tmp_path).directory == run.directory
    other = systems.plan_of("gan", Choices(dataset="digits", seed=1))
    assert systems.existing(other, tmp_path) is None


def test_a_figure_of_the_theory_is_drawn_once(tmp_path, monkeypatch):
    written = []

    def group():
        from matplotlib.figure import Figure

        written.append("group")
        yield "monte-carlo", Figure()

    monkeypatch.setattr(reproduction.all_figures, "group_of", lambda name: group)
    for _ in range(2):
        assert reproduction.draw("theory", "monte-carlo", {}, tmp_path).exists()
    assert written == ["group"]


def test_a_first_look_has_samples_of_the_step_half_way():
    for name, count in first_look.STEPS.items():
        if count is not None:
            schedule = first_look.first_look(recipe.load(name)).schedule
            assert schedule.epochs % 2 == 0
