"""Figures in a notebook: they show themselves, and leave nothing behind in pyplot."""

import subprocess
import sys
from io import BytesIO

import numpy as np
from PIL import Image
from processes import ROOT

from keras_gencmp.figures.grid import grid
from keras_gencmp.figures.notebook import NotebookFigure, for_notebook

PNG = b"\x89PNG\r\n\x1a\n"


def drawn():
    return grid(np.random.default_rng(0).random((4, 28, 28, 1)), title="four")


def test_a_notebook_is_given_the_picture_that_is_saved():
    figure = for_notebook(drawn())
    content = figure._repr_png_()
    assert content.startswith(PNG)
    size = Image.open(BytesIO(content)).size
    assert size == tuple(np.rint(figure.get_size_inches() * figure.dpi).astype(int))


def test_it_is_the_same_figure_with_what_is_drawn_on_it():
    figure = drawn()
    axes = figure.axes
    assert for_notebook(figure) is figure and isinstance(figure, NotebookFigure)
    assert figure.axes == axes and axes[0].figure is figure


def test_ipython_shows_it_without_magic_and_without_pyplot():
    code = (
        "import sys; from IPython.core.formatters import DisplayFormatter\n"
        "from test_notebook import drawn; from keras_gencmp.figures.notebook import for_notebook\n"
        "data, _ = DisplayFormatter().format(for_notebook(drawn()))\n"
        "assert data['image/png'] and 'matplotlib.pyplot' not in sys.modules, sorted(data)\n"
    )
    folders = f"{ROOT}:{ROOT}/tests:{ROOT}/tests/figures"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": folders, "PATH": "", "HOME": "/tmp"},
        capture_output=True,
        text=True,
    )
    assert not done.returncode, done.stderr
