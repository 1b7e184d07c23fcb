"""Promises of every figure: nothing is cut off, and nothing global is touched."""

import pkgutil
import subprocess
import sys

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

import keras_gencmp.figures as package
from keras_gencmp.figures.against_cost import Path, against_cost, intervals
from keras_gencmp.figures.curves import Panel, Series, curves
from keras_gencmp.figures.grid import grid
from keras_gencmp.figures.image_grids import (
    epochs,
    interpolations,
    manifold,
    originals_and_reconstructions,
    rows_of,
    stages,
)
from keras_gencmp.figures.matrices import matrices
from keras_gencmp.figures.scatter import scatter
from keras_gencmp.figures.strips import Strip, strips
from keras_gencmp.figures.titles import add_title, plain, short, title_of, wrapped
from keras_gencmp.metrics.estimate import Estimate
from keras_gencmp.study.augment.augmentation import Outcome
from keras_gencmp.study.augment.figures import arms_figure
from keras_gencmp.study.augment.support import Support
from keras_gencmp.theory import all_figures, divergence_figures, gan_figures, vae_figures
from keras_gencmp.theory.collapse import Watched, evaluated
from keras_gencmp.theory.collapse_figure import mode_collapse
from keras_gencmp.theory.estimator_figures import estimator_errors
from keras_gencmp.theory.linear_gaussian import compare_estimators
from keras_gencmp.theory.linear_vae import LinearVAE
from keras_gencmp.theory.small_gan import GRID, SmallGAN
from keras_gencmp.theory.small_vae import VAEEstimates

IMAGES = np.random.default_rng(0).random((25, 8, 8, 1)).astype(np.float32)
X = np.linspace(-4, 4, 101)
LONG = "a title that is a good deal wider than the one small picture under it"
PATH = "adversarial-vae/20260101-120000, npz:/a/" + "folder/" * 20 + "digits.npz, step 12,345"
SMALL_GAN = SmallGAN(*np.full((4, 600), -1.4), np.full(GRID.shape, 0.5), np.exp(-(GRID**2)))
LINEAR_VAE = LinearVAE(np.arange(3), np.ones((3, 4)), np.arange(3.0), 6.83)
ERRORS = {2: np.full((3, 2), -1.0), 20: np.full((3, 2), -9.0)}
ESTIMATES = VAEEstimates((1, 10, 100), ERRORS, ERRORS)
WORDS = [f"long name of class {k}" for k in range(10)]
SERIES = [Series("generator loss", X, X), Series("generator loss, validation", X, X, dashed=True)]
STRIP = Strip("batch_norm = False", IMAGES, IMAGES, SERIES, SERIES, "KL (nats)")
WATCHED = Watched((1, 2, 3), np.zeros((3, 9, 2)), [evaluated(np.zeros((9, 2)), 1)] * 3)
COST = Path(np.array([1.0, 10.0, 100.0]), np.ones((2, 3)))
SHARES = {(n, arm): Estimate(0.5, 0.4, 0.6) for n in (10, 50) for arm in WORDS}
ARMS = Outcome("accuracy", SHARES, {}, [], {}, Support(300, 3, "one", 100), {})
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
    "curves": lambda: curves([Panel("nats", SERIES)], title="title"),
    "scatter": lambda: scatter(IMAGES[:, 0, :2, 0], np.arange(25) % 10, WORDS, title="title"),
    "divergence": divergence_figures.gaussian_divergence,
    "discriminator": lambda: gan_figures.optimal_discriminator(
        X, X**2, X**2 + 1, X**2 / 16, "title"
    ),
    "value": lambda: add_title(*all_figures.drawn_gan(SMALL_GAN)["value-function"]),
    "learned discriminator": lambda: add_title(
        *all_figures.drawn_gan(SMALL_GAN)["optimal-discriminator"]
    ),
    "gradient": gan_figures.vanishing_gradient,
    "subspace": lambda: vae_figures.principal_subspace(LINEAR_VAE),
    "trained VAE": lambda: vae_figures.trained_vae_estimates(ESTIMATES),
    "stages": lambda: stages({"start": IMAGES, "step 1200": IMAGES}, title=LONG),
    "long curves": lambda: curves([Panel("nats", SERIES, levels={"−log 4": -1.4})], title=PATH),
    "long scatter": lambda: scatter(IMAGES[:, 0, :2, 0], title=PATH),
    "one slide": lambda: curves([Panel("nats", SERIES)] * 3, title=PATH),
    "six panels": lambda: curves([Panel("nats", SERIES)] * 6, title=PATH),
    "narrow curves": lambda: curves([Panel("nats", SERIES)] * 2, title=PATH, width=3.3),
    "strips": lambda: strips([STRIP, STRIP._replace(plane=None)]),
    "rows": lambda: rows_of([("conv-vae\nstep 300", IMAGES[:7]), ("a", IMAGES[:3])], 5, LONG),
    "collapse": lambda: mode_collapse({"slow discriminator": WATCHED}),
    "cost": lambda: against_cost({"images": {name: COST for name in WORDS}}, "KID"),
    "intervals": lambda: intervals([(name, 1.0, 0.5, 1.5, [1.0]) for name in WORDS], "FID", 0.1),
    "matrices": lambda: matrices(
        {name: np.full((10, 10), 0.1) for name in WORDS[:4]}, WORDS, "other", "taken for", "share"
    ),
    "arms": lambda: arms_figure(ARMS),
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


@pytest.mark.parametrize("name", ["grid", "grid of one", "manifold", "interpolation", "curves"])
def test_a_title_wraps_within_the_figure_and_moves_no_pixel(name):
    plain = FIGURES[name]()
    before = [
        axes.get_position().bounds * np.tile(plain.get_size_inches(), 2) for axes in plain.axes
    ]
    figure = add_title(plain, PATH)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    title = [text for text in figure.texts if "adversarial-vae" in text.get_text()][0]
    box = title.get_window_extent()
    assert box.x0 >= 0 and box.x1 <= figure.bbox.x1 and box.y1 <= figure.bbox.y1
    assert "".join(title.get_text().split()).startswith("".join(PATH.split()))
    if figure.get_layout_engine() is None:  # pixels keep their place in dots
        size = np.tile(figure.get_size_inches(), 2)
        after = [axes.get_position().bounds * size for axes in figure.axes]
        np.testing.assert_allclose(after, before, atol=1e-9)


@pytest.mark.parametrize("name", FIGURES)
def test_a_title_lies_on_nothing_else(name):
    figure = add_title(FIGURES[name](), PATH)
    figure.draw_without_rendering()
    (title,) = (text for text in figure.texts if "adversarial-vae" in text.get_text())
    box = title.get_window_extent()
    others = [legend.get_window_extent() for legend in figure.legends]
    others += [axes.get_tightbbox() for axes in figure.axes if axes.get_visible()]
    assert all(each.y1 <= box.y0 + 1 for each in others)


def test_a_byte_of_a_path_that_is_no_text_is_drawn_as_its_escape():
    figure = add_title(FIGURES["grid"](), plain("gan/b\udce4r $x$"))
    assert title_of(figure) == r"gan/b\udce4r $x$"
    assert title_of(add_title(FIGURES["grid"](), "SavedModel b\udce4r")) == r"SavedModel b\udce4r"
    assert short("b\udce4r", 10) == r"b\udce4r"
    FigureCanvasAgg(figure).draw()


def test_a_wrapped_text_keeps_its_words():
    lines = wrapped("one two three " + "x" * 200, 1.0)
    assert len(lines) > 5 and "".join(lines).replace(" ", "") == "onetwothree" + "x" * 200


def test_column_labels_do_not_touch():
    figure = FIGURES["labelled grid"]()
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    boxes = [text.get_window_extent() for text in figure.axes[0].get_xticklabels()]
    assert all(left.x1 < right.x0 for left, right in zip(boxes[:-1], boxes[1:], strict=True))


def test_no_module_of_figures_imports_pyplot_or_tensorflow():
    modules = [f"{package.__name__}.{each.name}" for each in pkgutil.iter_modules(package.__path__)]
    assert 5 < len(modules) <= 17
    code = (
        f"import importlib, sys\nfor name in {modules}: importlib.import_module(name)\n"
        "print({'matplotlib.pyplot', 'tensorflow', 'keras'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
