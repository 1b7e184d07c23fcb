"""Pictures of models: what is drawn for whom."""

import numpy as np
import pytest
from matplotlib.text import Text
from small import built, images, narrow

from keras_gencmp.data import Splits
from keras_gencmp.errors import UserError
from keras_gencmp.inspection import latent_space, run_figures
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.recipes import recipe
from keras_gencmp.runs.run import Run

SPLITS = Splits(images(20), images(0), images(30), tuple("0123456789"), "0", "digits")


@pytest.fixture(autouse=True)
def eagerly(monkeypatch):
    monkeypatch.setattr(GenerativeModel, "_compiled", lambda model, name: getattr(model, name))


def model(name):
    return built(narrow(recipe.load(name)))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("dcgan", {"curves", "samples", "progress", "interpolation"}),
        (
            "conv-vae",
            {
                "curves",
                "samples",
                "progress",
                "interpolation",
                "reconstructions",
                "latent",
                "manifold",
                "mixture",
            },
        ),
    ],
)
def test_a_model_is_drawn_in_every_way_that_it_can(name, expected, tmp_path):
    run = Run(tmp_path)
    run.recipe_file.write_text(recipe.load(name).to_json())
    possible = run_figures.drawings(run, model(name), SPLITS)
    assert set(possible) == expected
    for kind in expected - {"curves", "progress"}:
        assert possible[kind]().axes


def test_the_ends_of_an_interpolation_are_of_different_classes():
    for seed in range(20):
        one, other = latent_space.two_of_different_classes(SPLITS.test, None, seed)
        assert SPLITS.test.labels[one] != SPLITS.test.labels[other]
    one, other = latent_space.two_of_different_classes(SPLITS.test, (3, 8), 0)
    assert (SPLITS.test.labels[one], SPLITS.test.labels[other]) == (3, 8)


def test_a_class_that_is_not_there_is_one_sentence():
    with pytest.raises(UserError, match="no class 11"):
        latent_space.two_of_different_classes(SPLITS.test, (3, 11), 0)


def test_curves_have_held_out_losses_by_epoch_and_others_by_step(tmp_path):
    run = Run(tmp_path)
    run.history_file.write_text("epoch,loss\n1,2.0\n2,1.0\n")
    run.iterations_file.write_text("step,loss,real_score\n5,2.0,0.1\n10,1.0,0.2\n")
    figure = run_figures.loss_curves(run)
    assert [axes.get_ylabel() for axes in figure.axes] == ["nats", "logit"]
    assert figure.axes[-1].get_xlabel() == "step"
    run.history_file.write_text("epoch,loss,val_loss\n1,2.0,2.1\n2,1.0,1.1\n")
    assert run_figures.loss_curves(run).axes[0].get_xlabel() == "epoch"


def test_quality_stands_under_the_losses_with_the_best_epoch_marked(tmp_path):
    run = Run(tmp_path)
    run.history_file.write_text("epoch,loss\n1,2.0\n2,1.0\n3,0.5\n")
    run.iterations_file.write_text("step,loss\n5,2.0\n10,1.0\n")
    rows = ["1,4.0,0.2,0.9,1.2,2.4", "2,3.0,0.1,0.8,1.8,2.4", "3,3.5,0.1,0.7,2.4,2.4"]
    heads = "epoch,kid,kid_error,diversity,class_entropy,real_class_entropy"
    run.quality_file.write_text("\n".join([heads, *rows, ""]))
    _, distance, shares = run_figures.loss_curves(run).axes
    assert distance.get_ylabel() == "KID, validation" and distance.get_xlabel() == "epoch"
    values, best = distance.lines
    np.testing.assert_array_equal(values.get_xydata(), [[1, 4], [2, 3], [3, 3.5]])
    assert best.get_label() == "best: epoch 2" and set(best.get_xdata()) == {2}
    assert len(distance.collections) == 1  # the band of standard errors
    lines = {line.get_label(): line.get_ydata() for line in shares.lines}
    np.testing.assert_allclose(lines["class entropy"], [0.5, 0.75, 1])
    np.testing.assert_allclose(lines["diversity"], [0.9, 0.8, 0.7])


def test_pixels_become_numbers_between_0_and_1():
    np.testing.assert_allclose(latent_space.unit(np.array([0, 255], np.uint8)), [0, 1])


def test_an_infogan_draws_each_code_along_its_rows(tmp_path):
    gan = model("infogan")
    possible = run_figures.drawings(Run(tmp_path), gan, SPLITS)
    assert {"code-0", "code-1", "code-2"} <= set(possible)
    figure = possible["code-0"]()
    assert {text.get_text() for text in figure.findobj(Text)} >= {"category", *map(str, range(10))}
    z = gan.traversal(1, [-2.0, 2.0], 10)
    assert (z[:, 0] != z[:, 1]).sum() == 10  # in every row the one code alone


def test_a_mixture_of_codes_draws_what_the_prior_misses():
    vae = model("conv-vae")
    vae.encode = lambda images, labels=None: np.full((len(images), 2), 40.0, "float32")
    seen = []
    vae.decode_many = lambda z, labels=None: seen.append(z) or np.zeros((len(z), 28, 28, 1))
    latent_space.beside_mixture(vae, SPLITS.train, rows=2, columns=5)
    prior, mixture = seen
    assert np.abs(prior).max() < 10 and np.abs(mixture - 40).max() < 1


def test_two_latents_of_a_gan_come_from_its_own_prior():
    gan, seen = model("infogan"), []
    gan.decode_many = lambda z, labels=None: seen.append(z) or np.zeros((len(z), 28, 28, 1))
    latent_space.interpolated(gan, SPLITS.test)
    ends = seen[0][[0, -1]]
    assert np.abs(ends).max() <= 1 + 1e-6  # U(-1, 1) and one category, not N(0, I)


def test_each_unit_has_its_panel():
    series = ("loss", "val_loss", "accuracy", "val_accuracy", "real_score")
    assert run_figures.units(series) == {
        "nats": ["loss"],
        "logit": ["real_score"],
        "share": ["accuracy"],
    }


@pytest.mark.parametrize(("kind", "greys"), [("none", True), ("threshold", False)])
def test_a_mixture_is_fitted_to_codes_of_images_as_they_were_trained_on(kind, greys, tmp_path):
    plan = recipe.override(recipe.load("conv-vae"), {"data.binarize": kind})
    run = Run(tmp_path)
    run.recipe_file.write_text(plan.to_json())
    seen = run_figures.trained_on(run, SPLITS)
    assert bool(set(np.unique(seen.images)) - {0, 255}) == greys
    assert np.array_equal(seen.labels, SPLITS.train.labels)
