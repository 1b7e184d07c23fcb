"""The look of a figure: its title, width, resolution, and what that does to labels and pixels."""

from pathlib import Path

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from PIL import Image

from keras_gencmp.errors import UserError
from keras_gencmp.figures.curves import Panel, Series, curves
from keras_gencmp.figures.grid import grid, mosaic
from keras_gencmp.figures.image_grids import interpolations, manifold, rows_of
from keras_gencmp.figures.look import Album, Look, save_as
from keras_gencmp.figures.scatter import scatter
from keras_gencmp.figures.themes import THEMES

RANDOM = np.random.default_rng(0)
IMAGES = RANDOM.random((36, 8, 8, 1)).astype(np.float32)
SERIES = [Series(f"name of loss {k}", np.arange(3.0), np.arange(3.0)) for k in range(4)]
FIGURES = {
    "grid": lambda width=None: grid(IMAGES),
    "manifold": lambda width=None: manifold(IMAGES, range(6)),
    "interpolation": lambda width=None: interpolations(IMAGES[:9]),
    "curves": lambda width=None: curves([Panel("nats", SERIES)] * 2, width=width),
    "digits": lambda width=None: scatter(
        RANDOM.random((99, 2)), np.arange(99) % 10, tuple("0123456789")
    ),
    "scatter": lambda width=None: scatter(RANDOM.random((9, 2)), np.arange(9) % 3, tuple("abc")),
}


def size_of(path):
    with Image.open(path) as image:
        return image.size, image.info["dpi"]


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("width", [3.3, 6.9, 12.0])
def test_a_figure_is_as_wide_as_asked_for_and_nothing_is_cut_off(name, width, tmp_path):
    figure = FIGURES[name](width)
    path = save_as(figure, tmp_path / "a.png", "a title of some words", Look(width=width, dpi=100))
    (across, _), dpi = size_of(path)
    assert across / dpi[0] == pytest.approx(width, abs=0.02)
    assert dpi[0] >= 99.9
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    box, size = figure.get_tightbbox(canvas.get_renderer()), figure.get_size_inches()
    assert box.x0 >= -0.01 and box.y0 >= -0.01 and box.x1 <= size[0] + 0.01


def test_text_keeps_its_size_at_every_width(tmp_path):
    sizes = set()
    for width in (6.5, 10.0):
        figure = FIGURES["curves"]()
        save_as(figure, tmp_path / "a.png", "title", Look(width=width))
        sizes.add(figure.axes[0].xaxis.label.get_fontsize())
    assert len(sizes) == 1


def test_a_chart_has_the_resolution_that_is_asked_for(tmp_path):
    (across, _), dpi = size_of(
        save_as(FIGURES["scatter"](), tmp_path / "a.png", "", Look(width=4, dpi=300))
    )
    assert across == 1200 and round(dpi[0]) == 300


@pytest.mark.parametrize("width", [2.0, 3.3, 7.77])
@pytest.mark.parametrize("dpi", [72, 300])
def test_a_pixel_is_a_whole_number_of_dots_at_every_width(width, dpi, tmp_path):
    figure = FIGURES["grid"]()
    path = save_as(figure, tmp_path / "a.png", "a title", Look(width=width, dpi=dpi))
    saved = np.asarray(Image.open(path).convert("L"), int)
    box = figure.axes[0].get_window_extent()
    pixels = mosaic(IMAGES, 6)[..., 0]
    scale = (box.x1 - box.x0) / pixels.shape[1]
    assert scale == pytest.approx(round(scale), abs=1e-3) and scale >= 1
    top, left = len(saved) - round(box.y1), round(box.x0)
    expected = np.kron(np.rint(255 * pixels), np.ones((round(scale), round(scale))))
    shown = saved[top : top + expected.shape[0], left : left + expected.shape[1]]
    np.testing.assert_allclose(shown, expected, atol=1)


def test_labels_that_would_touch_become_smaller(tmp_path):
    figure = FIGURES["interpolation"]()
    save_as(figure, tmp_path / "a.png", "", Look(width=2.5))
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    boxes = [text.get_window_extent() for text in figure.axes[0].get_xticklabels()]
    assert all(left.x1 <= right.x0 + 1 for left, right in zip(boxes, boxes[1:], strict=False))


def test_a_width_that_leaves_no_room_names_one_that_does(tmp_path):
    figure = grid(IMAGES, 6, row_labels=["a name that takes two inches"] * 6)
    with pytest.raises(UserError, match=r"--width 1 leaves no room.*give \d\.\d"):
        save_as(figure, tmp_path / "a.png", "", Look(width=1.0))


def test_charts_side_by_side_need_room_for_their_legends(tmp_path):
    with pytest.raises(UserError, match=r"--width 2 is too narrow.*give \d\.\d$") as refused:
        save_as(FIGURES["curves"](), tmp_path / "a.png", "", Look(width=2.0))
    least = float(str(refused.value).split()[-1])
    save_as(FIGURES["curves"](), tmp_path / "a.png", "", Look(width=least + 0.1))


@pytest.mark.parametrize("name", ["grid", "curves"])
def test_a_title_of_the_user_takes_the_place_of_the_usual_one(name, tmp_path):
    for look, expected in ((Look(), "usual"), (Look(title="My $5 figure"), r"My \$5 figure")):
        figure = FIGURES[name]()
        save_as(figure, tmp_path / "a.png", "usual", look)
        titles = figure.get_suptitle() or figure.texts[-1].get_text()
        assert " ".join(titles.split()) == expected


def test_without_wishes_a_figure_is_as_it_was(tmp_path):
    before = FIGURES["grid"]().get_size_inches()
    figure = FIGURES["grid"]()
    save_as(figure, tmp_path / "a.png", "", Look())
    np.testing.assert_array_equal(figure.get_size_inches(), before)


def test_labels_of_two_lines_do_not_touch_in_a_narrow_figure(tmp_path):
    blocks = [("dcgan\nstep 3,668", IMAGES[:10]), ("wgan-gp\nstep 870", IMAGES[:10])]
    figure = rows_of(blocks)
    save_as(figure, tmp_path / "a.png", "", Look(width=3.3))
    figure.draw_without_rendering()
    upper, lower = [text.get_window_extent() for text in figure.axes[0].get_yticklabels()]
    assert upper.y0 >= lower.y1 - 1


@pytest.mark.parametrize("width, start", [(None, "a long class "), (3.3, ""), (6.9, "class ")])
def test_names_of_classes_do_not_overlap_at_any_width(width, start, tmp_path):
    names = [f"{start}{k}" for k in range(10)]
    points, labels = RANDOM.normal(0, 1, (300, 2)), np.arange(300) % 10
    figure = scatter(points, labels, tuple(names))
    save_as(figure, tmp_path / "a.png", "a title", Look(width=width))
    figure.draw_without_rendering()
    boxes = [text.get_bbox_patch().get_window_extent() for text in figure.axes[0].texts]
    assert len(boxes) == 10
    assert not any(one.overlaps(two) for k, one in enumerate(boxes) for two in boxes[:k])


def test_a_scatter_of_many_classes_is_as_high_as_its_legend(tmp_path):
    labels = np.arange(200) % 40
    figure = scatter(RANDOM.random((200, 2)), labels, tuple(map(str, range(40))))
    save_as(figure, tmp_path / "a.png", "a title", Look(width=4.0))
    figure.draw_without_rendering()
    legend = figure.legends[0].get_window_extent()
    assert legend.y0 >= 0 and legend.y1 <= figure.bbox.y1


def test_a_long_title_takes_no_room_of_a_scatter_and_its_legend(tmp_path):
    long, sizes = "a title of very many words " * 6, []
    for title in ("short", long):
        figure = FIGURES["digits"]()
        save_as(figure, tmp_path / "a.png", title, Look(width=3.3))
        figure.draw_without_rendering()
        sizes.append(figure.axes[0].bbox.height)
        legend = figure.legends[0].get_window_extent()
        (head,) = (text for text in figure.texts if text.get_text().startswith(title[:5]))
        assert legend.y1 <= head.get_window_extent().y0 and legend.y0 >= 0
    assert sizes[1] > 0.9 * sizes[0]


def test_points_become_smaller_in_a_smaller_scatter_and_no_larger_in_a_larger(tmp_path):
    areas = {}
    for width in (3.5, 7.0, 14.0):
        figure = FIGURES["scatter"]()
        save_as(figure, tmp_path / "a.png", "", Look(width=width))
        areas[width] = figure.axes[0].collections[0].get_sizes()[0]
    assert areas[3.5] == areas[7.0] / 2 and areas[14.0] == areas[7.0]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_figure_of_an_album_is_a_png_and_an_svg_under_one_title(theme, tmp_path):
    album = Album(tmp_path / "figures", Look(theme=theme, dpi=60))
    path = album.save(FIGURES["grid"](), "samples", "dcgan/1, mnist, step 5")
    assert path == Path("figures/samples.png")
    with Image.open(tmp_path / path) as image:
        assert image.info["Title"] == "dcgan/1, mnist, step 5"
        paper = to_hex(np.asarray(image.convert("RGB"))[1, 1] / 255)
    drawn = (tmp_path / "figures" / "samples.svg").read_text()
    assert drawn.count("dcgan/1, mnist, step 5") >= 2  # as metadata, and once as text
    assert paper == THEMES[theme].paper and paper in drawn
