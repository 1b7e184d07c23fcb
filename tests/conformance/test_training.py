"""Every recipe trains: losses are finite, and each player moves its own weights and no others."""

import numpy as np
import pytest
from small import batches, built, images

pytestmark = pytest.mark.usefixtures("eagerly")


# Their losses know differences of scores alone, so that the last bias of the critic may rest.
DIFFERENCES = ("hinge-gan", "wgan", "wgan-gp")


class Still:
    """An optimizer that moves nothing."""

    def apply(self, gradients, weights):
        pass

    def scale_loss(self, loss):
        return loss


def values(model, role):
    return [weight.numpy().copy() for weight in getattr(model, role).trainable_weights]


def moved(before, after):
    return [not np.array_equal(a, b) for a, b in zip(before, after, strict=True)]


def test_losses_are_finite_and_every_weight_moves(plan):
    model = built(plan)
    before = {role: values(model, role) for role in model.roles}
    for batch in batches(plan, model, images(12 * model.batches_per_step)):
        reports = model.train_step(batch)
    assert tuple(reports) == model.metric_names
    assert all(np.isfinite(value) for value in reports.values())
    for role in model.roles:
        resting = moved(before[role], values(model, role)).count(False)
        assert resting <= (role == "discriminator" and plan.name in DIFFERENCES), role


def test_each_players_step_moves_only_its_own_networks(plan, monkeypatch):
    model = built(plan)
    batch = batches(plan, model, images(4 * model.batches_per_step))[0]
    for player, own in model.players.items():
        real = getattr(model, f"{player}_optimizer")
        chosen = {player: real}
        monkeypatch.setattr(model, "_optimizer", lambda name, c=chosen: c.get(name, Still()))
        before = {role: values(model, role) for role in model.roles}
        model.train_step(batch)
        for role in model.roles:
            assert any(moved(before[role], values(model, role))) == (role in own), (player, role)


@pytest.mark.parametrize(("side", "channels"), [(28, 3), (32, 1), (64, 3)])
def test_every_size_in_grey_and_colour(plan, side, channels):
    model = built(plan, data__image_size=side, data__channels=channels)
    split = images(4 * model.batches_per_step, side, channels)
    reports = model.train_step(batches(plan, model, split)[0])
    assert all(np.isfinite(value) for value in reports.values())
    assert model.sample(3).shape == (3, side, side, channels)
