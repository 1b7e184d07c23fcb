"""The registry of export formats.

A new format is a file with a writer and a row below; one of another package is an entry point of
the group "keras_gencmp.export_format". A writer is a function ``(model, folder)`` that fills an
empty folder with a :class:`~keras_gencmp.models.base.GenerativeModel`: versions, and the moving of
finished folders, are the work of :func:`keras_gencmp.exports.versions.export`. What a format should
offer is in :mod:`keras_gencmp.exports.endpoints`.
"""

from __future__ import annotations

from keras_gencmp.registry import Entry, Registry


def _installed(name: str, path: str) -> Entry:
    return Entry(name, path, "from an installed package")


FORMATS = Registry(
    "export format",
    [
        Entry(
            "saved_model",
            "keras_gencmp.exports.saved_model:write",
            "one graph with all endpoints, for TensorFlow Serving and any TensorFlow program",
        ),
        Entry(
            "keras",
            "keras_gencmp.exports.keras_archive:write",
            "one .keras file a network, which keras.saving.load_model reads",
        ),
        Entry(
            "onnx",
            "keras_gencmp.exports.onnx:write",
            "decode.onnx and encode.onnx, for ONNX Runtime (needs tf2onnx)",
        ),
        Entry(
            "litert",
            "keras_gencmp.exports.litert:write",
            "decode.tflite and encode.tflite, for devices (needs ai-edge-litert)",
        ),
    ],
    _installed,
)
DEFAULT = "saved_model"


def menu() -> str:
    """Every format with what it is, in one line of text."""
    return "; ".join(f"{row.name}: {row.summary}" for row in FORMATS.values())


def listing() -> str:
    """Every format, one a line, with what it is."""
    width = max(map(len, FORMATS))
    return "".join(f"{row.name:<{width}}  {row.summary}\n" for row in FORMATS.values())
