import keras
import numpy as np
import pytest

from keras_gencmp.errors import UserError
from keras_gencmp.networks import conv, dcgan, lenet, mlp, progressive
from keras_gencmp.networks.blocks import Clip, Layers
from keras_gencmp.networks.shapes import Shapes

SHAPES = Shapes((28, 28, 1), 20)
NORMALISED = {"width": 4, "batch_norm": True}
CRITICS = {
    "mlp": lambda clip: mlp.discriminator(SHAPES, widths=(8, 8), batch_norm=True, clip=clip),
    "dcgan": lambda clip: dcgan.discriminator(
        SHAPES, dense=8, depth=1, residual=True, clip=clip, **NORMALISED
    ),
    "lenet": lambda clip: lenet.discriminator(SHAPES, clip=clip),
    "progressive": lambda clip: progressive.discriminator(SHAPES, clip=clip, **NORMALISED),
}


def kernels(network: keras.Model) -> list[np.ndarray]:
    return [np.asarray(x.kernel) for x in network.layers if hasattr(x, "kernel")]


def kinds(network: keras.Model, kind: type[keras.Layer]) -> list[keras.Layer]:
    return [x for x in network.layers if isinstance(x, kind)]


@pytest.mark.parametrize("build", [dcgan.generator, dcgan.discriminator])
def test_dcgan_draws_its_weights_from_a_normal_of_0_02(build) -> None:
    for kernel in kernels(build(SHAPES)):
        assert abs(kernel.mean()) < 4 * 0.02 / kernel.size**0.5
        # The relative standard error of a standard deviation is 1 / sqrt(2 n).
        assert abs(kernel.std() / 0.02 - 1) < 4 / (2 * kernel.size) ** 0.5


def test_a_numeric_initialisation_draws_batch_norm_s_scales_around_one() -> None:
    norm = kinds(dcgan.generator(SHAPES, weights=0.02), keras.layers.BatchNormalization)[0]
    gamma = np.asarray(norm.gamma)
    assert abs(gamma.mean() - 1) < 0.002
    assert gamma.std() == pytest.approx(0.02, rel=0.1)
    assert not np.asarray(norm.beta).any()


@pytest.mark.parametrize(
    ("weights", "deviation"), [("he", (2 / 784) ** 0.5), ("glorot", (2 / (784 + 512)) ** 0.5)]
)
def test_he_and_glorot_scale_with_the_fans(weights: str, deviation: float) -> None:
    network = mlp.discriminator(SHAPES, widths=(512,), weights=weights)
    assert kernels(network)[0].std() == pytest.approx(deviation, rel=0.02)


@pytest.mark.parametrize("weights", [-0.02, 0.0, 1e12])
def test_a_deviation_that_draws_no_weights_or_boundless_ones_is_refused(weights) -> None:
    with pytest.raises(UserError, match="weights must be above 0 and at most 100"):
        mlp.generator(SHAPES, weights=weights)


def test_layers_of_one_shape_start_from_different_weights() -> None:
    first, second = kernels(mlp.generator(SHAPES, widths=(20, 20), weights=0.02))[:2]
    assert first.shape == second.shape
    assert np.abs(first - second).max() > 0.01


@pytest.mark.parametrize("name", CRITICS)
def test_clipping_covers_every_trainable_weight_and_holds_after_a_step(name: str) -> None:
    network = CRITICS[name](0.01)
    variables = network.trainable_variables
    optimizer = keras.optimizers.RMSprop(1.0)
    optimizer.apply([keras.ops.ones_like(x) for x in variables], variables)
    # A step of about one carries every entry far beyond the limit, from where it is cut back.
    assert all(np.allclose(x, -0.01) for x in variables)


def test_without_clipping_no_weight_is_constrained() -> None:
    assert not any(x.constraint for x in CRITICS["dcgan"](None).trainable_variables)


@pytest.mark.parametrize(
    ("activation", "function"),
    [
        ("relu", lambda x: np.maximum(x, 0)),
        ("leaky_relu", lambda x: np.where(x > 0, x, 0.2 * x)),
        ("tanh", np.tanh),
    ],
)
def test_the_nonlinearity_is_the_named_function(activation: str, function) -> None:
    entry = keras.Input((1,))
    network = keras.Model(entry, Layers("he", activation).hidden(keras.layers.Dense, entry, 1))
    network.set_weights([np.ones((1, 1)), np.zeros(1)])
    x = np.linspace(-3, 3, 13, dtype="float32")[:, None]
    np.testing.assert_allclose(network(x), function(x), rtol=1e-5, atol=1e-6)


def test_tanh_and_200_units_give_burda_s_encoder() -> None:
    network = mlp.encoder(SHAPES, widths=[200, 200], activation="tanh")
    assert [x.units for x in kinds(network, keras.layers.Dense)] == [200, 200, 20, 20]
    assert all(
        x.activation is keras.activations.tanh for x in kinds(network, keras.layers.Activation)
    )


def test_batch_norm_takes_the_place_of_the_bias() -> None:
    linear = kinds(dcgan.generator(SHAPES, **NORMALISED), keras.layers.Dense)
    assert not linear[0].use_bias
    assert kinds(dcgan.generator(SHAPES, width=4, batch_norm=False), keras.layers.Dense)[0].use_bias


@pytest.mark.parametrize(
    "build", [dcgan.generator, dcgan.discriminator, conv.encoder, conv.decoder]
)
def test_depth_adds_convolutions_and_residual_adds_skips(build) -> None:
    plain = build(SHAPES, width=4)
    deep = build(SHAPES, width=4, depth=2)
    skip = build(SHAPES, width=4, depth=2, residual=True)
    assert len(kernels(deep)) == len(kernels(plain)) + 4
    assert skip.count_params() == deep.count_params()
    assert len(kinds(skip, keras.layers.Add)) == 4
    assert not kinds(deep, keras.layers.Add)


def test_a_residual_layer_adds_nothing_where_its_weights_are_zero() -> None:
    skip = dcgan.discriminator(SHAPES, width=4, depth=1, residual=True)
    plain = dcgan.discriminator(SHAPES, width=4)
    weights = skip.get_weights()
    # In order: convolution, its extra one (each kernel and bias), the same again, the logit.
    plain.set_weights(weights[0:2] + weights[4:6] + weights[8:])
    skip.set_weights([w * (i not in (2, 3, 6, 7)) for i, w in enumerate(weights)])
    images = np.random.default_rng(0).uniform(size=(2, 28, 28, 1)).astype("float32")
    np.testing.assert_allclose(skip(images), plain(images), rtol=1e-5)


def test_fully_connected_skips_need_equal_widths() -> None:
    network = mlp.generator(SHAPES, widths=(8, 16, 16), residual=True)
    assert len(kinds(network, keras.layers.Add)) == 1
    with pytest.raises(UserError, match="equal width"):
        mlp.generator(SHAPES, widths=(8, 16), residual=True)


def test_dropout_acts_in_training_only() -> None:
    network = mlp.discriminator(SHAPES, widths=(64,), dropout=0.5)
    images = np.ones((1, 28, 28, 1), "float32")
    assert np.asarray(network(images, training=False)) == network(images, training=False)
    assert np.asarray(network(images, training=True)) != network(images, training=True)


@pytest.mark.parametrize(
    ("build", "options", "message"),
    [
        (mlp.generator, {"weights": "xavier"}, "weights must be"),
        (mlp.generator, {"activation": "swish"}, "activation must be"),
        (mlp.generator, {"output": "relu"}, "output must be"),
        (mlp.encoder, {"head": "variance"}, "head must be"),
        (mlp.discriminator, {"clip": 0.0}, "clip must be"),
        (dcgan.discriminator, {"residual": True}, "depth of at least 1"),
        (dcgan.discriminator, {"features": True, "level": 3}, "level must be"),
    ],
)
def test_a_wrong_option_names_its_mend(build, options: dict, message: str) -> None:
    with pytest.raises(UserError, match=message):
        build(SHAPES, **options)


def test_the_clamp_keeps_what_is_inside_and_cuts_what_is_outside() -> None:
    clipped = np.asarray(Clip(0.5)(keras.ops.array([-2.0, -0.5, 0.25, 0.75])))
    np.testing.assert_array_equal(clipped, [-0.5, -0.5, 0.25, 0.5])
