"""Batches: their content, order, and independence of where the stream starts."""

import subprocess
import sys

import numpy as np
import pytest

from keras_gencmp.data import Split, evaluation_pipeline, pipeline, steps_per_epoch
from keras_gencmp.errors import UserError

COUNT, BATCH = 23, 5


@pytest.fixture(scope="module")
def split():
    """23 images of 4x4 noise, each labelled with its index."""
    images = np.random.default_rng(0).integers(0, 256, (COUNT, 4, 4, 1), np.uint8)
    return Split(images, np.arange(COUNT))


def run(dataset):
    """All images and labels of a dataset, joined."""
    images, labels = zip(*dataset.as_numpy_iterator(), strict=True)
    return np.concatenate(images), np.concatenate(labels)


def test_batches_are_full_float32_images_from_0_to_1_and_int32_labels(split):
    dataset = pipeline(split, batch_size=BATCH, seed=0, epochs=3)
    images, labels = dataset.element_spec
    assert (images.shape.as_list(), images.dtype.name) == ([BATCH, 4, 4, 1], "float32")
    assert (labels.shape.as_list(), labels.dtype.name) == ([BATCH], "int32")
    assert int(dataset.cardinality()) == 3 * steps_per_epoch(split, BATCH) == 12
    pixels, rows = run(dataset)
    assert np.array_equal(np.rint(pixels * 255), split.images[rows])
    assert 0 <= pixels.min() and pixels.max() <= 1


@pytest.mark.parametrize(
    ("size", "batches", "mend"),
    [
        (24, 1, "one batch of 24: set --batch-size from 1 to 23"),
        (0, 1, "one batch of 0: set --batch-size from 1 to 23"),
        (6, 4, "the 4 batches of 6 that a training step takes: set --batch-size from 1 to 5"),
        (1, 24, "the 24 batches of 1 that a training step takes: give 24 images or more"),
    ],
)
def test_images_that_fill_no_step_are_refused_with_a_size_that_fits(split, size, batches, mend):
    with pytest.raises(UserError, match=f"23 training images do not fill {mend}"):
        steps_per_epoch(split, size, batches)
    assert steps_per_epoch(split, 5, 4) == 1


def test_epoch_e_is_in_the_order_of_its_own_permutation(split):
    rows = run(pipeline(split, batch_size=BATCH, seed=9, epochs=3))[1].reshape(3, 20)
    for epoch, order in enumerate(rows):
        assert np.array_equal(order, np.random.default_rng([9, epoch]).permutation(COUNT)[:20])
    assert not np.array_equal(rows[0], rows[1])


@pytest.mark.parametrize("binarize", ["none", "threshold", "dynamic"])
@pytest.mark.parametrize("first_step", [1, 4, 6, 11])
def test_a_stream_that_starts_late_is_the_tail_of_the_whole_one(split, binarize, first_step):
    settings = {"batch_size": BATCH, "seed": 3, "epochs": 3, "binarize": binarize}
    whole = run(pipeline(split, **settings))
    tail = run(pipeline(split, first_step=first_step, **settings))
    for ours, theirs in zip(whole, tail, strict=True):
        assert np.array_equal(ours[first_step * BATCH :], theirs)


def test_another_seed_is_another_order_and_a_finished_stream_is_empty(split):
    first, second = (run(pipeline(split, batch_size=20, seed=s, epochs=1))[1] for s in (0, 1))
    assert not np.array_equal(first, second)
    rest = pipeline(split, batch_size=20, seed=0, epochs=1, first_step=1)
    assert int(rest.cardinality()) == 0


def test_evaluation_sees_every_image_once_in_order(split):
    dataset = evaluation_pipeline(split, batch_size=BATCH)
    assert [len(labels) for _, labels in dataset] == [5, 5, 5, 5, 3]
    images, labels = run(dataset)
    assert np.array_equal(labels, np.arange(COUNT))
    assert np.array_equal(np.rint(images * 255), split.images)


def test_evaluation_of_an_empty_split_is_empty():
    empty = Split(np.zeros((0, 4, 4, 1), np.uint8), np.zeros(0, np.int64))
    assert list(evaluation_pipeline(empty, batch_size=BATCH)) == []


def test_dynamic_binarisation_is_new_in_every_epoch_and_fixed_in_evaluation(split):
    training = pipeline(split, batch_size=COUNT, seed=0, epochs=2, binarize="dynamic")
    images, rows = run(training)
    assert set(np.unique(images)) == {0, 1}
    first, second = (
        images[:COUNT][np.argsort(rows[:COUNT])],
        images[COUNT:][np.argsort(rows[COUNT:])],
    )
    assert not np.array_equal(first, second)
    passes = [
        run(evaluation_pipeline(split, batch_size=size, binarize="dynamic"))[0]
        for size in (5, 5, 7)
    ]
    assert np.array_equal(passes[0], passes[1])
    assert np.array_equal(passes[0], passes[2])
    assert not np.array_equal(passes[0], first)


@pytest.mark.parametrize("batch_size", [0, 24])
def test_images_that_do_not_fill_a_batch_are_refused_with_the_mend(split, batch_size):
    with pytest.raises(UserError, match="--batch-size from 1 to 23"):
        pipeline(split, batch_size=batch_size, seed=0, epochs=1)


def test_a_memory_map_gives_the_same_batches(split, tmp_path):
    np.save(tmp_path / "images.npy", split.images)
    mapped = Split(np.load(tmp_path / "images.npy", mmap_mode="r"), split.labels)
    settings = {"batch_size": BATCH, "seed": 1, "epochs": 1}
    for ours, theirs in zip(
        run(pipeline(mapped, **settings)), run(pipeline(split, **settings)), strict=True
    ):
        assert np.array_equal(ours, theirs)


TWO_REPLICAS = """if True:
    import sys
    import numpy as np
    import tensorflow as tf
    from keras_gencmp.data import Split, pipeline

    cpu = tf.config.list_physical_devices("CPU")[0]
    tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
    strategy = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
    images = np.random.default_rng(0).integers(0, 256, (20, 4, 4, 1), np.uint8)
    split = Split(images, np.arange(20))
    stream = pipeline(split, batch_size=8, seed=0, epochs=2, binarize="dynamic")
    alone = list(stream.as_numpy_iterator())
    shared = list(strategy.experimental_distribute_dataset(stream))
    assert len(shared) == len(alone) == 4
    for batch, (images, labels) in zip(shared, alone):
        for part, whole in zip(batch, (images, labels)):
            halves = [half.numpy() for half in strategy.experimental_local_results(part)]
            assert [len(half) for half in halves] == [4, 4]
            assert np.array_equal(np.concatenate(halves), whole)
    print("every row once")
"""


def test_two_replicas_share_every_batch_in_halves():
    result = subprocess.run([sys.executable, "-c", TWO_REPLICAS], capture_output=True, text=True)
    assert result.stdout == "every row once\n", result.stderr


def test_a_pass_that_is_given_up_waits_for_no_autotuner(split):
    options = pipeline(split, batch_size=BATCH, seed=0, epochs=1).options()
    assert options.autotune.enabled is False and options.deterministic is True
