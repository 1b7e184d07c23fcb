"""Animations on disk: frames, captions, formats, refusals."""

import os

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from PIL import Image

from keras_gencmp.errors import UserError
from keras_gencmp.figures.animation import WIDTH, animate, is_animation
from keras_gencmp.figures.themes import THEMES

FRAMES = [np.full((6, 8, 1), level, np.float32) for level in (0.0, 0.4, 1.0)]


@pytest.mark.parametrize("suffix", [".gif", ".webp", ".png"])
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
    with pytest.raises(UserError, match=r"\.gif, \.webp, \.png or \.mp4"):
        animate(FRAMES, tmp_path / "a.avi")
    with pytest.raises(UserError, match="0.02 to 60"):
        animate(FRAMES, tmp_path / "a.gif", seconds_per_frame=0)


def test_each_frame_stands_above_its_own_caption(tmp_path):
    captions = ["dcgan on digits\nstep 5", "dcgan on digits\nstep 10", ""]
    path = animate(FRAMES, tmp_path / "a.gif", captions=captions)
    strips = []
    with Image.open(path) as image:
        assert image.width >= WIDTH and image.height > image.width * 6 / 8
        for index, level in enumerate((0, 102, 255)):
            image.seek(index)
            pixels = np.asarray(image.convert("L"), int)
            assert abs(pixels[5, 5] - level) <= 1
            strips.append(pixels[image.width * 6 // 8 :])
    assert strips[0].min() < 100 and (strips[0] != strips[1]).any()
    assert strips[2].min() == 255  # no words


def test_a_long_caption_has_more_lines_and_none_is_cut_off(tmp_path):
    heights = []
    for words in (1, 40):
        path = animate(FRAMES, tmp_path / f"{words}.gif", captions=["word " * words] * 3)
        with Image.open(path) as image:
            heights.append(image.height)
            assert np.asarray(image.convert("L"))[:, -3:][heights[0] :].min(initial=255) == 255
    assert heights[1] > heights[0]


def test_a_caption_shows_a_byte_that_is_no_text_as_its_escape(tmp_path):
    paths = tmp_path / "one.gif", tmp_path / "other.gif"
    for path, caption in zip(paths, ("b\udce4r", r"b\udce4r"), strict=True):
        animate([np.zeros((8, 8, 1))], path, captions=[caption])
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_captions_that_are_not_one_for_each_frame_are_refused(tmp_path):
    with pytest.raises(UserError, match="2 captions were given for 3 frames"):
        animate(FRAMES, tmp_path / "a.gif", captions=["a", "b"])


def test_gaps_and_captions_have_the_paper_of_the_theme(tmp_path):
    frame = np.full((6, 8, 1), np.nan, np.float32)
    path = animate([frame, FRAMES[0]], tmp_path / "a.png", captions=["", ""], theme="dark")
    with Image.open(path) as image:
        pixels = np.asarray(image.convert("RGB"), int)
    paper = np.rint(255 * np.array(to_rgb(THEMES["dark"].paper)))
    np.testing.assert_array_equal(pixels, np.broadcast_to(paper, pixels.shape))


def test_without_ffmpeg_an_mp4_is_refused_with_what_works(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UserError, match="needs ffmpeg.*end it in .gif or .webp"):
        animate(FRAMES, tmp_path / "a.mp4")


def stand_in(folder, lines):
    """An ffmpeg of a few lines of shell."""
    file = folder / "ffmpeg"
    file.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    file.chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


def test_ffmpeg_is_given_every_frame_with_even_sides(tmp_path, monkeypatch):
    lines = ['for last; do :; done; cat > "$last"', f"echo $* > {tmp_path}/command"]
    monkeypatch.setenv("PATH", stand_in(tmp_path, lines))
    frames = [np.full((5, 7, 1), level, np.float32) for level in (0.0, 1.0)]
    path = animate(frames, tmp_path / "a.mp4", seconds_per_frame=0.5, scale=1, hold=1)
    raw = np.frombuffer(path.read_bytes(), np.uint8).reshape(-1, 4, 6, 3)
    assert raw[:, 0, 0, 0].tolist() == [0, 255, 255, 255]  # the last stays two frames longer
    command = (tmp_path / "command").read_text()
    assert "-s 6x4" in command and "-r 2.0000" in command and "yuv420p" in command


def test_what_ffmpeg_cannot_write_is_one_sentence(tmp_path, monkeypatch):
    lines = ["cat > /dev/null", "echo unknown encoder >&2", "exit 1"]
    monkeypatch.setenv("PATH", stand_in(tmp_path, lines))
    with pytest.raises(UserError, match="cannot write MP4: unknown encoder"):
        animate(FRAMES, tmp_path / "a.mp4")
    assert not (tmp_path / "a.mp4").exists()


@pytest.mark.parametrize(("name", "moves"), [("a.GIF", 1), ("a.webp", 1), ("a.png", 0), ("a", 0)])
def test_an_animation_is_known_by_its_suffix(name, moves, tmp_path):
    assert is_animation(tmp_path / name) == bool(moves)
