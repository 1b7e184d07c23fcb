"""A judge's file: an .npz of its weights in float16 and of the facts about it in JSON.

``facts`` is a JSON object with at least four facts: ``kind`` is "classifier" or "random", ``data``
the name of the data in lower case, ``shape`` [height, width, channels], and ``classes`` a list of
names. The arrays ``00``, ``01`` ... are the weights, each of the shape that the network of these
facts has. ``digests``, which a file of an older version lacks, are those of the images that it was
fitted on, sorted, as many as the fact ``images`` says (see :mod:`keras_gencmp.judge.seen`). All of
that is checked before a weight is used.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np

from keras_gencmp.errors import UserError
from keras_gencmp.judge import npz
from keras_gencmp.judge.judge import Judge, identity
from keras_gencmp.judge.network import network
from keras_gencmp.judge.npz import DamagedFile
from keras_gencmp.judge.seen import BYTES, no_digests
from keras_gencmp.runs import checkpoint

CLASSIFIER, RANDOM = "classifier", "random"
DIGESTS = "digests"
MAX_BYTES = 2**26  # 64 MiB; MNIST's judge takes 1
MAX_SIDE, MAX_CLASSES = 256, 10_000
DATA_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def write(
    path: Path, model: keras.Model, facts: dict[str, Any], digests: np.ndarray | None = None
) -> None:
    """Write a network, its facts and digests, as the module says; the file appears whole."""
    arrays = {name: weight.astype("float16") for name, weight in named_weights(model).items()}
    if digests is not None:
        arrays[DIGESTS] = digests[np.lexsort(digests.T[::-1])]
    path.parent.mkdir(parents=True, exist_ok=True)
    checkpoint.write(path, {**arrays, "facts": np.array(json.dumps(facts))})


def read(path: Path) -> Judge:
    """The judge in a file; UserError where the file is damaged or holds anything else."""
    try:
        members = npz.read(path, MAX_BYTES)
        facts = parsed(npz.text(members, "facts"))
        model = network(tuple(facts["shape"]), len(facts["classes"]), seed=0)
        digests = checked_digests(members, facts)
        weights = checked(members, model)
    except DamagedFile as error:
        raise UserError(
            f"the judge {path} is damaged ({error}): fit it again with gencmp judge fit"
        ) from error
    model.set_weights([weight.astype("float32") for weight in weights])
    classes = () if facts["kind"] == RANDOM else tuple(facts["classes"])
    return Judge(identity(facts["data"], weights), classes, model, facts, digests)


def parsed(text: str) -> dict[str, Any]:
    """The facts in a JSON text; DamagedFile for the first of the four that is missing or wrong."""
    try:
        facts = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DamagedFile("its facts are no JSON") from error
    if not isinstance(facts, dict):
        raise DamagedFile("its facts are no JSON object")
    for name, is_valid in FACTS.items():
        if not is_valid(facts.get(name)):
            raise DamagedFile(f"its fact {name!r} is missing or wrong")
    return facts


def checked(members: dict[str, bytes], model: keras.Model) -> list[np.ndarray]:
    """The weights in the network's order, float16; DamagedFile unless all fit and are finite."""
    named = named_weights(model)
    if members.keys() - {DIGESTS} != {"facts", *named}:
        raise DamagedFile(f"it does not hold {len(named)} weights")
    weights = [npz.array(members, name, "float16", each.shape) for name, each in named.items()]
    if not all(np.isfinite(weight).all() for weight in weights):
        raise DamagedFile("a weight is not finite")
    return weights


def checked_digests(members: dict[str, bytes], facts: dict[str, Any]) -> np.ndarray:
    """The digests of the images of the fit, none where the file holds none; DamagedFile."""
    if DIGESTS not in members:
        return no_digests()
    count = facts.get("images")
    if type(count) is not int or not 1 <= count <= MAX_BYTES // BYTES:
        raise DamagedFile("its fact 'images' is missing or wrong")
    return npz.array(members, DIGESTS, "uint8", (count, BYTES))


def named_weights(model: keras.Model) -> dict[str, np.ndarray]:
    """The weights of a network under the names of the file: 00, 01 ..."""
    return {f"{index:02d}": weight for index, weight in enumerate(model.get_weights())}


def _is_kind(value: Any) -> bool:
    return value in (CLASSIFIER, RANDOM)


def _is_data_name(value: Any) -> bool:
    return isinstance(value, str) and DATA_NAME.fullmatch(value) is not None


def _is_image_shape(value: Any) -> bool:
    if not isinstance(value, list) or [type(each) for each in value] != [int] * 3:
        return False
    return all(1 <= side <= MAX_SIDE for side in value[:2]) and value[2] in (1, 3)


def _is_class_list(value: Any) -> bool:
    if not isinstance(value, list) or not 1 <= len(value) <= MAX_CLASSES:
        return False
    return all(isinstance(name, str) for name in value)


FACTS: dict[str, Callable[[Any], bool]] = {
    "kind": _is_kind,
    "data": _is_data_name,
    "shape": _is_image_shape,
    "classes": _is_class_list,
}
