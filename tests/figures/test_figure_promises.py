"""Promises of every figure: nothing is cut off, and nothing global is touched."""

import pkgutil
import subprocess
import sys

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

import keras_gencmp.figures as package
from keras_gencmp.figures.curves import Panel, Series, curves
from keras_gencmp.figures.grid import grid
from keras_gencmp.figures.image_grids import (
    epochs,
    interpolations,
    manifold,
    originals_and_reconstructions,
)
from keras_gencmp.figures.scatter import scatter
from keras_gencmp.figures.stages import stages
from keras_gencmp.theory import divergence_figures, gan_figures
from keras_gencmp.theory.estimator_figures import estimator_errors
from keras_gencmp.theory.linear_gaussian import compare_estimators

IMAGES = np.random.default_rng(0).random((25, 8, 8, 1)).astype(np.float32)
X = np.linspace(-4, 4, 101)
LONG = "a title that is a good deal wider than the one small picture under it"
WORDS = [f"long name of class {k}" for k in range(10)]
SERIES = [Series("generator loss", X, X), Series("generator loss, validation", X, X, dashed=True)]
SMALL = {"samples": 10, "many": 20, "images": 2, "observed": 5}
FIGURES = {
    "grid": lambda: grid(IMAGES, title=LONG),
    "grid of one": lambda: grid(IMAGES[:1], title=LONG),
    "labelled grid": lambda: grid(
        IMAGES, 5, row_labels=WORDS[:5], column_labels=["wide label"] * 5
    ),
    "reconstructions": lambda: originals_and_reconstructions(IMAGES, IMAGES),
    "manifold": lambda: manifold(IMAGES, range(5), title=LONG),
    "interpolation": lambda: interpolations(IMAGES[:9], title=LONG),
    "epochs": lambda: epochs({0: IMAGES, 12345: IMAGES}),
    "stages": lambda: stages({0: IMAGES, 6: IMAGES, 12345: IMAGES}, title=LONG),
    "curves": lambda: curves([Panel("nats", SERIES)], title="title"),
    "scatter": lambda: scatter(IMAGES[:, 0, :2, 0], np.arange(25) % 10, WORDS, title="title"),
    "divergence": divergence_figures.gaussian_divergence,
    "discriminator": lambda: gan_figures.optimal_discriminator(
        X, X**2, X**2 + 1, X**2 / 16, "title"
    ),
    "value": lambda: gan_figures.value_function([Series("learned D and G", X, X)]),
    "approach": gan_figures.approach_to_data,
    "overlap": divergence_figures.without_overlap,
    "Monte Carlo": lambda: estimator_errors(compare_estimators((1, 100), **SMALL)),
}


@pytest.mark.parametrize("name", FIGURES)
def test_nothing_is_cut_off_at_the_edges(name):
    figure = FIGURES[name]()
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    drawn = figure.get_tightbbox(canvas.get_renderer())
    width, height = figure.get_size_inches()
    assert drawn.x0 >= 0 and drawn.y0 >= 0 and drawn.x1 <= width and drawn.y1 <= height


def test_column_labels_do_not_touch():
    figure = FIGURES["labelled grid"]()
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    boxes = [text.get_window_extent() for text in figure.axes[0].get_xticklabels()]
    assert all(left.x1 < right.x0 for left, right in zip(boxes[:-1], boxes[1:], strict=True))


def test_no_module_of_figures_imports_pyplot_or_tensorflow():
    modules = [f"{package.__name__}.{each.name}" for each in pkgutil.iter_modules(package.__path__)]
    assert 5 < len(modules) <= 12
    code = (
        f"import importlib, sys\nfor name in {modules}: importlib.import_module(name)\n"
        "print({'matplotlib.pyplot', 'tensorflow', 'keras'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
