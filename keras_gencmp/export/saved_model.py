"""Trained models for others: SavedModels that need only TensorFlow, and .keras networks."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from keras_gencmp.errors import UserError
from keras_gencmp.models.base import GenerativeModel

Endpoint = tuple[Callable[..., Any], list[tf.TensorSpec]]


def export(model: GenerativeModel, folder: Path, form: str = "saved_model") -> Path:
    """Write ``<folder>/<version>/`` in TF-Serving layout; a version is never written over.

    ``form`` is "saved_model" (all endpoints in one graph) or "keras" (one .keras file a network).
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / str(1 + max(versions(folder), default=0))
        with _moved_into_place(target) as unfinished:
            writers = {"saved_model": _write_saved_model, "keras": _write_networks}
            writers[form](model, unfinished)
    except OSError as error:
        raise UserError(f"cannot write to {folder}: {error.strerror or error}") from error
    return target


def versions(folder: Path) -> list[int]:
    """The version numbers that a folder holds."""
    return sorted(int(path.name) for path in folder.glob("[0-9]*") if path.name.isdigit())


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
        f"{path} holds no saved_model.pb: name a run, or a folder made by gencmp export"
    )


def sample(path: Path, count: int, seed: int = 0) -> np.ndarray:
    """Images (count, h, w, c) in [0, 1] from a SavedModel's prior."""
    loaded = load(path)
    if not hasattr(loaded, "sample"):
        raise UserError(f"{path} has no endpoint named sample: it was not made by gencmp export")
    return loaded.sample(tf.constant(count), tf.constant(seed, tf.int64)).numpy()


def endpoints(model: GenerativeModel) -> dict[str, Endpoint]:
    """What an export offers, by name: a function and its inputs. The first one is the default."""
    z = tf.TensorSpec((None, model.latent), tf.float32, name="z")
    count, seed = tf.TensorSpec((), tf.int32, name="n"), tf.TensorSpec((), tf.int64, name="seed")
    labels = [tf.TensorSpec((None,), tf.int32, name="labels")] if model.conditional else []
    offered: dict[str, Endpoint] = {
        "decode": (model.decode, [z, *labels]),
        "sample": (_sampler(model), [count, seed]),
    }
    if model.has_encoder:
        images = tf.TensorSpec((None, *model.image_shape), tf.float32, name="images")
        offered["encode"] = (model.posterior_mean, [images, *labels])
        offered["reconstruct"] = (_reconstructor(model), [images, *labels])
    return offered


def _sampler(model: GenerativeModel) -> Callable[..., Any]:
    def sample(n: Any, seed: Any) -> Any:
        labels = tf.range(n) % model.classes if model.conditional else None
        return model.draw(n, labels, tf.stack([seed, tf.zeros_like(seed)]))

    return sample


def _reconstructor(model: Any) -> Callable[..., Any]:
    def reconstruct(images: Any, labels: Any = None) -> Any:
        return model.decode(model.posterior_mean(images, labels), labels)

    return reconstruct


def _write_saved_model(model: GenerativeModel, folder: Path) -> None:
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
    tf.saved_model.save(module, str(folder), {"serving_default": default, **signatures})


def _write_networks(model: GenerativeModel, folder: Path) -> None:
    folder.mkdir()
    for role in model.roles:
        getattr(model, role).save(folder / f"{role}.keras")


@contextlib.contextmanager
def _moved_into_place(target: Path) -> Iterator[Path]:
    unfinished = target.with_name(f".{target.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        yield unfinished
        unfinished.rename(target)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
