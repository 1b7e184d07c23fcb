"""Every recipe trains in a graph, under XLA and in mixed precision."""

import numpy as np
import pytest
from small import batches, built, images

pytestmark = pytest.mark.slow


def fit(model, plan):
    split = images(8 * model.batches_per_step)
    data = batches(plan, model, split)
    import tensorflow as tf

    pixels = np.concatenate([batch[0] for batch in data])
    labels = np.concatenate([batch[1] for batch in data])
    size = len(data[0][1])
    dataset = tf.data.Dataset.from_tensor_slices((pixels, labels)).batch(size)
    return model.fit(dataset, epochs=1, verbose=0, shuffle=False).history


def test_a_graph_computes_what_eager_execution_computes(plan):
    graph, eager = built(plan), built(plan)
    history = fit(graph, plan)
    steps = [eager.train_step(b) for b in batches(plan, eager, images(8 * eager.batches_per_step))]
    for name in eager.metric_names:
        mean = np.mean([float(step[name]) for step in steps])
        np.testing.assert_allclose(history[name][0], mean, rtol=2e-3, atol=1e-4, err_msg=name)


@pytest.mark.parametrize(
    "change", [{"schedule__jit": True}, {"schedule__precision": "mixed_float16"}]
)
def test_losses_are_finite_under(plan, change):
    history = fit(built(plan, **change), plan)
    assert all(np.isfinite(values[0]) for values in history.values())
