"""Which judge looks at which data: the one in the package, a stored one, or one fitted at once."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from keras_gencmp.data import Splits
from keras_gencmp.data.cache import directory
from keras_gencmp.data.reference import evaluation_sets
from keras_gencmp.errors import UserError
from keras_gencmp.judge import file
from keras_gencmp.judge import fit as judge_fit
from keras_gencmp.judge.judge import RANDOM, Judge

SHIPPED = Path(__file__).parent / "weights"
SMALL = 5_000  # training images on which a judge is fitted in seconds


def for_data(splits: Splits) -> Judge:
    """The judge of a dataset.

    MNIST's comes with the package. Others are looked up by the data's digest; where there is none,
    a small dataset's is fitted now, with a line on stderr, and for a large one UserError names the
    command that fits it.
    """
    for path in (shipped(splits.name), stored(splits.digest)):
        if path.exists():
            return file.read(path)
    if len(splits.train.labels) > SMALL and len(splits.classes) > 1:
        raise UserError(
            f"no judge has been fitted to {splits.name} in this size yet: "
            f"run gencmp judge fit {options(splits)}"
        )
    print(f"fitting a judge to {splits.name}, once ...", file=sys.stderr)
    return fit(splits, seed=0, quiet=True)


def fit(
    splits: Splits,
    *,
    seed: int,
    epochs: int | None = None,
    path: Path | None = None,
    quiet: bool = False,
) -> Judge:
    """Fit a judge to the images meant for it, store it by the data's digest, and read it back.

    The accuracy among its facts is that of the weights as they were stored, on the test split.
    """
    roles, path = evaluation_sets(splits), path or stored(splits.digest)
    many, count = len(splits.classes), len(roles.fitting.labels)
    epochs = 0 if many < 2 else epochs or judge_fit.passes(count)
    model = judge_fit.classifier(roles.fitting, many, seed=seed, epochs=epochs, quiet=quiet)
    facts = {**_facts(splits), "images": count, "epochs": epochs, "seed": seed}
    _write(path, model, facts)
    if many > 1:
        found = file.read(path).probabilities(roles.reference.images)
        facts["test_accuracy"] = judge_fit.accuracy(found, roles.reference.labels)
        _write(path, model, facts)
    return file.read(path)


def shipped(name: str) -> Path:
    """Where the package keeps the judge of a dataset, if it brings one."""
    return SHIPPED / f"{name.partition(':')[0]}.npz"


def stored(digest: str) -> Path:
    """Where a judge fitted by this user to data of that digest is stored."""
    return directory() / "weights" / f"{digest}.npz"


def options(splits: Splits) -> str:
    """The options of ``gencmp judge fit`` that name this dataset."""
    height, _, channels = splits.train.images.shape[1:]
    words = [f"--dataset {splits.name}"]
    words += [f"--image-size {height}"] if height != 28 else []
    words += [f"--channels {channels}"] if channels != 1 else []
    return " ".join(words)


def plain(name: str) -> str:
    """A dataset's name as it may stand in a judge's identity: letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower().rpartition("/")[2]).strip("-") or "data"


def _facts(splits: Splits) -> dict[str, Any]:
    return {
        "kind": RANDOM if len(splits.classes) < 2 else "classifier",
        "data": plain(splits.name),
        "data_digest": splits.digest,
        "shape": list(splits.train.images.shape[1:]),
        "classes": list(splits.classes),
    }


def _write(path: Path, model: Any, facts: dict[str, Any]) -> None:
    try:
        file.write(path, model, facts)
    except OSError as error:
        raise UserError(
            f"the judge cannot be stored in {path.parent} ({error.strerror}): "
            "set GENCMP_CACHE to a folder with room"
        ) from error
