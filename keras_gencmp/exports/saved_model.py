"""The ``saved_model`` format: all endpoints in one graph that needs only TensorFlow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from keras_gencmp.errors import UserError
from keras_gencmp.exports.endpoints import endpoints
from keras_gencmp.exports.versions import versions
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.models.inference import in_chunks

AT_ONCE = 20_000  # images of an export that draws them in one call


def write(model: GenerativeModel, folder: Path) -> None:
    """Fill a folder with a SavedModel whose signatures are the endpoints and "serving_default"."""
    # Keras's own ExportArchive would write every variable twice.
    module = tf.Module()
    networks = [getattr(model, role) for role in model.exported_roles]
    weights = [weight for network in networks for weight in network.variables]
    # A progressive GAN draws at the stage that its clock tells.
    module.weights = [weight.value for weight in (*weights, model.clock)]
    signatures = {}
    for name, (function, inputs) in endpoints(model).items():
        setattr(module, name, tf.function(function, input_signature=inputs))
        signatures[name] = getattr(module, name).get_concrete_function()
    default = next(iter(signatures.values()))
    try:
        tf.saved_model.save(module, str(folder), {"serving_default": default, **signatures})
    except tf.errors.OpError as error:  # what TensorFlow raises where a file cannot be written
        raise OSError(str(error.message).partition("\n")[0]) from error


def load(path: Path) -> Any:
    """A SavedModel's endpoints, from its own folder or the newest version below it."""
    newest = path / str(max(versions(path), default=0)) if path.is_dir() else path
    for candidate in (path, newest):
        if (candidate / "saved_model.pb").is_file():
            try:
                return tf.saved_model.load(str(candidate))
            except Exception as error:
                raise UserError(f"{candidate} is a damaged SavedModel: export it again") from error
    raise UserError(
        f"{path} holds no saved_model.pb: name a run, or a folder written by gencmp export"
    )


def sample(path: Path, count: int, seed: int = 0) -> np.ndarray:
    """Images (count, h, w, c) in [0, 1] from a SavedModel's prior."""
    return drawn(load(path), path, count, seed)


def drawn(endpoints: Any, path: Path, count: int, seed: int) -> np.ndarray:
    """Images (count, h, w, c) in [0, 1] from the prior of a SavedModel, decoded in chunks.

    An export of an early version, without the endpoint ``latents``, draws all of them in one call.
    UserError for more of them than the memory can be relied on to hold.
    """
    if not hasattr(endpoints, "sample"):
        raise UserError(
            f"{path} has no endpoint named sample: name a folder written by gencmp export"
        )
    asked = tf.constant(int(count)), tf.constant(seed, tf.int64)
    if hasattr(endpoints, "latents"):
        return in_chunks(endpoints.decode, *(each.numpy() for each in endpoints.latents(*asked)))
    if count > AT_ONCE:
        raise UserError(
            f"{path} draws all its images at once, and {count:,} of them may be more than the "
            f"memory holds: export its run again, or ask for {AT_ONCE:,} or fewer"
        )
    return np.asarray(endpoints.sample(*asked))
