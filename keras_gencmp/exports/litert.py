"""The ``litert`` format (formerly TensorFlow Lite): one .tflite file an endpoint, for devices.

TensorFlow itself converts; the interpreter on a device is ai-edge-litert, which
``pip install "keras-gencmp[litert]"`` brings.
"""

from __future__ import annotations

from pathlib import Path

import tensorflow as tf

from keras_gencmp.exports.endpoints import deterministic
from keras_gencmp.exports.extras import converter
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.runs.files import write_bytes


def write(model: GenerativeModel, folder: Path) -> None:
    """Fill a folder with ``decode.tflite`` and, of a model with an encoder, ``encode.tflite``.

    Inputs and outputs are those of the endpoints, float32 and int32, for any number of rows. Every
    file is opened once by the interpreter. UserError where that is not installed.
    """
    interpreter = converter("ai_edge_litert.interpreter", "litert")
    for name, (function, inputs) in deterministic(model).items():
        module = tf.Module()
        module.function = tf.function(function, input_signature=inputs)
        concrete = module.function.get_concrete_function()
        content = tf.lite.TFLiteConverter.from_concrete_functions([concrete], module).convert()
        interpreter.Interpreter(model_content=content).allocate_tensors()
        write_bytes(folder / f"{name}.tflite", content)
