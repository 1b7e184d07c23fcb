"""Mixed precision: types, loss scales that move, and an overflow that is survived."""

import keras
import numpy as np
import pytest
from small import batches, built, images, narrow

from keras_gencmp.recipes import recipe

SCALE = 2.0**8


@pytest.fixture
def half():
    """A narrow DCGAN in mixed_float16, with loss scales at which nothing overflows."""
    model = built(narrow(recipe.load("dcgan")), schedule__precision="mixed_float16")
    for player in model.players:
        getattr(model, f"{player}_optimizer").dynamic_scale.assign(SCALE)
    return model


def step(model, plan_name="dcgan"):
    return model.train_step(batches(narrow(recipe.load(plan_name)), model, images(4))[0])


def test_layers_compute_in_half_and_end_in_single(half):
    convolutions = [
        layer.compute_dtype
        for role in half.roles
        for layer in getattr(half, role).layers
        if "conv2d" in layer.name
    ]
    assert convolutions.count("float16") == 3  # the generator's last one draws in single precision
    assert {getattr(half, role).outputs[0].dtype for role in half.roles} == {"float32"}
    assert {w.dtype for role in half.roles for w in getattr(half, role).trainable_weights} == {
        "float32"
    }


def test_each_player_has_a_loss_scale_of_its_own(half):
    one, other = half.discriminator_optimizer, half.generator_optimizer
    assert isinstance(one, keras.optimizers.LossScaleOptimizer)
    assert one.dynamic_scale is not other.dynamic_scale


def test_the_loss_is_scaled_and_the_step_is_not():
    losses = {}
    for precision in ("float32", "mixed_float16"):
        model = built(narrow(recipe.load("dcgan")), schedule__precision=precision)
        losses[precision] = [float(value) for value in step(model).values()]
    np.testing.assert_allclose(losses["float32"], losses["mixed_float16"], atol=0.02)


def test_an_overflow_skips_one_players_step_and_lowers_its_scale(half):
    scale = half.generator_optimizer.dynamic_scale
    scale.assign(1e38)
    before = [weight.numpy() for weight in half.generator.trainable_weights]
    step(half)
    after = [weight.numpy() for weight in half.generator.trainable_weights]
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))
    assert float(scale) == pytest.approx(0.5e38)
    assert float(half.discriminator_optimizer.dynamic_scale) == SCALE
    scale.assign(SCALE)
    step(half)
    recovered = [weight.numpy() for weight in half.generator.trainable_weights]
    assert any(not np.array_equal(a, b) for a, b in zip(after, recovered, strict=True))
    assert all(np.isfinite(weight).all() for weight in recovered)


def test_a_loss_scale_grows_after_good_steps(half):
    optimizer = half.discriminator_optimizer
    optimizer.dynamic_growth_steps = 2
    for _ in range(3):
        step(half)
    assert float(optimizer.dynamic_scale) > SCALE
