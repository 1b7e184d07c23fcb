"""Exports for other runtimes: each is loaded again and computes what the model does, to 1e-5."""

import numpy as np
import pytest
from small import built, narrow

from keras_gencmp.exports.versions import export
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.recipes import recipe

ATOL = 1e-5


@pytest.fixture(autouse=True)
def eagerly(monkeypatch):
    """Expected values without graphs, whose tracing would take most of the time."""
    monkeypatch.setattr(GenerativeModel, "_compiled", lambda model, name: getattr(model, name))


@pytest.fixture(scope="module", params=["dcgan", "conv-vae", "conditional-vae"])
def model(request):
    return built(narrow(recipe.load(request.param)))


def inputs_of(model, rows):
    """What the endpoints without noise take, by name."""
    random = np.random.default_rng(0)
    z = random.standard_normal((rows, model.latent)).astype("float32")
    labels = {"labels": (np.arange(rows) % model.classes).astype("int32")} if model.classes else {}
    taken = {"decode": {"z": z, **labels}}
    if model.has_encoder:
        images = random.random((rows, *model.image_shape)).astype("float32")
        taken["encode"] = {"images": images, **labels}
    return taken


def expected(model, name, inputs):
    labels = inputs.get("labels")
    if name == "decode":
        return model.decode_many(inputs["z"], labels)
    return model.encode(inputs["images"], labels)


@pytest.mark.parametrize("rows", [1, 5])
def test_onnx_runtime_computes_the_same(model, tmp_path, rows):
    pytest.importorskip("tf2onnx", reason="install keras-gencmp[onnx] to test it")
    runtime = pytest.importorskip("onnxruntime")
    path = export(model, tmp_path, "onnx")
    for name, inputs in inputs_of(model, rows).items():
        session = runtime.InferenceSession(path / f"{name}.onnx")
        assert {each.name for each in session.get_inputs()} == set(inputs)
        output = session.run(None, inputs)[0]
        np.testing.assert_allclose(output, expected(model, name, inputs), atol=ATOL)


def test_litert_computes_the_same(model, tmp_path):
    litert = pytest.importorskip(
        "ai_edge_litert.interpreter", reason="install keras-gencmp[litert] to test it"
    )
    path = export(model, tmp_path, "litert")
    for name, inputs in inputs_of(model, 5).items():
        interpreter = litert.Interpreter(str(path / f"{name}.tflite"))
        by_kind = {value.dtype: value for value in inputs.values()}
        for each in interpreter.get_input_details():
            interpreter.resize_tensor_input(each["index"], by_kind[np.dtype(each["dtype"])].shape)
        interpreter.allocate_tensors()
        for each in interpreter.get_input_details():
            interpreter.set_tensor(each["index"], by_kind[np.dtype(each["dtype"])])
        interpreter.invoke()
        output = interpreter.get_tensor(interpreter.get_output_details()[0]["index"])
        np.testing.assert_allclose(output, expected(model, name, inputs), atol=ATOL)
