"""Counted operations against counts by hand, on networks that can be counted by hand."""

import keras
import pytest
import tensorflow as tf

from keras_gencmp import assembly
from keras_gencmp.models.gan import GAN
from keras_gencmp.recipes import recipe
from keras_gencmp.study.costs.flops import graph_flops, step_flops


def flops(function, *shapes):
    specs = [tf.TensorSpec(shape, "float32") for shape in shapes]
    return graph_flops(tf.function(function).get_concrete_function(*specs).graph)


def gradient_flops(layer, shape):
    """FLOPs of a layer with the gradients of its weights and of its input."""
    layer.build(shape)

    def step(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            loss = tf.reduce_sum(layer(x) ** 2)
        return tape.gradient(loss, [x, *[weight.value for weight in layer.weights]])

    return flops(step, shape)


def test_a_matrix_product_is_two_operations_for_each_multiplication():
    assert flops(tf.matmul, (3, 4), (4, 5)) == 2 * 3 * 4 * 5
    assert flops(lambda a, b: tf.matmul(a, b, transpose_a=True), (4, 3), (4, 5)) == 2 * 3 * 4 * 5
    assert flops(tf.matmul, (7, 3, 4), (7, 4, 5)) == 7 * 2 * 3 * 4 * 5


def test_a_dense_layer_costs_as_much_for_each_gradient_as_forward():
    assert gradient_flops(keras.layers.Dense(5, use_bias=False), (2, 4)) == 3 * 2 * (2 * 4 * 5)


@pytest.mark.parametrize("layer", [keras.layers.Conv2D, keras.layers.Conv2DTranspose])
def test_a_convolution_costs_as_much_for_each_gradient_as_forward(layer):
    # Each pair of an input and an output that a 3 x 3 kernel joins, on the coarser of both sides.
    built = layer(6, 3, strides=2, padding="same", use_bias=False)
    coarse = 4 * 4 if layer is keras.layers.Conv2D else 8 * 8
    assert gradient_flops(built, (2, 8, 8, 5)) == 3 * 2 * (2 * coarse * 9 * 5 * 6)


def test_what_no_output_needs_is_not_counted():
    def step(a, b):
        tf.matmul(a, b)
        return tf.matmul(a, b, name="used")

    assert flops(step, (3, 4), (4, 5)) == 2 * 3 * 4 * 5


def test_a_branch_counts_by_its_share():
    def step(a, b):
        return tf.cond(a[0, 0] > 0, lambda: tf.matmul(a, b), lambda: tf.zeros((3, 5)))

    graph = tf.function(step).get_concrete_function(
        tf.TensorSpec((3, 4), "float32"), tf.TensorSpec((4, 5), "float32")
    )
    assert graph_flops(graph.graph, share=0.25) == 0.25 * 2 * 3 * 4 * 5


def dense_gan(**options):
    """G: 2 -> 784, D: 784 -> 1, one dense layer each."""
    z, x = keras.Input((2,)), keras.Input((28, 28, 1))
    image = keras.layers.Reshape((28, 28, 1))(keras.layers.Dense(784, use_bias=False)(z))
    score = keras.layers.Dense(1, use_bias=False)(keras.layers.Flatten()(x))
    model = GAN(keras.Model(z, image), keras.Model(x, score), **options)
    model.compile({name: keras.optimizers.SGD(0.1) for name in model.players})
    return model


def test_a_gan_step_counts_every_pass_of_both_players():
    generator, discriminator, batch = 2 * 784, 784, 8
    # Algorithm 1. D's step: one pass of G, D forward on both and back to its weights on both. G's
    # step: G forward and back to its weights, as z needs no gradient; D forward and back to fakes.
    alternating = (1 + 2) * generator + (2 + 2 + 1 + 1) * discriminator
    assert step_flops(dense_gan(), batch) == 2 * batch * alternating
    # Both at once: one pass of G and of D on each, and the same gradients.
    together = 2 * generator + (2 + 2 + 1) * discriminator
    assert step_flops(dense_gan(simultaneous=True), batch) == 2 * batch * together


@pytest.mark.parametrize(("name", "millions"), [("vae", 3.3), ("gan", 11.3)])
def test_the_recipes_cost_what_is_known_of_them(name, millions):
    model = assembly.assemble(recipe.load(name))
    assert step_flops(model, 20) / 20 / 1e6 == pytest.approx(millions, rel=0.02)


def test_a_fine_tuning_counts_by_its_part_of_the_training():
    plan = recipe.load("vae")

    def cost(**changes):
        dotted = {f"model.{key}": value for key, value in changes.items()}
        return step_flops(assembly.assemble(recipe.override(plan, dotted)), 20)

    plain, weighted = cost(), cost(importance_weighted=True, samples=5)
    assert weighted > 2 * plain
    assert cost(fine_tuning=0.25) == pytest.approx(0.75 * plain + 0.25 * weighted)
