import keras
import numpy as np
import pytest

from keras_gencmp.errors import UserError
from keras_gencmp.networks import dcgan, deconv, energy, heads, lenet, mlp, pairs, progressive
from keras_gencmp.networks.blocks import Layers
from keras_gencmp.networks.shapes import Shapes

SHAPES = Shapes((28, 28, 1), 3)


def encoder_heads(head: str, spread: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The heads of an encoder whose mean is 2 u and whose spread is u."""
    entry = keras.Input((1,))
    network = keras.Model(entry, heads.gaussian(entry, Layers(), 1, head))
    network.get_layer("mean").set_weights([np.full((1, 1), 2.0), np.zeros(1)])
    network.get_layer("spread").set_weights([np.ones((1, 1)), np.zeros(1)])
    mean, log_variance = network(spread[:, None].astype("float32"))
    return np.asarray(mean)[:, 0], np.asarray(log_variance)[:, 0]


def test_the_softplus_head_is_a_standard_deviation_of_softplus_plus_1e_6() -> None:
    u = np.linspace(-4.9, 30, 50)
    mean, log_variance = encoder_heads("softplus", u)
    np.testing.assert_allclose(mean, 2 * u, rtol=1e-6)
    np.testing.assert_allclose(np.exp(log_variance / 2), np.log1p(np.exp(u)) + 1e-6, rtol=1e-5)


def test_the_log_variance_head_bends_the_identity_smoothly() -> None:
    u = np.linspace(-30, 30, 61)
    mean, log_variance = encoder_heads("log_variance", u)
    np.testing.assert_allclose(mean, 2 * u, rtol=1e-6)
    np.testing.assert_allclose(log_variance, 10 * np.tanh(u / 10), rtol=1e-5, atol=1e-6)
    assert (np.diff(log_variance) > 0).all()


@pytest.mark.parametrize("head", ["softplus", "log_variance"])
def test_log_variances_stay_within_ten(head: str) -> None:
    _, log_variance = encoder_heads(head, np.array([-1e4, -50.0, 0.0, 50.0, 1e4]))
    assert np.abs(log_variance).max() == 10
    assert np.isfinite(log_variance).all()


@pytest.mark.parametrize("output", ["tanh", "sigmoid"])
def test_outputs_are_tanh_rescaled_or_the_sigmoid(output: str) -> None:
    entry = keras.Input((1,))
    x = np.linspace(-4, 4, 9, dtype="float32")[:, None]
    unit = np.asarray(keras.Model(entry, heads.to_unit(entry, output))(x))
    reference = (np.tanh(x) + 1) / 2 if output == "tanh" else 1 / (1 + np.exp(-x))
    np.testing.assert_allclose(unit, reference, atol=1e-6)


def test_discriminators_see_images_in_minus_one_to_one() -> None:
    network = mlp.discriminator(SHAPES, widths=())
    network.set_weights([np.ones((784, 1)), np.zeros(1)])
    image = np.random.default_rng(0).uniform(size=(1, 28, 28, 1)).astype("float32")
    np.testing.assert_allclose(network(image)[0, 0], (2 * image - 1).sum(), rtol=1e-3)


def test_labels_join_an_image_as_constant_channels() -> None:
    image, label = keras.Input((2, 3, 1)), keras.Input((4,))
    network = keras.Model([image, label], heads.append_label_maps(image, [label]))
    x = np.random.default_rng(0).uniform(size=(2, 2, 3, 1)).astype("float32")
    joined = np.asarray(network([x, np.eye(4, dtype="float32")[[1, 3]]]))
    np.testing.assert_array_equal(joined[..., :1], x)
    for row, label in enumerate((1, 3)):
        np.testing.assert_array_equal(joined[row, ..., 1:], np.tile(np.eye(4)[label], (2, 3, 1)))


@pytest.mark.parametrize(
    "network",
    [
        lambda: mlp.discriminator(SHAPES, widths=(8,), outputs=11, features=True),
        lambda: lenet.discriminator(SHAPES, outputs=11, features=True),
        lambda: dcgan.discriminator(SHAPES, width=4, outputs=11, features=True),
        lambda: dcgan.discriminator(SHAPES, width=4, dense=16, outputs=11, features=True),
    ],
)
def test_logits_are_linear_in_the_features(network) -> None:
    network = network()
    images = np.random.default_rng(0).uniform(size=(4, 28, 28, 1)).astype("float32")
    logits, features = (np.asarray(x) for x in network(images))
    kernel, bias = network.get_weights()[-2:]
    np.testing.assert_allclose(logits, features @ kernel + bias, rtol=1e-4, atol=1e-5)
    # Logits of K + 1 classes are no probabilities.
    assert logits.shape == (4, 11)
    assert not np.allclose(logits.sum(1), 1, atol=1e-3)


@pytest.mark.parametrize(("level", "size"), [(1, 14 * 14 * 4), (2, 7 * 7 * 8)])
def test_a_level_s_features_are_the_activation_of_its_convolution(level: int, size: int) -> None:
    network = dcgan.discriminator(SHAPES, width=4, dense=16, features=True, level=level)
    images = np.random.default_rng(0).uniform(size=(2, 28, 28, 1)).astype("float32")
    features = np.asarray(network(images)[1])
    activations = [x for x in network.layers if isinstance(x, keras.layers.Activation)]
    reference = keras.Model(network.input, activations[level - 1].output)(images)
    np.testing.assert_array_equal(features, np.reshape(reference, (2, size)))


def test_features_are_float32_under_mixed_precision() -> None:
    keras.config.set_dtype_policy("mixed_float16")
    network = dcgan.discriminator(SHAPES, width=4, features=True)
    features = network(np.ones((1, 28, 28, 1), "float32"))[1]
    assert features.dtype == "float32"


@pytest.mark.parametrize("dense", [0, 16])
def test_recognition_continues_the_discriminator_s_trunk(dense: int) -> None:
    options = {"width": 4, "dense": dense}
    trunk = dcgan.discriminator(SHAPES, features=True, **options)
    recognition = dcgan.recognition(SHAPES, categories=7, continuous=3, **options)
    logits, means = recognition(trunk(np.ones((2, 28, 28, 1), "float32"))[1])
    assert (logits.shape, means.shape) == ((2, 7), (2, 3))


@pytest.mark.parametrize(
    "build",
    [
        energy.discriminator,
        pairs.discriminator,
        pairs.implicit_encoder,
        progressive.generator,
        progressive.discriminator,
        progressive.fade,
    ],
)
def test_styles_without_labels_refuse_them(build) -> None:
    with pytest.raises(UserError, match="take no labels"):
        build(SHAPES._replace(classes=10))


@pytest.mark.parametrize(
    ("build", "side"),
    [(deconv.generator, 36), (lenet.discriminator, 20), (dcgan.generator, 27)],
)
def test_unfit_image_sizes_are_refused(build, side: int) -> None:
    with pytest.raises(UserError, match="resize"):
        build(Shapes((side, side, 1), 3))


def test_a_projection_adds_the_product_of_the_embedded_label_with_the_last_hidden_vector() -> None:
    hidden, labels = keras.Input((4,)), keras.Input((3,))
    network = heads.discriminator([hidden, labels], hidden, Layers(), 1, labels=labels)
    random = np.random.default_rng(0)
    h, y = random.normal(size=(5, 4)).astype("float32"), np.eye(3, dtype="float32")[[0, 1, 2, 1, 0]]
    weight, bias, embedding = (
        random.normal(size=(4, 1)),
        np.array([0.5]),
        random.normal(size=(3, 4)),
    )
    shapes = {(4, 1): weight, (1,): bias, (3, 4): embedding}
    network.set_weights([shapes[tuple(each.shape)] for each in network.weights])
    expected = h @ weight + bias + np.sum(y @ embedding * h, axis=1, keepdims=True)
    np.testing.assert_allclose(network([h, y]), expected, rtol=1e-5)


def test_labels_enter_by_the_projection_alone() -> None:
    shapes = Shapes((28, 28, 1), 5, classes=3)
    network = dcgan.discriminator(shapes, width=2, dense=7, projection=True)
    assert network.get_layer(index=2).input.shape[-1] == 1  # no label maps beside the image
    image, labels = np.random.default_rng(0).random((3, 28, 28, 1)), np.eye(3)
    same = np.asarray(network([image[:1].repeat(3, 0), labels]))
    assert len(np.unique(same)) == 3


def test_a_projection_needs_labels() -> None:
    with pytest.raises(UserError, match="projection is of labels"):
        dcgan.discriminator(SHAPES, projection=True)


def test_a_pack_is_one_image_at_least() -> None:
    with pytest.raises(UserError, match="pack is 1 or more, not 0"):
        dcgan.discriminator(SHAPES, pack=0)
