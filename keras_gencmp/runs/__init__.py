"""Runs: a training's folder, every path in it, and the files that it holds."""

from keras_gencmp.runs.files import write_bytes, write_json, write_text
from keras_gencmp.runs.find import ROOT, check_folder, check_unused, every, find, start
from keras_gencmp.runs.run import BEST, Run
from keras_gencmp.runs.tables import read_json

__all__ = [
    "BEST",
    "ROOT",
    "Run",
    "check_folder",
    "check_unused",
    "every",
    "find",
    "read_json",
    "start",
    "write_bytes",
    "write_json",
    "write_text",
]
