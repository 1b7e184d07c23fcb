"""Reproductions: what the reports' pages are made of."""

import re
from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib.figure import Figure
from small import built, images, narrow

from keras_gencmp import runs
from keras_gencmp.data import Splits
from keras_gencmp.errors import UserError
from keras_gencmp.inspection.run_figures import TrainedRun
from keras_gencmp.recipes import recipe
from keras_gencmp.reports import contents, duration, pictures, reproduction, systems
from keras_gencmp.reports.systems import Choices, System

SPLITS = Splits(images(20), images(0), images(30), tuple("0123456789"), "0", "digits")
WHY = {"cnn-gan": "its steps are slow"}


@pytest.fixture
def left_out():
    """A system that a first look leaves out."""
    plan = recipe.override(recipe.load("cnn-gan"), {"data.dataset": "digits"})
    return {"cnn-gan": System(plan, built(narrow(plan)), SPLITS, None, "its steps are slow")}


def test_a_first_look_at_a_report_counts_in_steps_and_is_short():
    for letter in contents.letters():
        report = contents.read(letter)
        for name in contents.names_of(report):
            schedule = systems.plan_of(name, Choices(quick=True), short=True).schedule
            steps = schedule.epochs * schedule.epoch_steps
            if name not in report.get("left_out", {}):
                assert schedule.epochs % 2 == 0  # with samples of the step half way
                assert 0 < duration.seconds(name, steps) < 20 * 60


def test_figures_of_a_system_that_is_left_out_are_a_sentence_with_its_time(left_out, tmp_path):
    drawn = ["samples cnn-gan", "curves cnn-gan", "architecture cnn-gan"]
    figure = {"number": "Figure 6", "report": "Samples.", "note": "", "draw": drawn}
    report = {"figure": [figure]}
    (section,) = reproduction.figure_sections(report, left_out, tmp_path)
    assert not section.pictures and len(section.tables) == 1
    assert section.heading == "Figure 6"  # nothing of a first look is shown
    assert section.note.count("left out of this first look: its steps are slow.") == 1
    assert re.search(r"gencmp train cnn-gan trains it: [\d,]+ steps, about [\d.]+ ", section.note)


def test_why_a_system_is_left_out_is_said_at_its_first_figure_only(left_out, tmp_path):
    figures = [
        {"number": number, "report": "Samples.", "note": "A note.", "draw": ["samples cnn-gan"]}
        for number in ("Figure 6", "Figure 7")
    ]
    _, second = reproduction.figure_sections({"figure": figures}, left_out, tmp_path)
    assert second.note == "A note. cnn-gan is not drawn here: see Figure 6."


def test_a_remark_on_a_first_look_stands_at_figures_of_a_first_look_only(tmp_path, monkeypatch):
    monkeypatch.setattr(pictures, "picture", lambda kind, name, known, folder: None)
    monkeypatch.setattr(pictures, "is_missing", lambda kind, name, known: False)
    figure = {"number": "Figure 5", "report": "Samples.", "note": "A note.", "first_look": "Short."}
    report = {"figure": [figure | {"draw": ["samples gan"]}]}
    for quick in (False, True):
        plan = systems.plan_of("gan", Choices(), short=quick)
        known = {"gan": System(plan, None, SPLITS, None)}
        (section,) = reproduction.figure_sections(report, known, tmp_path)
        assert section.note == ("A note. Short." if quick else "A note.")


def test_settings_without_a_length_of_training_are_not_those_of_a_first_look():
    plan = systems.plan_of("gan", Choices(quick=True), short=True)
    known = {"gan": System(plan, None, SPLITS, None)}
    keys = {"dataset": "splits.train", "training": "schedule.epochs"}
    rows = [
        {"number": name, "recipe": "gan", "lines": [{"name": name, "printed": "9", "key": key}]}
        for name, key in keys.items()
    ]
    headings = [each.heading for each in reproduction.number_sections({"setting": rows}, known)]
    assert headings == ["dataset", "training (first look)"]


def test_settings_of_a_system_that_is_left_out_are_those_of_its_recipe(left_out):
    lines = [{"name": "Epochs", "printed": "1000", "key": "schedule.epochs"}]
    row = {"number": "Table 4", "recipe": "cnn-gan", "lines": lines}
    (section,) = reproduction.number_sections({"setting": [row]}, left_out)
    assert section.heading == "Table 4" and "was not trained here" in section.note
    assert section.tables[0].rows == [("Epochs", "1000", "10")]


def test_the_introduction_of_a_first_look_says_what_was_trained(left_out):
    plan = systems.plan_of("gan", Choices(quick=True), short=True)
    known = {"gan": System(plan, None, SPLITS, None), **left_out}
    text = reproduction.introduction({"text": "A text."}, known, quick=True)
    steps = 4 * plan.schedule.epoch_steps
    assert text == (
        "A text. Ours are trained on digits with seed 0. This is a first look. Steps of training: "
        f"gan {steps:,} ({steps * 100 / 20:.1f} epochs). Not trained: cnn-gan."
    )


def test_a_step_of_five_batches_sees_five_batches():
    plan = systems.plan_of("wgan", Choices(quick=True), short=True)
    steps = plan.schedule.epochs * plan.schedule.epoch_steps
    assert duration.passes(plan, 55_000) == pytest.approx(steps * 5 * 64 / 55_000)


def test_a_page_says_how_long_it_takes_before_it_starts():
    said = []
    reproduction.tell_durations([("dcgan: 20 steps", 30.0), ("gan: 9 steps", 45.0)], said.append)
    assert said[0] == "dcgan: 20 steps, about 30 s" and "in all about 75 s" in said[2]


def test_what_a_user_chooses_holds_for_every_system(few_images):
    choices = Choices(dataset="digits", seed=3, epochs=2)
    for each in systems.planned(["gan", "conv-vae"], choices, WHY):
        schedule = each.plan.schedule
        assert (schedule.seed, schedule.epochs, schedule.epoch_steps) == (3, 2, 0)


def test_only_a_first_look_leaves_systems_out(few_images):
    for quick in (False, True):
        one, other = systems.planned(["cnn-gan", "gan"], Choices(quick=quick), WHY)
        assert one.plan.schedule.epoch_steps == 0  # the whole recipe, which the page refers to
        assert one.left_out == quick * WHY["cnn-gan"] and not other.left_out
        assert (other.plan.schedule.epoch_steps > 0) == quick


def test_data_that_systems_share_are_loaded_once(few_images, monkeypatch):
    loaded = []

    def load(name, **options):
        loaded.append((name, options["size"]))
        return few_images

    monkeypatch.setattr("keras_gencmp.data.load", load)
    planned = systems.planned(["gan", "conv-vae", "avb", "vae-krishna-2d"], Choices())
    assert loaded == [("auto", 28)] and all(each.splits is few_images for each in planned)
    assert {each.plan.data.dataset for each in planned} == {"digits"}


def test_only_a_run_of_the_same_recipe_is_used_again(tmp_path, few_images):
    (one,) = systems.planned(["gan"], Choices(dataset="digits"))
    run = runs.start(one.plan, tmp_path, facts={"data_digest": few_images.digest})
    assert systems.existing(one, tmp_path).directory == run.directory
    (other,) = systems.planned(["gan"], Choices(dataset="digits", seed=1))
    assert systems.existing(other, tmp_path) is None


def test_a_run_of_data_that_have_changed_is_not_used_again(tmp_path, few_images):
    (one,) = systems.planned(["gan"], Choices(dataset="digits"))
    runs.start(one.plan, tmp_path, facts={"data_digest": "1" * 16})
    assert systems.existing(one, tmp_path) is None


def test_what_is_trained_already_or_left_out_takes_no_time(tmp_path, few_images):
    planned = systems.planned(["cnn-gan", "gan", "dcgan"], Choices(quick=True), WHY)
    run = runs.start(planned[1].plan, tmp_path, facts={"data_digest": few_images.digest})
    assert [text.split(":")[0] for text, _ in systems.durations(planned, tmp_path)] == [
        "gan",
        "dcgan",
    ]
    table = {"epochs": 1, "steps": 1, "seconds": 1.0, "last_epoch": {}, "test": {}}
    runs.write_json(run.metrics_file, table)
    ((text, seconds),) = systems.durations(planned, tmp_path)
    assert text == "dcgan: 1,000 steps" and seconds > 0


def test_a_figure_of_the_theory_is_drawn_once(tmp_path, monkeypatch):
    written = []

    def group():
        from matplotlib.figure import Figure

        written.append("group")
        return {"monte-carlo": (Figure(), "title")}

    monkeypatch.setattr(pictures.all_figures, "group_of", lambda name: group)
    for _ in range(2):
        drawn = pictures.picture("theory", "monte-carlo", {}, tmp_path)
        assert (tmp_path / drawn.path).exists() and drawn.caption == "Theory: monte carlo"
    assert written == ["group"]


def test_a_caption_says_what_a_picture_is(left_out):
    assert pictures.caption("data", "cnn-gan", left_out) == "Images of the test split of digits"
    short = systems.plan_of("gan", Choices(quick=True), short=True)
    known = {"gan": System(short, None, SPLITS, None)}
    caption = pictures.caption("samples-by-epoch", "gan", known)
    assert caption == (
        "gan: samples of the same latents in the course of the training (first look)"
    )  # its rows are steps
    assert pictures.caption("samples", "gan", known) == "gan: samples (first look)"


@pytest.mark.parametrize("drawn", [(0, 1), (0, 0)])
def test_ends_of_two_classes_are_chosen_where_the_model_draws_them(monkeypatch, drawn):
    asked = []

    def path(model, split, classes=None, classify=None):
        asked.append(classes)
        if classify and not set(classes) <= set(classify(np.array(drawn)).argmax(axis=1)):
            raise UserError("too few")
        return Figure()

    judge = SimpleNamespace(probabilities=lambda images: np.eye(10)[images * 9])
    monkeypatch.setattr(pictures.lookup, "for_data", lambda splits: judge)
    monkeypatch.setattr(pictures.latent_figures, "interpolated", path)
    pictures.between_classes(TrainedRun(None, None, SPLITS))
    assert asked == ([(0, 9)] if drawn == (0, 1) else [(0, 9), None])


def test_pictures_of_the_theory_that_an_older_version_drew_are_drawn_anew(tmp_path):
    old, own = tmp_path / "theory" / "monte-carlo.png", tmp_path / "theory" / "own.png"
    old.parent.mkdir()
    for path in (old, own):
        path.touch()
    pictures.remove_theory(tmp_path)
    assert not old.exists() and own.exists()
