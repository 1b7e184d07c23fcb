"""What is compiled is traced once, whatever the numbers of images that it is asked for."""

import numpy as np
import pytest
import tensorflow as tf
from small import images, narrow

from keras_gencmp import assembly, data
from keras_gencmp.evaluation.likelihood import elbo, importance_sampling, quadrature
from keras_gencmp.models import inference
from keras_gencmp.recipes import recipe


@pytest.fixture(params=("dcgan", "conditional-vae"))
def model(request):
    return assembly.assemble(narrow(recipe.load(request.param)))


@pytest.fixture
def vae():
    return assembly.assemble(narrow(recipe.load("conv-vae")))


def traces(function):
    return function.experimental_get_tracing_count()


def counted(monkeypatch, model, method):
    """A list that grows whenever Python enters the method, which a graph does when it is traced."""
    entered, original = [], getattr(model, method)

    def noticed(batch):
        entered.append(method)
        return original(batch)

    monkeypatch.setattr(model, method, noticed)
    return entered


def test_sampling_encoding_and_decoding_are_traced_once(model, monkeypatch):
    monkeypatch.setattr(inference, "BATCH", 8)
    for count in (3, 5, 20, 3):
        labels = np.arange(count) % 10 if model.conditional else None
        pixels = model.sample(count, labels)
        if model.has_encoder:
            model.encode(pixels, labels)
    assert {name: traces(function) for name, function in model.graphs.items()} == {
        name: 1 for name in model.graphs
    }
    assert "decode" in model.graphs


def test_the_training_step_is_traced_once_over_epochs_and_calls(model, monkeypatch):
    entered = counted(monkeypatch, model, "train_step")
    for first_step in (0, 2):
        size = 4 * model.batches_per_step
        split = images(12 * model.batches_per_step)
        batches = data.pipeline(split, batch_size=size, seed=0, epochs=2, first_step=first_step)
        model.fit(batches, epochs=1, steps_per_epoch=2, shuffle=False, verbose=0)
    assert entered == ["train_step"]


def test_the_held_out_losses_are_traced_once_for_splits_of_odd_sizes(vae, monkeypatch):
    entered = counted(monkeypatch, vae, "test_step")
    for count in (7, 12):
        vae.evaluate(data.evaluation_pipeline(images(count), batch_size=4), verbose=0)
    assert entered == ["test_step"]


def test_likelihoods_are_traced_once(vae):
    weigh, terms = (
        importance_sampling.compiled_log_mean_weight(vae, 5),
        elbo.compiled_terms(vae),
    )
    sums = quadrature.compiled_log_sums(vae)
    seed = tf.constant([0, 1], "int64")
    for count in (3, 5):
        x, y = tf.zeros((count, 28, 28, 1)), tf.zeros((count,), "int32")
        terms(x, y, seed)
        weigh(x, y, seed)
        sums(x, tf.constant(0), tf.zeros((2 * count, 2)), tf.ones((2 * count,), "bool"))
    assert [traces(function) for function in (weigh, terms, sums)] == [1, 1, 1]


def test_models_of_one_class_are_traced_without_a_warning(caplog):
    plan = narrow(recipe.load("dcgan"))
    models = [assembly.assemble(plan) for _ in range(7)]
    for each in models:
        each.sample(2)
    assert {traces(each.graphs["decode"]) for each in models} == {1}
    assert "retracing" not in caplog.text
