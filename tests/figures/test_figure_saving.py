"""Figures and animations on disk: format, size, wholeness, refusals."""

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from keras_gencmp.errors import UserError
from keras_gencmp.figures.curves import Panel, Series, curves
from keras_gencmp.figures.saving import SUFFIXES, animate, save

FRAMES = [np.full((6, 8, 1), level, np.float32) for level in (0.0, 0.4, 1.0)]


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


@pytest.mark.parametrize("suffix", SUFFIXES)
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


@pytest.mark.parametrize("suffix", [".gif", ".png"])
@pytest.mark.parametrize("channels", [1, 3])
def test_an_animation_holds_every_frame_for_its_time(tmp_path, suffix, channels):
    frames = [np.repeat(frame, channels, axis=-1) for frame in FRAMES]
    path = animate(frames, tmp_path / f"a{suffix}", seconds_per_frame=0.5, scale=3, hold=1)
    with Image.open(path) as image:
        assert (image.n_frames, image.size, image.info["loop"]) == (3, (24, 18), 0)
        for index, frame in enumerate(FRAMES):
            image.seek(index)
            image.load()
            assert image.info["duration"] == (1500 if index == 2 else 500)
            assert image.convert("L").getpixel((0, 0)) == pytest.approx(255 * frame[0, 0, 0], abs=1)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("frames", [[], [FRAMES[0], np.zeros((5, 8, 1))]])
def test_frames_that_make_no_animation_are_refused(frames, tmp_path):
    with pytest.raises(UserError, match="one shape"):
        animate(frames, tmp_path / "a.gif")


def test_an_animation_in_another_format_or_without_time_is_refused(tmp_path):
    with pytest.raises(UserError, match=r"\.gif or \.png"):
        animate(FRAMES, tmp_path / "a.mp4")
    with pytest.raises(UserError, match="0.02 to 60"):
        animate(FRAMES, tmp_path / "a.gif", seconds_per_frame=0)
