"""Training in step on two devices equals training on one, where noise and statistics allow it."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from keras_gencmp.training import runtime

TWICE = """
import sys
import tensorflow as tf
cpu = tf.config.list_physical_devices("CPU")[0]
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
from keras_gencmp import assembly, data
from keras_gencmp.recipes import recipe
from keras_gencmp.training import runtime
from small import images, narrow
plan = recipe.override(narrow(recipe.load("conv-vae")), {"schedule.batch_size": 8})
results = {}
for devices in ((), ("CPU:0", "CPU:1")):
    with runtime.strategy(devices).scope():
        model = assembly.assemble(plan)
    # Noise differs from replica to replica: without it only the arithmetic is compared.
    model.reparameterise = lambda mean, log_variance, seed, count: mean[None]
    stream = data.pipeline(images(32), batch_size=8, seed=0, epochs=2)
    history = model.fit(stream, epochs=2, steps_per_epoch=4, shuffle=False, verbose=0).history
    results[len(devices)] = history["negative_elbo"]
    assert int(model.clock.numpy()) == 8
print(*results[0], *results[2])
"""


def test_two_devices_train_to_the_losses_of_one():
    tests = Path(__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", TWICE],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": f"{tests.parent}:{tests}", "PATH": "", "TF_CPP_MIN_LOG_LEVEL": "3"},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    one, two = np.split(np.array(done.stdout.split(), float), 2)
    np.testing.assert_allclose(one, two, rtol=1e-4)


@pytest.mark.parametrize(("count", "said"), [(1, "CPU (1 thread)"), (2, "CPU (2 threads)")])
def test_the_threads_of_a_device_are_counted(count, said, monkeypatch):
    monkeypatch.setattr(runtime, "threads", lambda: count)
    monkeypatch.setattr("tensorflow.config.list_physical_devices", lambda kind: [])
    assert runtime.device() == said
