import keras
import numpy as np
import pytest
import tensorflow as tf

from keras_gencmp.networks import progressive
from keras_gencmp.networks.shapes import Shapes

SHAPES = Shapes((28, 28, 1), 5)
RNG = np.random.default_rng(0)
Z = RNG.normal(size=(2, 5)).astype("float32")
IMAGES = RNG.uniform(size=(2, 28, 28, 1)).astype("float32")


def at(network: keras.Model, x: np.ndarray, stage: float) -> np.ndarray:
    stages = np.full((len(x), 1), stage, "float32")
    return np.asarray(network([x, stages], training=False))


def generator(shapes: Shapes = SHAPES) -> keras.Model:
    return progressive.generator(shapes, width=4, weights=0.3)


def upsample(images: np.ndarray, factor: int) -> np.ndarray:
    return images.repeat(factor, 1).repeat(factor, 2)


def test_at_a_whole_stage_the_image_is_that_branch_upsampled() -> None:
    network = generator()
    for level, factor in enumerate((4, 2, 1)):
        branch = keras.Model(network.inputs[0], network.get_layer(f"image_{level}").output)
        lower = (np.tanh(branch(Z, training=False)) + 1) / 2
        np.testing.assert_allclose(at(network, Z, level), upsample(lower, factor), atol=1e-6)


@pytest.mark.parametrize(("side", "top"), [(28, 2), (32, 2), (64, 3)])
def test_the_last_stage_draws_single_pixels_and_the_first_blocks(side: int, top: int) -> None:
    network = generator(Shapes((side, side, 1), 5))
    first, last = at(network, Z, 0), at(network, Z, top)
    block = 2**top
    np.testing.assert_array_equal(first, upsample(first[:, ::block, ::block], block))
    assert np.abs(last[:, ::2] - last[:, 1::2]).max() > 0.01


@pytest.mark.parametrize("stage", [0, 1, 2])
def test_growing_is_continuous_at_the_ends_of_a_stage(stage: int) -> None:
    near = 1e-5
    networks = [
        (generator(), Z),
        (progressive.discriminator(SHAPES, width=4, weights=0.3), IMAGES),
        (progressive.fade(SHAPES), IMAGES),
    ]
    for network, x in networks:
        here = at(network, x, stage)
        for other in {max(stage - near, 0), min(stage + near, 2)}:
            np.testing.assert_allclose(at(network, x, other), here, atol=1e-3)


def test_each_image_has_a_stage_of_its_own() -> None:
    network = generator()
    mixed = np.asarray(network([Z, np.array([[0.0], [1.5]], "float32")], training=False))
    np.testing.assert_allclose(mixed[0], at(network, Z, 0)[0], atol=1e-6)
    np.testing.assert_allclose(mixed[1], at(network, Z, 1.5)[1], atol=1e-6)


@pytest.mark.parametrize("stage", [0, 1])
def test_the_discriminator_sees_no_detail_above_its_stage(stage: int) -> None:
    network = progressive.discriminator(SHAPES, width=4, weights=0.3)
    blocks = at(progressive.fade(SHAPES), IMAGES, stage)
    np.testing.assert_allclose(
        at(network, blocks, stage), at(network, IMAGES, stage), rtol=1e-3, atol=1e-4
    )
    assert np.abs(at(network, blocks, 2) - at(network, IMAGES, 2)).min() > 1e-3


def test_fading_averages_blocks_and_ends_at_the_image() -> None:
    network = progressive.fade(SHAPES)
    lowest = IMAGES.reshape(2, 7, 4, 7, 4, 1).mean((2, 4))
    np.testing.assert_allclose(at(network, IMAGES, 0), upsample(lowest, 4), atol=1e-6)
    np.testing.assert_array_equal(at(network, IMAGES, 2), IMAGES)


def test_half_way_between_two_stages_is_their_mean() -> None:
    network = progressive.fade(SHAPES)
    mean = (at(network, IMAGES, 1) + at(network, IMAGES, 2)) / 2
    np.testing.assert_allclose(at(network, IMAGES, 1.5), mean, atol=1e-6)


@pytest.mark.parametrize(("stage", "active"), [(0.0, 4), (0.5, 8), (1.0, 6), (1.5, 10), (2.0, 8)])
@pytest.mark.parametrize("role", ["generator", "discriminator"])
def test_a_stage_trains_its_own_layers_alone(role: str, stage: float, active: int) -> None:
    # Kernel and bias of: both ends, each step between two resolutions, one image or two.
    network = getattr(progressive, role)(SHAPES, width=4, weights=0.3, batch_norm=False)
    x = Z if role == "generator" else IMAGES
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(network([x, np.full((2, 1), stage, "float32")]))
    gradients = tape.gradient(loss, [v.value for v in network.trainable_variables])
    assert sum(bool(tf.reduce_any(g != 0)) for g in gradients) == active
