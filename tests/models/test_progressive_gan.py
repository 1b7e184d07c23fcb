"""The progressive GAN: its stages, and what they show of real and drawn images."""

import numpy as np
import pytest
from small import batches, built, images, narrow

from keras_gencmp.recipes import recipe


def narrowed(**changes):
    plan = narrow(recipe.load("progressive-gan"))
    model = built(plan, **changes)
    return model, batches(plan, model, images(4, plan.data.image_size))[0]


def coarseness(pixels):
    """The side of the largest blocks of equal pixels that images consist of."""
    sizes = (4, 2, 1)
    blocks = [np.asarray(pixels)[:, ::size, ::size] for size in sizes]
    full = [
        block.repeat(size, 1).repeat(size, 2) for block, size in zip(blocks, sizes, strict=True)
    ]
    return next(s for s, x in zip(sizes, full, strict=True) if np.allclose(x, pixels, atol=1e-6))


def test_each_stage_holds_and_fades_for_as_many_steps():
    model, _ = narrowed(model__stage_steps=10)
    stages = []
    for step in (0, 10, 15, 20, 30, 35, 40, 90):
        model.clock.assign(step)
        stages.append(float(model.stage()))
    np.testing.assert_allclose(stages, [0, 0, 0.5, 1, 1, 1.5, 2, 2], atol=1e-6)


def test_the_stage_is_the_formula_of_its_docstring():
    model, _ = narrowed(model__stage_steps=7)
    for step in range(28):  # t = 4 at most, when 28 pixels are reached
        model.clock.assign(step)
        t = step / 7
        assert float(model.stage()) == pytest.approx(t // 2 + max(0, t % 2 - 1), abs=1e-6)


def test_64_pixels_take_one_stage_more():
    model, _ = narrowed(data__image_size=64)
    model.clock.assign(100)
    assert float(model.stage()) == 3.0


@pytest.mark.parametrize(("step", "side"), [(0, 4), (15, 2), (20, 2), (35, 1), (40, 1)])
def test_real_and_drawn_images_are_as_fine_as_the_stage(monkeypatch, step, side):
    model, batch = narrowed(model__stage_steps=10, networks__generator__weights="he")
    model.clock.assign(step)
    assert coarseness(model.decode(model.prior(4, model.noise_seed(0)))) == side
    seen, discriminate = [], model.discriminate
    monkeypatch.setitem(
        model.__dict__,
        "discriminate",
        lambda x, y, training=True: seen.append(x) or discriminate(x, y),
    )
    model.train_step(batch)
    # Generated and real images of the discriminator's step, generated ones of the generator's.
    assert [coarseness(each) for each in seen] == [side, side, side]
