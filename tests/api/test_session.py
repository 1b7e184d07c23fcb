"""What a Python session gives the functions: arrays, models in memory, runs; and wrong things."""

import numpy as np
import pytest
from matplotlib.figure import Figure

import keras_gencmp as gg
from keras_gencmp import runs
from keras_gencmp.api.datasets import name_of, splits_of
from keras_gencmp.errors import UserError

RANDOM = np.random.default_rng(0)
X, Y = RANDOM.random((260, 28, 28)), np.arange(260) % 3
SMALL = {"networks.generator.widths": [8], "networks.discriminator.widths": [8], "latent": 4}


def test_arrays_are_data_like_files(session):
    name = name_of((X, Y), "runs")
    assert name.startswith("npz:") and name_of((X, Y), "runs") == name
    read, held = splits_of(name), splits_of((X, Y))
    assert read.digest == held.digest and held.classes == ("0", "1", "2")
    assert held.train.images.shape[1:] == (28, 28, 1)
    assert name_of(X, "runs") != name and splits_of(X).classes == ("all",)
    assert name_of("digits", "runs") == "digits" and name_of(None, "runs") is None


def test_a_run_on_arrays_finds_them_again(session):
    labels = np.array(["a", "b", "c"], object)[Y]
    run = gg.train("gan", SMALL, dataset=(X, labels), epochs=1, batch_size=60, figures=False)
    assert run.environment["classes"] == ["a", "b", "c"]
    assert gg.evaluate(run, metrics="sharpness", n=20)[run.name]["sharpness"].defined
    assert gg.latent(gg.load("conv-vae"), dataset=(X, Y)).axes


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: gg.dataset((X, Y, X)), "not a tuple of 3"),
        (lambda: gg.dataset(np.array([X[0], X[0, :5]], object)), "an array of numbers, not of obj"),
        (lambda: gg.dataset(X, Y[:7]), "260 images in x but 7 labels in y"),
        (lambda: gg.dataset("digits", Y), "a dataset's name has its own"),
        (lambda: gg.dataset(np.zeros((20, 8, 8))), "there is nothing to learn"),
        (lambda: gg.sample("dcgan", 2, labels=[1]), "takes no labels"),
        (lambda: gg.sample("conditional-vae", 2, labels="3"), "a list of classes"),
        (lambda: gg.sample("conditional-vae", 2, labels=["ten"]), "no class 'ten'"),
        (lambda: gg.sample("dcgan", 2, draw=True), "Bernoulli likelihood"),
        (lambda: gg.sample("dcgan", 2, sampler="gmm"), "no encoder: sampler='gmm' needs"),
        (lambda: gg.sample("dcgan", 2, sampler="mcmc"), "'prior' or 'gmm', not 'mcmc'"),
        (lambda: gg.encode("dcgan", X), "dcgan has no encoder: encode needs"),
        (lambda: gg.encode("conv-vae", X), r"the model takes \(n, 28, 28, 1\)"),
        (lambda: gg.encode("conditional-vae", X[:2, ..., None]), "labels="),
        (lambda: gg.latent("dcgan"), "dcgan has no encoder: latent needs"),
        (lambda: gg.manifold("dcgan"), "dcgan has 16 latent dimensions: manifold needs two"),
        (lambda: gg.manifold("conv-vae", grid=1), "grid must be a whole number of at least 2"),
        (lambda: gg.interpolate("conv-vae", X[:1, ..., None]), "two ends: give two images, not 1"),
        (lambda: gg.interpolate("conv-vae", X[:3, ..., None]), "two ends: give two images, not 3"),
        (lambda: gg.interpolate("conv-vae", X[..., None], between=(3, 8)), "between does no"),
        (lambda: gg.interpolate("dcgan", labels=[3]), "labels does nothing without pictures"),
        (lambda: gg.reconstruct("conv-vae", labels=[3]), "labels does nothing without pictures"),
        (lambda: gg.sample("conditional-vae", 2, labels=[3], sampler="gmm"), "labels does nothing"),
        (lambda: gg.sample("dcgan", 2, dataset="digits"), "dataset does nothing without sampler"),
        (
            lambda: gg.evaluate(X[..., None], dataset="digits", sampler="gmm"),
            "sampler does nothing",
        ),
        (lambda: gg.evaluate("real", dataset="digits", nll_images=5), "nll_images does nothing"),
        (lambda: gg.reproduce("F"), "a report is one of A, B, C, D, E, not 'F'"),
        (lambda: gg.reproduce("A", quick=True, epochs=3), "leave out quick or epochs"),
        (lambda: gg.compare(["gan"], output="o", rank="fdi"), "rank is one of fid"),
        (lambda: gg.compare(["gna"], output="o"), "did you mean 'gan'"),
        (lambda: gg.evaluate("dcgan", metrics="fidd"), "did you mean 'fid'"),
        (lambda: gg.evaluate(X[..., None]), "name them, as in dataset='digits'"),
        (lambda: gg.evaluate(["dcgan", X[..., None]]), "score images in another call"),
        (lambda: gg.train("dcgan", {"loss": "hinge"}), "write model__loss"),
        (lambda: gg.load("dcgna"), "did you mean 'dcgan'"),
    ],
)
def test_a_wrong_call_is_one_sentence_that_names_the_mend(call, message, session):
    with pytest.raises(UserError, match=message):
        call()


def test_a_model_in_memory_is_drawn_and_scored(session):
    vae = gg.load("conv-vae")
    assert isinstance(gg.manifold(vae, grid=3), Figure)
    assert isinstance(gg.latent(vae, dataset="digits"), Figure)
    assert isinstance(gg.reconstruct(vae, X[:3, ..., None]), Figure)
    assert isinstance(gg.interpolate(vae, X[:2, ..., None], steps=3), Figure)
    with pytest.raises(UserError, match="a model in memory knows no data"):
        gg.latent(vae)
    with pytest.raises(UserError, match="manifold needs a model with two latent dimensions"):
        gg.manifold(gg.load("dcgan"))
    labelled = gg.load("conditional-vae")
    table = gg.evaluate({"a": vae, "b": labelled}, dataset="digits", metrics="sharpness", n=20)
    assert {"a", "b", "real images"} <= set(table.values())


def test_labels_are_names_or_numbers_in_turn(session):
    images = gg.sample("conditional-vae", 4, labels=["3", 7], seed=1)
    again = gg.load("conditional-vae").sample(4, np.array([3, 7, 3, 7]), seed=1)
    np.testing.assert_array_equal(images, again)
    assert gg.manifold("conv-vae", grid=2).axes


def test_a_table_is_asked_by_row_and_shown_as_text_and_markdown(session):
    table = gg.evaluate({"mine": X[..., None]}, dataset="digits", metrics="sharpness", n=40)
    assert table["mine"]["sharpness"].n == 40
    assert "mine" in str(table) and "| mine |" in table._repr_markdown_()
    assert table.values()["mine"]["sharpness"] == table["mine"]["sharpness"].value
    with pytest.raises(UserError, match="'mien' names no rows: did you mean 'mine'?"):
        table["mien"]


def test_a_run_is_named_by_itself_its_path_or_its_name(session):
    run = runs.find("dcgan")
    images = [gg.sample(each, 2) for each in (run, run.directory, str(run.directory), run.name)]
    for each in images[1:]:
        np.testing.assert_array_equal(each, images[0])
