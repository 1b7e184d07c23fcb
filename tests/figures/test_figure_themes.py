"""Themes: a figure in the colours of a dark page, and the contrast of what is written on it."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgb
from matplotlib.text import Text
from PIL import Image

from keras_gencmp.figures.curves import Panel, Series, curves
from keras_gencmp.figures.grid import grid
from keras_gencmp.figures.matrices import matrices
from keras_gencmp.figures.saving import save
from keras_gencmp.figures.scatter import scatter
from keras_gencmp.figures.style import DARK_GREY, LIGHT_GREY, PALETTE
from keras_gencmp.figures.themes import THEMES, recolour

X = np.arange(3.0)
DARK = THEMES["dark"]
IMAGES = np.zeros((3, 4, 4, 1), np.float32)
FIGURES = {
    "curves": lambda: curves(
        [Panel("nats", [Series("loss", X, X, error=X)], levels={"log 4": 1.4})], title="title"
    ),
    "scatter": lambda: scatter(np.eye(2).repeat(2, 0), np.array([0, 0, 1, 1]), ("a", "b")),
    "grid": lambda: grid(IMAGES, 2, title="a title", row_labels=["one", "two"]),
}


def luminance(colour):
    """Relative luminance, by WCAG 2."""
    rgb = np.array(to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", FIGURES)
def test_every_text_of_a_dark_figure_can_be_read(name, tmp_path):
    figure = FIGURES[name]()
    save(figure, tmp_path / "a.png", theme="dark")
    FigureCanvasAgg(figure).draw()
    texts = [text for text in figure.findobj(Text) if text.get_text().strip()]
    assert len(texts) > 2
    for text in texts:
        assert contrast(text.get_color(), DARK.paper) > 7, text.get_text()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", FIGURES)
def test_the_paper_is_that_of_the_theme(name, theme, tmp_path):
    path = save(FIGURES[name](), tmp_path / "a.png", theme=theme)
    with Image.open(path) as image:
        pixels = np.asarray(image.convert("RGB"))
    assert to_hex(pixels[2, 2] / 255) == THEMES[theme].paper


def test_the_gaps_between_images_are_paper_and_images_are_not(tmp_path):
    figure = FIGURES["grid"]()
    path = save(figure, tmp_path / "a.png", theme="dark")
    with Image.open(path) as image:
        pixels = np.asarray(image.convert("RGB"))
    box = figure.axes[0].get_window_extent()
    inside = pixels[len(pixels) - round(box.y1) : len(pixels) - round(box.y0)]
    inside = inside[:, round(box.x0) : round(box.x1)]
    assert {to_hex(each / 255) for each in inside.reshape(-1, 3)} == {DARK.paper, "#000000"}


def test_lines_and_grids_change_and_data_keep_their_colours():
    figure = FIGURES["curves"]()
    recolour(figure, DARK)
    loss, level = figure.axes[0].lines
    assert to_hex(loss.get_color()) == to_hex(PALETTE[0])
    assert to_hex(level.get_color()) == DARK.colours[DARK_GREY]
    figure.draw_without_rendering()
    grid_line = figure.axes[0].get_xgridlines()[0]
    assert to_hex(grid_line.get_color()) == DARK.colours[LIGHT_GREY]


def test_transparency_survives_a_theme():
    assert DARK.of((0, 0, 0, 0.25))[3] == 0.25 and DARK.of("none") == "none"


def test_the_ten_colours_stand_out_from_a_dark_page():
    assert min(contrast(DARK.of(colour), DARK.paper) for colour in PALETTE) > 3


def test_shades_begin_near_the_paper_however_often_a_figure_is_saved():
    tables = {"gan": np.array([[0.5, 0.0], [0.4, 0.5]])}
    figure = matrices(tables, "ab", "other", "taken for", "share")
    for _ in range(2):
        recolour(figure, DARK)
    (image,) = figure.axes[0].images
    least, most = (sum(image.get_cmap()(end)[:3]) for end in (0.0, 1.0))
    assert least < 1 and most > 2.5
