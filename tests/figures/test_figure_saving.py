"""Figures on disk: format, size, fonts, wholeness, refusals."""

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from keras_gencmp.errors import UserError
from keras_gencmp.figures.curves import Panel, Series, curves
from keras_gencmp.figures.saving import save
from keras_gencmp.figures.titles import add_title
from keras_gencmp.runs.files import FIGURES


def drawn(label="loss"):
    return curves([Panel("nats", [Series(label, np.array([1, 2]), np.array([2.0, 1.0]))])])


@pytest.fixture
def figure():
    return drawn()


def test_a_png_has_150_dots_an_inch_by_default(figure, tmp_path):
    path = save(figure, tmp_path / "curves.png")
    with Image.open(path) as image:
        assert image.format == "PNG"
        assert image.size == (7 * 150, round(3.2 * 150))


def test_the_resolution_can_be_chosen(figure, tmp_path):
    with Image.open(save(figure, tmp_path / "small.PNG", dpi=50)) as image:
        assert image.size == (350, 160)


@pytest.mark.parametrize(
    "suffix, start", [(".png", b"\x89PNG"), (".svg", b"<?xml"), (".pdf", b"%PDF")]
)
def test_the_suffix_decides_the_format(figure, tmp_path, suffix, start):
    assert save(figure, tmp_path / f"curves{suffix}").read_bytes().startswith(start)


@pytest.mark.parametrize("suffix", FIGURES)
def test_equal_figures_are_equal_files(tmp_path, suffix):
    paths = [tmp_path / f"{name}{suffix}" for name in "ab"]
    first, second = (save(drawn(), path).read_bytes() for path in paths)
    assert first == second


def test_a_character_that_the_font_lacks_is_no_warning(tmp_path):
    save(drawn("猫"), tmp_path / "cat.png")


def test_saving_makes_the_folder_and_leaves_nothing_but_the_file(figure, tmp_path):
    path = tmp_path / "new" / "deep" / "curves.png"
    save(figure, path)
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("name", ["curves.jpeg", "curves", "curves.png.txt"])
def test_another_suffix_is_refused_with_those_allowed(figure, tmp_path, name):
    with pytest.raises(UserError, match=r"\.png, \.svg or \.pdf"):
        save(figure, tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_failing_drawing_leaves_the_old_file_alone(tmp_path):
    path = tmp_path / "curves.png"
    path.write_bytes(b"old")
    broken = Figure()
    broken.text(0.5, 0.5, "$\\no such command$")
    with pytest.raises(ValueError):
        save(broken, path)
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]


def test_a_place_that_cannot_be_written_is_one_sentence(figure, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UserError, match="cannot write"):
        save(figure, tmp_path / "file" / "curves.png")
    (tmp_path / "taken.png").mkdir()
    with pytest.raises(UserError, match="cannot write"):
        save(figure, tmp_path / "taken.png")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "taken.png"]


def test_text_in_an_svg_is_text(tmp_path):
    """A reader can search it, and an editor of slides can change its font."""
    content = save(drawn("generator loss"), tmp_path / "a.svg").read_text()
    assert ">generator loss</text>" in content.replace("\n", "")


def test_fonts_in_a_pdf_are_embedded_truetype(tmp_path):
    """Conferences refuse Type 3; formulas have fonts, too."""
    content = save(drawn("$z_1$ of the generator"), tmp_path / "a.pdf").read_bytes()
    assert b"/Type3" not in content and b"/Type 3" not in content
    assert b"/FontFile2" in content and b"/CIDFontType2" in content


@pytest.mark.parametrize("suffix", FIGURES)
def test_a_file_carries_its_title_for_those_who_do_not_see_it(tmp_path, suffix):
    figure = add_title(drawn(), "dcgan on digits, step 300")
    content = save(figure, tmp_path / f"a{suffix}").read_bytes()
    assert b"dcgan on digits, step 300" in content


def test_an_unknown_theme_is_refused(figure, tmp_path):
    with pytest.raises(UserError, match="did you mean 'dark'"):
        save(figure, tmp_path / "a.png", theme="drak")
