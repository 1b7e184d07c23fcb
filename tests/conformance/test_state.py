"""Every recipe resumes bit for bit and exports what it computes."""

import numpy as np
import pytest
import tensorflow as tf
from small import batches, built, images

from keras_gencmp import assembly
from keras_gencmp.exports import saved_model, versions


def train(model, data):
    for batch in data:
        model.train_step(batch)


@pytest.mark.usefixtures("eagerly")
def test_a_resumed_training_equals_the_uninterrupted_one_bit_for_bit(plan, tmp_path):
    whole, half, rest = built(plan), built(plan), built(plan)
    split = images(8 * whole.batches_per_step)
    train(whole, batches(plan, whole, split))
    train(half, batches(plan, half, split)[:3])
    assembly.save(half, tmp_path / "checkpoint.npz")
    assembly.restore(rest, tmp_path / "checkpoint.npz")
    train(rest, batches(plan, rest, split, first_step=3))
    states = [assembly.variables(model) for model in (whole, rest)]
    assert states[0].keys() == states[1].keys()
    for name in states[0]:
        np.testing.assert_array_equal(states[0][name].numpy(), states[1][name].numpy(), name)


@pytest.mark.usefixtures("eagerly")
def test_a_sample_does_not_depend_on_its_neighbours(plan):
    model = built(plan)
    train(model, batches(plan, model, images(8 * model.batches_per_step))[:1])
    z = np.asarray(model.prior(8, tf.constant([3, 0], tf.int64)))
    labels = np.arange(8) % 10 if model.conditional else None
    many = model.decode_many(z, labels)
    one = model.decode_many(z[5:6], None if labels is None else labels[5:6])
    np.testing.assert_allclose(one[0], many[5], atol=1e-5)
    assert many.min() >= 0 and many.max() <= 1 and many.dtype == np.float32


@pytest.mark.usefixtures("eagerly")
def test_samples_repeat_with_their_seed(plan):
    model = built(plan)
    np.testing.assert_array_equal(model.sample(4, seed=1), model.sample(4, seed=1))
    assert not np.array_equal(model.sample(4, seed=1), model.sample(4, seed=2))


@pytest.mark.slow
def test_an_export_computes_what_the_model_computes(plan, tmp_path):
    model = built(plan)
    folder = versions.export(model, tmp_path / plan.name)
    np.testing.assert_allclose(
        saved_model.sample(folder, 5, seed=2), model.sample(5, seed=2), atol=1e-5
    )
    loaded = saved_model.load(folder)
    if model.has_encoder:
        pixels = images(6).images.astype("float32") / 255
        labels = [tf.range(6)] if model.conditional else []
        codes = loaded.encode(pixels, *labels)
        np.testing.assert_allclose(codes, model.encode(pixels, *map(np.asarray, labels)), atol=1e-5)
