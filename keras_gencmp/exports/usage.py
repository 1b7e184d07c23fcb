"""How an export is loaded and called, as its model card says it: code for each program."""

from __future__ import annotations

import json
from pathlib import Path

from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.priors import StandardNormal

ROWS = 16  # images that the code draws
NORMAL = 'np.random.default_rng(0).standard_normal(({rows}, {latent})).astype("float32")'
# Where z is not normal, and a format has no endpoint that draws it.
YOURS = "  # put yours here: the prior is not N(0, I)"


def has_normal_prior(model: GenerativeModel) -> bool:
    """Whether latents are drawn from N(0, I)."""
    return type(model.p_z) is StandardNormal


def usage(model: GenerativeModel, form: str, folder: Path) -> str:
    """Markdown with the code that loads an export of a format from a folder, and the ways beside.

    A format of another package has none.
    """
    sections = {
        "saved_model": {"TensorFlow": tensorflow, "Keras": saved_in_keras},
        "keras": {"Keras": keras},
        "onnx": {"ONNX Runtime": onnx},
        "litert": {"LiteRT": litert},
    }.get(form, {})
    parts = [_section(name, code(model, folder)) for name, code in sections.items()]
    return "\n\n".join([*parts, _others(form, [*sections])])


def tensorflow(model: GenerativeModel, folder: Path) -> str:
    """A SavedModel in TensorFlow: every endpoint, called once."""
    labels = ", labels" if model.conditional else ""
    lines = [
        "import tensorflow as tf",
        "",
        f"model = tf.saved_model.load({quoted(str(folder))})",
        f"images = model.sample(tf.constant({ROWS}), tf.constant(0, tf.int64))  # n, seed",
        *([f"labels = tf.range({ROWS}) % {model.classes}"] if model.conditional else []),
    ]
    if has_normal_prior(model):
        lines += [
            f"z = tf.random.stateless_normal(({ROWS}, {model.latent}), seed=(0, 0))",
            f"decoded = model.decode(z{labels})",
        ]
    if model.has_encoder:
        lines += [
            f"codes = model.encode(images{labels})",
            f"rebuilt = model.reconstruct(images{labels})",
        ]
    return "\n".join(lines)


def saved_in_keras(model: GenerativeModel, folder: Path) -> str:
    """A SavedModel as a layer of Keras."""
    if not has_normal_prior(model):
        return "\n".join(
            [
                "import keras",
                "import tensorflow as tf",
                "",
                f'sample = keras.layers.TFSMLayer({quoted(str(folder))}, call_endpoint="sample")',
                f"images = sample(tf.constant({ROWS}), seed=tf.constant(0, tf.int64))",
            ]
        )
    called = "z, labels=labels" if model.conditional else "z"
    return "\n".join(
        [
            "import keras",
            "",
            f'decode = keras.layers.TFSMLayer({quoted(str(folder))}, call_endpoint="decode")',
            f"z = keras.random.normal(({ROWS}, {model.latent}), seed=0)",
            *([_labels("keras.ops.arange({rows})", model)] if model.conditional else []),
            f"decoded = decode({called})",
        ]
    )


def keras(model: GenerativeModel, folder: Path) -> str:
    """The networks of a model as Keras has saved them; the decoding one is called once."""
    one_hot = f"[z, keras.ops.one_hot(labels, {model.classes})]" if model.conditional else "z"
    role = model.decoding_role
    return "\n".join(
        [
            "import keras",
            "",
            f"folder = {quoted(str(folder))}",
            f"roles = {json.dumps(list(model.roles))}",
            "load = keras.saving.load_model",
            'networks = {role: load(f"{folder}/{role}.keras") for role in roles}',
            f"z = keras.random.normal(({ROWS}, {model.latent}), seed=0)"
            if has_normal_prior(model)
            else f"z = keras.ops.zeros(({ROWS}, {model.latent})){YOURS}",
            *([_labels("keras.ops.arange({rows})", model)] if model.conditional else []),
            f'output = networks["{role}"]({one_hot})  # as the network puts it out: see below',
        ]
    )


def onnx(model: GenerativeModel, folder: Path) -> str:
    """The endpoint decode in ONNX Runtime."""
    feed = '{"z": z, "labels": labels}' if model.conditional else '{"z": z}'
    return "\n".join(
        [
            "import numpy as np",
            "import onnxruntime",
            "",
            f"session = onnxruntime.InferenceSession({quoted(str(folder / 'decode.onnx'))})",
            _z(model),
            *([_labels('np.arange({rows}, dtype="int32")', model)] if model.conditional else []),
            f"(images,) = session.run(None, {feed})",
        ]
    )


def litert(model: GenerativeModel, folder: Path) -> str:
    """The endpoint decode in the interpreter of LiteRT, whose inputs are told by their type."""
    labels = _labels('np.arange({rows}, dtype="int32")', model)
    return "\n".join(
        [
            "import numpy as np",
            "from ai_edge_litert.interpreter import Interpreter",
            "",
            f"interpreter = Interpreter({quoted(str(folder / 'decode.tflite'))})",
            _z(model),
            *([labels] if model.conditional else []),
            f"inputs = {'(z, labels)' if model.conditional else '(z,)'}",
            "details = interpreter.get_input_details()",
            'entries = {entry["dtype"]: entry["index"] for entry in details}',
            "for array in inputs:",
            "    interpreter.resize_tensor_input(entries[array.dtype.type], array.shape)",
            "interpreter.allocate_tensors()",
            "for array in inputs:",
            "    interpreter.set_tensor(entries[array.dtype.type], array)",
            "interpreter.invoke()",
            'images = interpreter.get_tensor(interpreter.get_output_details()[0]["index"])',
        ]
    )


def _z(model: GenerativeModel) -> str:
    """The line that makes latents of NumPy."""
    if has_normal_prior(model):
        return f"z = {NORMAL.format(rows=ROWS, latent=model.latent)}"
    return f'z = np.zeros(({ROWS}, {model.latent}), "float32"){YOURS}'


def _labels(numbers: str, model: GenerativeModel) -> str:
    """The line that makes labels of numbers from 0 on: the classes in turn."""
    return f"labels = {numbers.format(rows=ROWS)} % {model.classes}"


def _section(name: str, code: str) -> str:
    return f"### {name}\n\n```python\n{code}\n```"


def _others(form: str, known: list[str]) -> str:
    """By which command the programs are served that do not load this format."""
    ways = {
        "TensorFlow": "`gencmp export RUN`",
        "Keras": "`gencmp export RUN --format keras`",
        "ONNX Runtime": "`gencmp export RUN --format onnx`",
    }
    note = NOTE_OF_KERAS if form == "keras" else ""
    others = [f"- {name}: {way}" for name, way in ways.items() if name not in known]
    text = "Other programs load other formats, each of which has a card with its code:\n\n"
    return note + text + "\n".join(others)


NOTE_OF_KERAS = (
    "The networks are as they were trained. The model brings their output to [0, 1]: that of a "
    "decoder of Bernoulli pixels by the sigmoid, that of a generator with tanh by (x + 1) / 2.\n\n"
)


def quoted(text: str) -> str:
    """Text as Python writes it between double quotes, as in the rest of a card."""
    return json.dumps(text, ensure_ascii=False)
