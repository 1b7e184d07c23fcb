"""The ``onnx`` format: one .onnx file an endpoint, for ONNX Runtime and whatever reads ONNX.

It is converted by tf2onnx, which ``pip install "keras-gencmp[onnx]"`` brings.
"""

from __future__ import annotations

from pathlib import Path

import tensorflow as tf

from keras_gencmp.exports.endpoints import deterministic
from keras_gencmp.exports.extras import converter
from keras_gencmp.models.base import GenerativeModel

OPSET = 17  # the operators of ONNX 1.12, which runtimes since 2022 know


def write(model: GenerativeModel, folder: Path) -> None:
    """Fill a folder with ``decode.onnx`` and, of a model with an encoder, ``encode.onnx``.

    Inputs and outputs are those of the endpoints, float32 and int32. Drawing from the prior is left
    to the user: z ~ N(0, I) for most models. UserError where tf2onnx is not installed.
    """
    tf2onnx = converter("tf2onnx", "onnx")
    for name, (function, inputs) in deterministic(model).items():
        graph = tf.function(function, input_signature=inputs)
        tf2onnx.convert.from_function(
            graph, inputs, opset=OPSET, output_path=str(folder / f"{name}.onnx")
        )
