"""Figures of models: which are drawn for which model, and of what."""

import numpy as np
import pytest
from matplotlib.text import Text
from small import built, images, narrow

from keras_gencmp.data import Splits
from keras_gencmp.errors import UserError
from keras_gencmp.inspection import endpoints, latent_figures, run_figures
from keras_gencmp.inspection.run_figures import TrainedRun
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
        ("dcgan", {"curves", "samples", "samples-by-epoch", "stages", "interpolation"}),
        (
            "conv-vae",
            {
                "curves",
                "samples",
                "samples-by-epoch",
                "stages",
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
    possible = run_figures.available(TrainedRun(run, model(name), SPLITS))
    assert set(possible) == expected
    run.samples.mkdir()
    np.save(run.samples / "0000.npy", images(30).images)
    run.history_file.write_text("epoch,loss\n1,2.0\n")
    run.iterations_file.write_text("step,loss\n5,2.0\n")
    for kind in expected:
        figure = possible[kind]()
        title = " ".join(text.get_text() for text in figure.texts)
        assert all(part in "".join(title.split()) for part in (tmp_path.name, "auto,", "step"))


def test_the_ends_of_an_interpolation_are_of_different_classes():
    for seed in range(20):
        one, other = latent_figures.random_pair(SPLITS.test, None, seed)
        assert SPLITS.test.labels[one] != SPLITS.test.labels[other]
    one, other = latent_figures.random_pair(SPLITS.test, (3, 8), 0)
    assert (SPLITS.test.labels[one], SPLITS.test.labels[other]) == (3, 8)


def test_a_class_that_is_not_there_is_one_sentence():
    with pytest.raises(UserError, match="no class 11"):
        latent_figures.random_pair(SPLITS.test, (3, 11), 0)


def test_pixels_become_numbers_between_0_and_1():
    np.testing.assert_allclose(latent_figures.as_floats(np.array([0, 255], np.uint8)), [0, 1])


def test_an_infogan_draws_each_code_along_its_rows(tmp_path):
    gan, run = model("infogan"), Run(tmp_path)
    run.recipe_file.write_text(recipe.load("infogan").to_json())
    possible = run_figures.available(TrainedRun(run, gan, SPLITS))
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
    latent_figures.prior_and_mixture_samples(vae, SPLITS.train, rows=2, columns=5)
    prior, mixture = seen
    assert np.abs(prior).max() < 10 and np.abs(mixture - 40).max() < 1


def test_two_latents_of_a_gan_come_from_its_own_prior():
    gan, seen = model("infogan"), []
    gan.decode_many = lambda z, labels=None: seen.append(z) or np.zeros((len(z), 28, 28, 1))
    latent_figures.interpolated(gan, SPLITS.test)
    ends = seen[0][[0, -1]]
    assert np.abs(ends).max() <= 1 + 1e-6  # U(-1, 1) and one category, not N(0, I)


@pytest.mark.parametrize("name", ["conditional-vae", "conditional-gan"])
def test_each_end_of_a_conditional_interpolation_has_its_own_label(name):
    conditional, seen = model(name), []
    decode = conditional.decode
    conditional.decode = lambda z, labels: seen.append(np.asarray(labels)) or decode(z, labels)
    latent_figures.interpolated(conditional, SPLITS.test, (3, 8), 5)
    np.testing.assert_allclose(seen[0][:, 3], [1, 0.75, 0.5, 0.25, 0])
    np.testing.assert_allclose(seen[0][:, 8], [0, 0.25, 0.5, 0.75, 1])
    np.testing.assert_allclose(seen[0].sum(axis=1), 1)


@pytest.mark.parametrize("name", ["conditional-vae", "conditional-gan"])
def test_a_soft_label_of_one_class_is_its_label(name, monkeypatch):
    monkeypatch.undo()
    conditional = model(name)
    z = np.random.default_rng(0).standard_normal((4, conditional.latent)).astype("float32")
    soft, hard = np.eye(10)[[1, 2, 3, 4]], np.array([1, 2, 3, 4])
    images = conditional.decode_many(z, soft)
    np.testing.assert_allclose(images, conditional.decode_many(z, hard), atol=1e-6)


def test_the_ends_of_a_gan_s_path_are_of_the_classes_asked_for():
    gan, seen = model("dcgan"), []
    gan.decode_many = lambda z, labels=None: seen.append(z) or np.zeros((len(z), 28, 28, 1))
    surest = np.eye(10)[np.arange(endpoints.DRAWS) // 100] * np.linspace(0.5, 1, 1000)[:, None]
    latent_figures.interpolated(gan, SPLITS.test, (3, 8), 5, classify=lambda images: surest)
    draws, path = seen
    np.testing.assert_allclose(path[[0, -1]], draws[[399, 899]], atol=1e-5)
    ends = latent_figures.draws_of_classes(gan, (3, 3), 0, lambda images: surest)
    assert not np.array_equal(*ends)
    with pytest.raises(UserError, match="too few images of class 8"):
        latent_figures.draws_of_classes(gan, (3, 8), 0, lambda images: np.eye(10)[np.full(1000, 3)])
    with pytest.raises(UserError, match="need a judge"):
        latent_figures.interpolated(gan, SPLITS.test, (3, 8))


def test_a_conditional_model_has_one_plane_for_each_class(tmp_path):
    plan = narrow(recipe.override(recipe.load("conditional-vae"), {"latent": 2}))
    conditional, run = built(plan), Run(tmp_path)
    run.recipe_file.write_text(plan.to_json())
    possible = run_figures.available(TrainedRun(run, conditional, SPLITS))
    planes = {name for name in possible if name.startswith("manifold")}
    assert planes == {f"manifold-{label}" for label in range(10)}
    seen = []
    conditional.decode_many = lambda z, y: seen.append(y) or np.zeros((len(z), 28, 28, 1))
    assert possible["manifold-7"]().axes
    assert set(seen[0]) == {7}
    for wrong in (None, 10):
        with pytest.raises(UserError, match="a class from 0 to 9"):
            latent_figures.decoded_grid(conditional, 3, wrong)
    with pytest.raises(UserError, match="takes no labels"):
        latent_figures.decoded_grid(model("conv-vae"), 3, 1)


@pytest.mark.parametrize(("kind", "greys"), [("none", True), ("threshold", False)])
def test_a_mixture_is_fitted_to_codes_of_images_as_they_were_trained_on(kind, greys, tmp_path):
    plan = recipe.override(recipe.load("conv-vae"), {"data.binarize": kind})
    run = Run(tmp_path)
    run.recipe_file.write_text(plan.to_json())
    seen = run_figures.training_split(run, SPLITS)
    assert bool(set(np.unique(seen.images)) - {0, 255}) == greys
    assert np.array_equal(seen.labels, SPLITS.train.labels)


def test_samples_by_epoch_are_the_stored_ones_of_the_first_and_last_epoch(tmp_path):
    run = stored(tmp_path, {})
    (axes,) = run_figures.samples_by_epoch(run).axes
    labels = [text.get_text() for text in axes.get_yticklabels()]
    assert labels == ["start", "epoch 2", "epoch 5", "epoch 8", "epoch 10"]
    assert axes.images[0].get_array()[-1, 0, 0] == 100


def stored(folder, changes, name="gan"):
    """A run with the samples of eleven epochs."""
    run = Run(folder)
    run.recipe_file.write_text(recipe.override(recipe.load(name), changes).to_json())
    run.samples.mkdir()
    for epoch in range(11):
        np.save(run.samples / f"{epoch:04d}.npy", np.full((25, 28, 28, 1), 10 * epoch, np.uint8))
    return run


def test_the_samples_of_a_first_look_are_named_after_steps(tmp_path):
    run = stored(tmp_path, {"schedule.epoch_steps": 60})
    (axes,) = run_figures.samples_by_epoch(run).axes
    assert axes.get_yticklabels()[-1].get_text() == "step 600"


def test_stages_are_25_samples_at_the_start_half_way_and_at_the_end(tmp_path):
    (axes,) = run_figures.stages(stored(tmp_path, {}), model("gan")).axes
    assert [text.get_text() for text in axes.get_xticklabels()] == ["start", "epoch 5", "epoch 10"]
    pixels = np.asarray(axes.images[0].get_array())[..., 0]
    assert pixels.shape[0] == 5 * 28 + 4 * 2
    assert [pixels[0, 0], pixels[0, pixels.shape[1] // 2 - 2], pixels[0, -1]] == [0, 50, 100]


@pytest.mark.parametrize(
    ("name", "binarize", "drawn"),
    [("conv-vae", "dynamic", True), ("conv-vae", "none", False), ("dcgan", "dynamic", False)],
)
def test_stages_of_binary_images_are_draws_of_the_pixels(name, binarize, drawn, tmp_path):
    run = stored(tmp_path, {"data.binarize": binarize}, name)
    (axes,) = run_figures.stages(run, model(name)).axes
    assert (set(np.unique(axes.images[0].get_array())) <= {0, 255}) == drawn


def test_codes_of_many_dimensions_are_projected_and_the_axes_say_so():
    vae = model("conv-vae")
    codes = np.random.default_rng(0).standard_normal((30, 5)) * [1, 0, 0, 0, 0]
    vae.encode = lambda images, labels=None: codes
    axes = latent_figures.codes_by_class(vae, SPLITS.test, SPLITS.classes).axes[0]
    assert axes.get_xlabel() == "first principal component of 5 (100% of variance)"
    assert axes.get_ylabel() == "second principal component of 5 (0% of variance)"
    vae.encode = lambda images, labels=None: codes[:, :2]
    axes = latent_figures.codes_by_class(vae, SPLITS.test, SPLITS.classes).axes[0]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("$z_1$", "$z_2$")


def test_the_code_of_a_single_image_is_a_point():
    vae, split = model("conv-vae"), SPLITS.test._make(array[:1] for array in SPLITS.test)
    vae.encode = lambda images, labels=None: np.ones((1, 5))
    axes = latent_figures.codes_by_class(vae, split, SPLITS.classes).axes[0]
    assert axes.collections[0].get_offsets().tolist() == [[0, 0]]


def test_a_traversal_varies_the_dimensions_that_the_codes_use():
    vae, seen = model("vae"), []
    codes = np.zeros((20, 16), "float32")
    codes[:, 3], codes[:, 7] = np.arange(20), np.arange(20) / 2
    vae.encode = lambda images, labels=None: codes
    vae.decode_many = lambda z, labels=None: seen.append(z) or np.zeros((len(z), 28, 28, 1))
    figure = latent_figures.latent_traversal(vae, SPLITS.train, rows=2, columns=3)
    np.testing.assert_allclose(seen[0][:3, 3], [-3, 0, 3])
    np.testing.assert_allclose(seen[0][3:, 7], [-3, 0, 3])
    texts = [text.get_text() for text in figure.findobj(Text)]
    assert {"$z_{4}$", "$z_{8}$", "−3.00", "0.00", "3.00"} <= set(texts)


def test_the_plane_and_the_traversal_are_where_the_models_own_prior_is():
    plan = narrow(recipe.load("conv-vae"))
    vae = built(recipe.override(plan, {"prior": {"name": "mixture", "components": 2}}))
    arrays = [np.zeros((1, 2)), np.array([[7.0, -9.0, 9.0, -9.0]]), np.full((1, 4), -4.0)]
    vae.prior_parameters.set_weights(arrays)
    axes = latent_figures.decoded_grid(vae, 3).axes[0]
    across, up = (
        [float(text.get_text().replace("−", "-")) for text in labels]
        for labels in (axes.get_xticklabels(), axes.get_yticklabels())
    )
    assert all(6 < each < 10 for each in across) and all(-10 < each < -8 for each in up)
    assert sorted(across) == across and across[-1] - across[0] > 1.9
