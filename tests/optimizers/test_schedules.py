"""Learning rates over fractions of the training: their curves, their end, and resuming."""

import math

import keras
import numpy as np
import pytest
import tensorflow as tf
from small import batches, built, images, narrow

from keras_gencmp import assembly
from keras_gencmp.errors import UserError
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.optimizers.progress import TrainingProgress
from keras_gencmp.optimizers.schedules import Cosine, Linear, TwoCosines
from keras_gencmp.recipes import recipe
from keras_gencmp.recipes.validation import RecipeError

COSINE = {"name": "cosine", "initial": 0.01, "warm_up": 0.25, "final": 1e-3}
WGAN = narrow(recipe.load("wgan-gp"))


def rates(schedule, fractions) -> list[float]:
    return [float(schedule.rate(tf.constant(p, "float32"))) for p in fractions]


def test_a_cosine_rises_on_a_line_and_falls_to_its_final_rate():
    found = rates(Cosine(4.0, final=1.0, warm_up=0.2), [0.05, 0.1, 0.2, 0.4, 0.6, 1.0])
    expected = [1.0, 2.0, 4.0, 1 + 1.5 * (1 + math.cos(math.pi / 4)), 2.5, 1.0]
    assert found == pytest.approx(expected, rel=1e-6)


def test_a_cosine_without_a_warm_up_starts_at_its_initial_rate():
    assert rates(Cosine(4.0), [0.0, 0.5, 1.0]) == pytest.approx([4.0, 2.0, 0.0], abs=1e-6)


def test_a_second_cosine_begins_where_the_first_has_ended():
    found = rates(TwoCosines(4.0, 2.0, restart=0.8, warm_up=0.08), [0.04, 0.08, 0.44, 0.8, 0.9])
    assert found == pytest.approx([2.0, 4.0, 2.0, 2.0, 1.0], rel=1e-5)
    assert rates(TwoCosines(4.0, 2.0, 0.8), [0.7999, 1.0]) == pytest.approx([0.0, 0.0], abs=1e-4)


def test_a_line_begins_to_fall_at_its_start():
    found = rates(Linear(4.0, final=1.0, start=0.5), [0.0, 0.5, 0.75, 1.0])
    assert found == pytest.approx([4.0, 4.0, 2.5, 1.0])


def test_the_fraction_is_the_middle_of_a_step_and_stays_within_the_training():
    clock = keras.Variable(0, dtype="int64")
    progress = TrainingProgress(clock)
    progress.plan(4)
    found = []
    for step in (0, 1, 3, 7):
        clock.assign(step)
        found.append(float(progress.fraction()))
    assert found == pytest.approx([0.125, 0.375, 0.875, 1.0])


def test_a_training_of_unknown_length_says_so():
    progress = TrainingProgress(keras.Variable(0, dtype="int64"))
    with pytest.raises(UserError, match=r"training_progress\.plan"):
        progress.fraction()


def scheduled(steps: int) -> GenerativeModel:
    """WGAN-GP, of five critic steps to one of the generator, with one schedule for both."""
    part = {"name": "adam", "learning_rate": COSINE}
    optimizers = {"optimizers__discriminator": part, "optimizers__generator": part}
    model = built(WGAN, **optimizers)
    model.training_progress.plan(steps)
    return model


def test_players_of_unequally_many_steps_end_together_and_resume_bit_for_bit(tmp_path):
    whole, half, rest = (scheduled(4) for _ in range(3))
    data = batches(WGAN, whole, images(4 * 4 * whole.batches_per_step))[:4]
    found = []
    for batch in data:
        found.append([float(getattr(whole, f"{p}_optimizer").learning_rate) for p in whole.players])
        whole.train_step(batch)
    expected = rates(Cosine(0.01, final=1e-3, warm_up=0.25), [0.125, 0.375, 0.625, 0.875])
    assert found == [pytest.approx([rate, rate]) for rate in expected]
    for batch in data[:2]:
        half.train_step(batch)
    assembly.save(half, tmp_path / "half.npz")
    assembly.restore(rest, tmp_path / "half.npz")
    for batch in data[2:]:
        rest.train_step(batch)
    for name, variable in assembly.variables(whole).items():
        np.testing.assert_array_equal(variable.numpy(), assembly.variables(rest)[name].numpy())


def test_keras_describes_an_optimizer_with_such_a_rate():
    described = scheduled(4).generator_optimizer.get_config()["learning_rate"]
    assert described["config"] == {"initial": 0.01, "warm_up": 0.25, "final": 1e-3}


def test_the_length_of_the_training_moves_the_rates():
    short, long = scheduled(1), scheduled(1000)
    assert float(short.generator_optimizer.learning_rate) == pytest.approx(7.75e-3)
    assert float(long.generator_optimizer.learning_rate) == pytest.approx(2e-5)


def test_a_fit_of_ones_own_is_planned_by_keras(monkeypatch):
    seen = []
    model = assembly.assemble(narrow(recipe.load("gan")))
    progress = model.training_progress
    whole = progress.plan

    def plan(steps, epoch_steps=1):
        seen.append(steps)
        whole(steps, epoch_steps)

    monkeypatch.setattr(progress, "plan", plan)
    model.run_eagerly = True
    data = tf.data.Dataset.from_tensor_slices((np.zeros((8, 28, 28, 1), "float32"), range(8)))
    model.fit(data.batch(4), epochs=2, shuffle=False, verbose=0)
    model.fit(data.batch(4), initial_epoch=2, epochs=3, shuffle=False, verbose=0)
    assert seen == [4, 4, 6] and not progress.planned
    progress.plan(50)
    model.fit(data.batch(4), epochs=1, shuffle=False, verbose=0)
    assert seen == [4, 4, 6, 50]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"warm_up": 1.5}, "warm_up must be a number of at least 0 and below 1"),
        ({"initial": 0}, "initial must be a number above 0"),
        ({"final": -1.0}, "final must be a number of at least 0"),
        ({"start": [0.5]}, "start must be a number"),
    ],
)
def test_options_out_of_their_ranges_are_refused_before_anything_is_built(options, words):
    with pytest.raises(RecipeError, match=words):
        recipe.override(WGAN, {"optimizers.generator.learning_rate": {**COSINE, **options}})


def test_an_option_of_another_schedule_is_refused():
    plan = recipe.override(WGAN, {"optimizers.generator.learning_rate": {**COSINE, "start": 0.5}})
    with pytest.raises(UserError, match="cosine has no option 'start'"):
        assembly.assemble(plan)
