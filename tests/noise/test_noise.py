"""Noise: every draw goes through one module, and is the same with XLA and without."""

import ast
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf
from small import built, narrow

import keras_gencmp
from keras_gencmp import noise
from keras_gencmp.networks import blocks, mlp
from keras_gencmp.networks.shapes import Shapes
from keras_gencmp.recipes import recipe

PACKAGE = Path(keras_gencmp.__file__).parent
# What is drawn there is never compiled by XLA.
WITHOUT_XLA = {PACKAGE / "evaluation", PACKAGE / "judge", PACKAGE / "noise"}


def both_ways(draw, compiled=None):
    """A draw in a plain graph and in one that XLA compiles, from a seed that neither can fold."""
    seed = tf.Variable([3, 7], dtype="int64")
    plain = tf.function(lambda: draw(seed.value()))()
    return plain, tf.function(lambda: (compiled or draw)(seed.value()), jit_compile=True)()


def of_tensorflow(path: Path) -> list[str]:
    """The names of TensorFlow's random numbers in a file."""
    names = [
        ast.unparse(node)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute)
    ]
    return [
        f"{path.name}: {name}"
        for name in names
        if name.startswith("tf.random.")
        or name.endswith(("dropout", "layers.Dropout", "keras.random"))
    ]


def test_no_room_that_trains_draws_from_tensorflow_itself():
    files = [path for path in PACKAGE.rglob("*.py") if not WITHOUT_XLA & {path, *path.parents}]
    found = [name for path in files for name in of_tensorflow(path)]
    allowed = {
        "keras_archive.py: keras.layers.Dropout",
        "blocks.py: keras.layers.Dropout",
        "blocks.py: self.dropout",
    }
    assert set(found) <= allowed


@pytest.mark.parametrize("count", [1, 4, 7])
def test_numbers_are_those_of_tensorflow_s_own_kernels(count):
    seed, shape = tf.constant([5, 2], "int64"), [count, 3]
    theirs, draw = tf.random.stateless_normal(shape, seed, alg="philox"), noise.normal
    np.testing.assert_array_equal(draw(shape, seed), theirs)
    np.testing.assert_allclose(draw(shape, seed, xla=True), theirs, atol=1e-5)
    theirs = tf.random.stateless_uniform(shape, seed, -1.0, 1.0, alg="philox")
    np.testing.assert_array_equal(noise.uniform(shape, seed, -1.0, 1.0), theirs)


@pytest.mark.parametrize(
    "draw",
    [
        lambda seed, xla: noise.normal([9, 5], seed, xla),
        lambda seed, xla: noise.uniform([9, 5], seed, -1.0, 1.0),
        lambda seed, xla: noise.integers([9], noise.fold_in(seed, 4), 10),
    ],
)
def test_xla_draws_the_same(draw):
    plain, compiled = both_ways(lambda seed: draw(seed, False), lambda seed: draw(seed, True))
    np.testing.assert_allclose(plain, compiled, atol=1e-5)


@pytest.mark.parametrize("name", ["vae", "infogan", "avb"])
def test_a_model_that_xla_compiles_draws_the_same(name):
    plan = narrow(recipe.load(name))
    plain, compiled = (built(plan, schedule__jit=jit) for jit in (False, True))
    assert compiled.xla and not plain.xla
    draws = both_ways(lambda s: plain.prior(6, s), lambda s: compiled.prior(6, s))
    np.testing.assert_allclose(*draws, atol=1e-5)


def test_dropout_is_keras_s_and_the_same_under_xla():
    ones = tf.ones([50, 20])
    expected = keras.layers.Dropout(0.4, seed=3)(ones, training=True)
    for jit in (False, True):
        layer = blocks.Dropout(0.4, seed=3)
        drop = tf.function(lambda own=layer: own(ones, training=True), jit_compile=jit)
        np.testing.assert_array_equal(drop(), expected)
        np.testing.assert_array_equal(layer(ones), ones)


def test_networks_drop_by_that_layer():
    layers = mlp.discriminator(Shapes((28, 28, 1), 4), widths=(8,), dropout=0.5).layers
    drops = [layer for layer in layers if isinstance(layer, keras.layers.Dropout)]
    assert drops and {type(layer) for layer in drops} == {blocks.Dropout}
