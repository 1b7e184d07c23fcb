"""Every loss and every penalty of the registries trains a GAN, in every order of its steps."""

import numpy as np
import pytest
from small import batches, built, images, narrow

from keras_gencmp import assembly
from keras_gencmp.losses.registry import LOSSES, PENALTIES
from keras_gencmp.recipes import recipe

ORDERS = pytest.mark.parametrize("simultaneous", [False, True])


def gan(name: str = "gan", **changes):
    """A narrowed GAN and a batch for one step of it."""
    plan = narrow(recipe.load(name))
    model = built(plan, **changes)
    return model, batches(plan, model, images(12 * model.batches_per_step))


def train(model, data):
    """The metrics of the steps, and the weights by name after them."""
    logs = [model.train_step(batch) for batch in data]
    return logs, {name: value.numpy() for name, value in assembly.variables(model).items()}


def assert_finite(logs, weights):
    assert all(np.isfinite(value) for log in logs for value in log.values())
    assert all(np.isfinite(value).all() for value in weights.values())


@pytest.mark.parametrize("loss", LOSSES)
@ORDERS
def test_every_loss_trains_a_gan(loss, simultaneous):
    model, data = gan(model__loss=loss, model__simultaneous=simultaneous)
    before = [weight.numpy() for weight in model.generator.trainable_weights]
    logs, weights = train(model, data[:2])
    assert_finite(logs, weights)
    after = [weight.numpy() for weight in model.generator.trainable_weights]
    assert all(not np.array_equal(*pair) for pair in zip(before, after, strict=True))


@pytest.mark.parametrize("penalty", PENALTIES)
@ORDERS
def test_every_penalty_trains_a_gan(penalty, simultaneous):
    changes = {"model__simultaneous": simultaneous, "model__loss": "relativistic_pairing"}
    with_it, data = gan(model__penalty=penalty, **changes)
    without, _ = gan(**changes)
    logs, weights = train(with_it, data[:2])
    assert_finite(logs, weights)
    _, others = train(without, data[:2])
    assert any(not np.array_equal(weights[name], others[name]) for name in others)


@pytest.mark.parametrize("loss", LOSSES)
def test_every_loss_trains_a_vae_gan(loss):
    model, data = gan("vae-gan", model__loss=loss)
    assert_finite(*train(model, data[:1]))


@pytest.mark.parametrize("name", ["conditional-gan", "infogan", "sgan-odena"])
@ORDERS
def test_losses_of_both_scores_train_the_gans_with_more_inputs_and_outputs(name, simultaneous):
    changes = {"model__loss": "relativistic_average", "model__penalty": "r1_r2"}
    model, data = gan(name, model__simultaneous=simultaneous, **changes)
    assert_finite(*train(model, data[:1]))


@pytest.mark.parametrize("penalty", PENALTIES)
def test_a_training_with_a_lazy_penalty_resumes_bit_for_bit(penalty, tmp_path):
    changes = {"model__penalty": penalty, "model__penalty_every": 3}
    (whole, data), (half, _), (rest, _) = (gan(**changes) for _ in range(3))
    _, expected = train(whole, data)
    train(half, data[:2])
    assembly.save(half, tmp_path / "checkpoint.npz")
    assembly.restore(rest, tmp_path / "checkpoint.npz")
    _, result = train(rest, data[2:])
    for name, value in expected.items():
        np.testing.assert_array_equal(result[name], value, name)
