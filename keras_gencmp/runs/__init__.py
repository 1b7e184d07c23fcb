"""Runs: a training's folder, every path in it, and the files that it holds."""

from keras_gencmp.runs.run import (
    BEST,
    ROOT,
    Run,
    every,
    find,
    read_json,
    start,
    write_bytes,
    write_json,
    write_text,
)

__all__ = [
    "BEST",
    "ROOT",
    "Run",
    "every",
    "find",
    "read_json",
    "start",
    "write_bytes",
    "write_json",
    "write_text",
]
