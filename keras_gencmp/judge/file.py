"""A judge on disk: weights in half precision and the facts about it in one .npz."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import keras
import numpy as np

from keras_gencmp.errors import UserError
from keras_gencmp.judge.judge import RANDOM, Judge, identity
from keras_gencmp.judge.network import network
from keras_gencmp.runs import checkpoint


def write(path: Path, model: keras.Model, facts: dict[str, Any]) -> None:
    """Write a network and its facts; ``facts`` names at least its data, classes and shape."""
    state = {f"{index:02d}": weight for index, weight in enumerate(halved(model))}
    path.parent.mkdir(parents=True, exist_ok=True)
    checkpoint.write(path, {**state, "facts": np.array(json.dumps(facts))})


def read(path: Path) -> Judge:
    """The judge in a file; UserError when it is damaged."""
    try:
        state = checkpoint.read(path)
        facts = json.loads(str(state.pop("facts")))
        model = network(tuple(facts["shape"]), len(facts["classes"]), seed=0)
        weights = [state[name] for name in sorted(state)]
        model.set_weights([weight.astype("float32") for weight in weights])
    except (UserError, KeyError, ValueError, TypeError) as error:
        raise UserError(
            f"the judge {path} is damaged: fit it again with gencmp judge fit"
        ) from error
    classes = () if facts["kind"] == RANDOM else tuple(facts["classes"])
    return Judge(identity(facts["data"], weights), classes, model, facts)


def halved(model: keras.Model) -> list[np.ndarray]:
    """The weights as they are stored, float16."""
    return [weight.astype("float16") for weight in model.get_weights()]
