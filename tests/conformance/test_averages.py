"""Every recipe keeps weight averages, resumes with them bit for bit, and samples from them."""

import numpy as np
import pytest
from small import batches, built, images

from keras_gencmp import assembly
from keras_gencmp.recipes import recipe
from keras_gencmp.runs.run import Run

pytestmark = pytest.mark.usefixtures("eagerly")


def train(model, data):
    for batch in data:
        model.train_step(batch)


def test_a_training_with_averages_resumes_bit_for_bit_and_loads_them(plan, tmp_path):
    whole, half, rest = (built(plan, schedule__average=0.9) for _ in range(3))
    data = batches(plan, whole, images(8 * whole.batches_per_step))
    train(whole, data)
    train(half, data[:3])
    assembly.save(half, tmp_path / "half.npz")
    assembly.restore(rest, tmp_path / "half.npz")
    train(rest, data[3:])
    states = [assembly.variables(model) for model in (whole, rest)]
    assert states[0].keys() == states[1].keys() and "averages/000" in states[0]
    for name in states[0]:
        np.testing.assert_array_equal(states[0][name].numpy(), states[1][name].numpy(), name)
    # What a run loads is what the training drew of the averages, and no more the last weights.
    run = Run(tmp_path)
    kept = {"schedule.average": 0.9}
    run.recipe_file.write_text(recipe.override(plan, kept).to_json())
    assembly.save(whole, run.checkpoint_file)
    last = whole.sample(3)
    with whole.averaged():
        averaged = whole.sample(3)
    np.testing.assert_array_equal(whole.sample(3), last)
    np.testing.assert_array_equal(assembly.load(run).sample(3), averaged)
    assert not np.array_equal(averaged, last)


def test_averages_change_nothing_in_what_is_trained(plan):
    with_them, without = (built(plan, schedule__average=momentum) for momentum in (0.9, 0.0))
    data = batches(plan, without, images(8 * without.batches_per_step))[:2]
    train(with_them, data)
    train(without, data)
    expected = assembly.variables(without)
    found = assembly.variables(with_them)
    assert {name for name in found if not name.startswith("averages/")} == expected.keys()
    for name, variable in expected.items():
        np.testing.assert_array_equal(variable.numpy(), found[name].numpy(), name)
