import importlib
import inspect
import pkgutil
from collections.abc import Mapping

import keras
import numpy as np
import pytest
import tensorflow as tf

import keras_gencmp.networks
from keras_gencmp.networks.registry import NETWORKS
from keras_gencmp.networks.shapes import Shapes

LATENT = 6
# Options that make a network small, of those that it has.
NARROW = {"width": 4, "widths": (8, 8)}
OPTIONS = {
    "energy.discriminator": {"code": 6},
    "pairs.discriminator": {"dense": 8},
    "pairs.implicit_encoder": {"dense": 8, "noise": 6, "basis": 3},
}


def parameters(name: str) -> Mapping[str, inspect.Parameter]:
    return inspect.signature(NETWORKS.load(name)).parameters


ROLES = {
    name: {key: value for key, value in NARROW.items() if key in parameters(name)}
    | OPTIONS.get(name, {})
    for name in NETWORKS
}
UNLABELLED = ("energy", "pairs", "progressive", "hierarchical", "local")
LABELLED = [name for name in ROLES if not name.startswith((*UNLABELLED, "dcgan.recognition"))]
CRITICS = [name for name in ROLES if name.endswith(".discriminator")]
TRAINED = [name for name in ROLES if name != "progressive.fade"]
SHAPES = Shapes((28, 28, 1), LATENT)


def build(name: str, shapes: Shapes = SHAPES, **options: object) -> keras.Model:
    return NETWORKS.load(name)(shapes, **ROLES[name] | options)


def outputs(network: keras.Model, inputs: list[np.ndarray]) -> list[np.ndarray]:
    result = network(inputs if len(inputs) > 1 else inputs[0], training=False)
    return [np.asarray(x) for x in (result if isinstance(result, list) else [result])]


def expected(name: str, image: tuple[int, int, int]) -> list[tuple[int, ...]]:
    if name == "energy.discriminator":
        return [image, (6,)]
    if name == "hierarchical.encoder":
        return [(LATENT // 2,), (LATENT // 2,)]
    return {
        "generator": [image],
        "decoder": [image],
        "fade": [image],
        "discriminator": [(1,)],
        "encoder": [(LATENT,), (LATENT,)],
        "code": [(LATENT,)],
        "implicit_encoder": [(LATENT,)],
        "recognition": [(10,), (2,)],
        "local_features": [(4,)],
        "local_encoder": [(LATENT // 2,), (LATENT // 2,)],
        "local_prior": [(LATENT // 2,), (LATENT // 2,)],
        "autoregression": [image],
    }[name.split(".")[1]]


def inbound(operation: keras.Operation) -> list[keras.KerasTensor]:
    return operation._inbound_nodes[0].input_tensors


def source(tensor: keras.KerasTensor) -> tuple[keras.Operation, list[keras.KerasTensor]]:
    operation = tensor._keras_history.operation
    return operation, inbound(operation)


def nearest_weights(tensor: keras.KerasTensor) -> list[keras.Layer]:
    """The layers with weights that lie next to the tensor on the way back to the inputs."""
    operation, before = source(tensor)
    if getattr(operation, "weights", []):
        return [operation]
    return [layer for x in before for layer in nearest_weights(x)]


def norms(network: keras.Model) -> list[keras.Layer]:
    return [x for x in network.layers if isinstance(x, keras.layers.BatchNormalization)]


def accepts(name: str, option: str) -> bool:
    return option in parameters(name)


def test_every_public_builder_has_a_row() -> None:
    builders = set()
    for module in pkgutil.iter_modules(keras_gencmp.networks.__path__):
        members = vars(importlib.import_module(f"keras_gencmp.networks.{module.name}"))
        for name, member in members.items():
            if inspect.isfunction(member) and name[0] != "_":
                first = next(iter(inspect.signature(member).parameters.values()), None)
                if (
                    first
                    and first.annotation is Shapes
                    and "Model" in str(inspect.signature(member).return_annotation)
                ):
                    builders.add(f"{module.name}.{name}")
    assert builders == set(NETWORKS)


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("side", [28, 32, 64])
@pytest.mark.parametrize("name", ROLES)
def test_outputs_have_the_role_s_shapes(feed, name: str, side: int, channels: int) -> None:
    image = (side, side, channels)
    network = build(name, Shapes(image, LATENT))
    assert network.name == name.split(".")[1]
    assert [x.shape for x in outputs(network, feed(network, 2))] == [
        (2, *shape) for shape in expected(name, image)
    ]


@pytest.mark.parametrize("output", ["tanh", "sigmoid"])
@pytest.mark.parametrize("name", [name for name in ROLES if name.endswith(".generator")])
def test_generators_fill_the_unit_interval_and_stay_in_it(feed, name: str, output: str) -> None:
    network = build(name, weights=3.0, output=output)
    image = outputs(network, feed(network, 4))[0]
    assert 0 <= image.min() < 0.01
    assert 0.99 < image.max() <= 1


@pytest.mark.parametrize("name", ["mlp.decoder", "conv.decoder"])
def test_decoders_are_linear_at_the_end(feed, name: str) -> None:
    network = build(name, weights=3.0)
    logits = outputs(network, feed(network, 4))[0]
    assert logits.min() < -5
    assert logits.max() > 5


def test_the_energy_discriminator_reconstructs_in_the_unit_interval(feed) -> None:
    network = build("energy.discriminator", weights=1.0)
    reconstruction, code = outputs(network, feed(network, 4))
    assert 0 <= reconstruction.min() < reconstruction.max() <= 1
    assert code.min() < 0 < code.max()


@pytest.mark.parametrize("name", ROLES)
def test_the_last_layers_are_float32_under_mixed_precision(feed, name: str) -> None:
    keras.config.set_dtype_policy("mixed_float16")
    network = build(name, **{"batch_norm": True} if accepts(name, "batch_norm") else {})
    hidden_output = name == "hierarchical.local_features"
    for output in network.outputs:
        assert output.dtype == "float32"
        for layer in nearest_weights(output) if network.weights and not hidden_output else []:
            assert layer.compute_dtype == "float32"
    hidden = [x.compute_dtype for x in network.layers if x.name.startswith("activation")]
    assert name in ("progressive.fade", "local.autoregression") or "float16" in hidden
    assert all(np.isfinite(x).all() for x in outputs(network, feed(network, 2)))


@pytest.mark.parametrize("name", [name for name in ROLES if accepts(name, "batch_norm")])
def test_batch_norm_never_touches_an_output(name: str) -> None:
    network = build(name, batch_norm=True)
    assert norms(network)
    for output in network.outputs:
        assert not set(nearest_weights(output)) & set(norms(network))


@pytest.mark.parametrize("name", [name for name in CRITICS if accepts(name, "batch_norm")])
def test_batch_norm_never_follows_a_discriminator_s_first_layer(name: str) -> None:
    for norm in norms(build(name, batch_norm=True)):
        linear, before = source(norm.input)
        assert linear.weights
        assert nearest_weights(before[0])


@pytest.mark.parametrize("name", CRITICS)
def test_discriminators_first_bring_the_image_to_minus_one_to_one(name: str) -> None:
    network = build(name)
    image = network.inputs[0]
    consumers = [x for x in network.layers[1:] if any(y is image for y in inbound(x))]
    assert [(x.scale, x.offset) for x in consumers] == [(2.0, -1.0)]


@pytest.mark.parametrize("name", LABELLED)
def test_labels_change_every_output(feed, name: str) -> None:
    network = build(name, SHAPES._replace(classes=3))
    first, _ = feed(network, 2)
    one = outputs(network, [first, np.eye(3, dtype="float32")[[0, 1]]])
    two = outputs(network, [first, np.eye(3, dtype="float32")[[0, 2]]])
    for a, b in zip(one, two, strict=True):
        np.testing.assert_array_equal(a[0], b[0])
        assert np.abs(a[1] - b[1]).max() > 0


@pytest.mark.parametrize("name", ROLES)
def test_a_row_does_not_depend_on_its_batch(feed, name: str) -> None:
    network = build(name)
    inputs = feed(network, 64)
    for whole, alone in zip(
        outputs(network, inputs), outputs(network, [x[7:8] for x in inputs]), strict=True
    ):
        np.testing.assert_allclose(alone[0], whole[7], rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("name", TRAINED)
def test_no_weight_is_dead(feed, name: str) -> None:
    network = build(name)
    inputs = feed(network, 16)
    with tf.GradientTape() as tape:
        result = network(inputs if len(inputs) > 1 else inputs[0], training=True)
        results = result if isinstance(result, list) else [result]
        loss = sum(tf.reduce_sum(tf.square(x + 1.0)) for x in results)
    gradients = tape.gradient(loss, [x.value for x in network.trainable_variables])
    assert all(x is not None and tf.reduce_max(tf.abs(x)) > 0 for x in gradients)


@pytest.mark.parametrize("name", ROLES)
def test_a_saved_network_computes_the_same(feed, name: str, tmp_path) -> None:
    options = {option: 0.5 for option in ("clip", "dropout") if accepts(name, option)}
    network = build(name, **options)
    network.save(tmp_path / "network.keras")
    loaded = keras.saving.load_model(tmp_path / "network.keras")
    inputs = feed(network, 2)
    for a, b in zip(outputs(network, inputs), outputs(loaded, inputs), strict=True):
        np.testing.assert_array_equal(a, b)
