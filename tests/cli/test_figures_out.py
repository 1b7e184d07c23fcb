"""Figures from the command line: how they look, several runs side by side, and what moves."""

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from matplotlib.colors import to_hex
from PIL import Image
from small import images, narrow

from keras_gencmp import assembly, runs
from keras_gencmp.cli import VERBS, gencmp
from keras_gencmp.cli.look import OPTIONS, THEMES
from keras_gencmp.data import Splits
from keras_gencmp.errors import UserError
from keras_gencmp.figures import image_grids, look, themes
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.recipes import recipe
from keras_gencmp.theory import all_figures

DRAWING = "sample reconstruct interpolate manifold latent curves figures theory effect".split()
SPLITS = Splits(*(images(n, 16) for n in (20, 8, 12)), tuple("0123456789"), "0" * 16, "digits")


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """Untrained runs with losses: two GANs, and a VAE with a latent plane."""
    folder = tmp_path_factory.mktemp("runs")
    for name in ("gan", "dcgan", "conv-vae"):
        changes = {"data.dataset": "digits", "data.image_size": 16}
        plan = recipe.override(narrow(recipe.load(name)), changes)
        facts = {"threads": 1, "data_digest": "0" * 16, "classes": list("0123456789")}
        run = runs.start(plan, folder, facts=facts)
        assembly.save(assembly.assemble(plan), run.checkpoint_file)
        run.history_file.write_text("epoch,generator_loss\n1,2.0\n")
        run.iterations_file.write_text("step,generator_loss\n5,2.0\n10,1.0\n")
    return folder


@pytest.fixture(autouse=True)
def eagerly(monkeypatch, tmp_path):
    monkeypatch.setattr("keras_gencmp.training.runtime.start", lambda *threads: None)
    monkeypatch.setattr(
        "keras_gencmp.training.data.data_of_run", lambda run, data_dir, dataset: SPLITS
    )
    monkeypatch.setattr(GenerativeModel, "_compiled", lambda model, name: getattr(model, name))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def said(root):
    """What a command says; its UserError is raised."""

    def call(*arguments):
        command = [*map(str, arguments), "--root", str(root)]
        result = CliRunner().invoke(gencmp, command, standalone_mode=False)
        if result.exception:
            raise result.exception
        return result.output

    return call


@pytest.fixture
def titles(monkeypatch):
    """The titles of the figures that are written."""
    written, save_as = [], look.save_as

    def noted(figure, path, title, wanted):
        written.append(wanted.title or title)
        return save_as(figure, path, title, wanted)

    monkeypatch.setattr(look, "save_as", noted)
    return written


@pytest.mark.parametrize("verb", DRAWING)
def test_every_verb_that_draws_has_the_options_of_a_look(verb):
    """They are shared: what one of them does is tested on one verb."""
    names = {parameter.name for parameter in VERBS.load(verb).params}
    assert {"title", "width", "dpi", "theme"} <= names and len(OPTIONS) == 4


@pytest.mark.parametrize("verb", ["compare", "evaluate"])
def test_verbs_that_write_a_page_let_choose_how_its_figures_look(verb):
    names = {parameter.name for parameter in VERBS.load(verb).params}
    assert {"dpi", "theme"} <= names and not {"title", "width"} & names


def test_the_help_knows_the_themes_and_figures_of_the_package():
    assert tuple(themes.THEMES) == THEMES
    members = [name for names in all_figures.GROUPS.values() for name in names]
    (names,) = (each for each in VERBS.load("theory").params if each.name == "names")
    assert list(names.type.choices) == members


def test_width_resolution_and_theme_are_those_asked_for(said):
    said("curves", "gan", "-o", "a.png", "--width", 4, "--dpi", 60, "--theme", "dark")
    with Image.open("a.png") as image:
        assert image.width == 240 and round(image.info["dpi"][0]) == 60
        corner = np.asarray(image.convert("RGB"))[1, 1]
    assert to_hex(corner / 255) == themes.THEMES["dark"].paper


def test_a_title_names_model_data_and_step_unless_another_is_given(said, titles):
    said("sample", "gan", "-n", 4, "-o", "a.png")
    said("curves", "gan", "-o", "a.png")
    said("latent", "conv-vae", "-o", "a.png")
    said("manifold", "conv-vae", "--grid", 3, "-o", "a.png")
    said("reconstruct", "conv-vae", "-n", 2, "-o", "a.png")
    said("interpolate", "gan", "-o", "a.png")
    for title in titles:
        assert title.startswith(("gan/", "conv-vae/")) and ", digits, step " in title
    said("sample", "gan", "-n", 4, "-o", "a.png", "--title", "Figure 1")
    assert len(titles) == 7 and titles[-1] == "Figure 1"


def test_two_runs_are_sampled_in_rows_of_their_names(said, titles, monkeypatch):
    drawn, rows_of = [], image_grids.rows_of

    def noted(blocks, columns):
        drawn.append((blocks, columns))
        return rows_of(blocks, columns)

    monkeypatch.setattr(image_grids, "rows_of", noted)
    said("sample", "gan", "gan", "--same-seed", "-o", "a.png")
    said("sample", "gan", "gan", "-o", "a.png", "-n", 10, "--columns", 5)
    (same, columns), (other, fewer) = drawn
    assert [name.splitlines()[0].split()[0] for name, _ in same] == ["gan", "gan"]
    assert (columns, fewer) == (10, 5) and len(same[0][1]) == 10
    np.testing.assert_array_equal(same[0][1], same[1][1])
    assert (other[0][1] != other[1][1]).any()  # the next seed
    np.testing.assert_array_equal(other[0][1], same[0][1])
    assert titles == [
        "Samples side by side, digits, seed 0 in every row",
        "Samples side by side, digits, seeds 0 to 1",
    ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["sample", "gan", "--same-seed"], "for several runs"),
        (["sample", "gan", "dcgan", "-o", "a.npz"], "one figure"),
        (["interpolate", "gan", "-o", "a.mp4"], "needs ffmpeg"),
        (["figures", "gan", "--animation", "a.mp4"], "needs ffmpeg"),
        (["figures", "gan", "--animation", "a.txt"], "must end in"),
    ],
)
def test_what_cannot_be_drawn_is_one_sentence(arguments, words, said, monkeypatch):
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(UserError, match=words):
        said(*arguments)
    assert not list(Path().iterdir())


def test_the_curves_of_two_runs_are_one_figure(said, titles):
    said("curves", "gan", "dcgan")
    assert titles == ["gan, dcgan on digits"] and Path("curves.png").exists()


def test_a_walk_goes_there_and_back(said, monkeypatch):
    path = np.ones((5, 16, 16, 1), np.float32) * np.linspace(0, 1, 5)[:, None, None, None]
    monkeypatch.setattr("keras_gencmp.inspection.latent_figures.interpolation", lambda *parts: path)
    said("interpolate", "gan", "--steps", 5, "-o", "walk.gif", "--title", "a walk")
    with Image.open("walk.gif") as image:
        assert image.n_frames == 8 and image.info["duration"] == 80


def test_a_walk_of_default_length_is_smooth_and_a_row_is_short(said, monkeypatch):
    counts = []
    monkeypatch.setattr(
        "keras_gencmp.inspection.latent_figures.interpolation",
        lambda model, split, numbers, count, seed, classify: (
            counts.append(count) or np.zeros((count, 16, 16, 1), np.float32)
        ),
    )
    for name in ("walk.webp", "row.png"):
        said("interpolate", "gan", "-o", name)
    assert counts == [40, 9]


def test_all_figures_are_written_in_one_format_and_the_training_as_an_animation(said, root):
    run = runs.find("gan", root)
    for epoch in (0, 1):
        np.save(run.samples / f"{epoch:04d}.npy", images(64, 16).images)
    try:
        output = said("figures", "gan", "--format", "svg")
        names = {Path(line).name for line in output.splitlines()}
        assert {"curves.svg", "samples.svg", "training.gif"} <= names
        assert said("figures", "gan", "--animation", "moves.webp").split() == ["moves.webp"]
        with Image.open("moves.webp") as image:
            assert image.n_frames == 2
    finally:
        for path in run.samples.glob("*.npy"):
            path.unlink()


def test_a_run_that_stored_one_moment_is_not_animated(said, root):
    run = runs.find("gan", root)
    np.save(run.samples / "0000.npy", images(64, 16).images)
    try:
        with pytest.raises(UserError, match="nothing moves"):
            said("figures", "gan", "--animation", "moves.gif")
    finally:
        (run.samples / "0000.npy").unlink()


def test_figures_of_the_theory_are_drawn_by_name(monkeypatch):
    asked = {}

    def write(folder, names, wanted, suffix):
        asked.update(names=names, folder=folder, wanted=wanted, suffix=suffix)
        return iter(())

    monkeypatch.setattr(all_figures, "write", write)
    command = ["theory", "collapse", "--format", "pdf", "--width", "5", "-o", "out"]
    assert CliRunner().invoke(gencmp, command, standalone_mode=False).exception is None
    assert asked["names"] == ("collapse",) and asked["suffix"] == ".pdf"
    assert asked["wanted"].width == 5


def test_a_folder_of_figures_of_the_theory_is_not_named_as_a_figure(tmp_path):
    output = tmp_path / "collapse.pdf"
    found = CliRunner().invoke(gencmp, ["theory", "-o", str(output)], standalone_mode=False)
    assert "give -o another name, and --format pdf" in str(found.exception)
    assert not output.exists()
