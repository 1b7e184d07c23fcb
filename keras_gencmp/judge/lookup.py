"""The judge of a dataset: the one in the package, one in the user's cache, or one fitted now."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any

from keras_gencmp.data import Split, Splits
from keras_gencmp.data.cache import directory
from keras_gencmp.data.reference import evaluation_sets
from keras_gencmp.data.splits import is_labelled
from keras_gencmp.errors import UserError
from keras_gencmp.judge import file
from keras_gencmp.judge import fit as judge_fit
from keras_gencmp.judge.judge import Judge
from keras_gencmp.judge.seen import digests
from keras_gencmp.terminal import console

SHIPPED = Path(__file__).parent / "weights"
CACHE_ADVICE = "set GENCMP_CACHE to a folder that can be written"


def for_data(splits: Splits) -> Judge:
    """The judge of a dataset.

    MNIST's comes with the package. Others are looked up by the data's digest. Where there is none,
    one is fitted now, with progress on stderr.
    """
    found = existing(splits)
    if found is not None:
        return found
    console.note(f"fitting a judge to {splits.name}, once for this dataset ...")
    return fit(splits, seed=0)


def existing(splits: Splits) -> Judge | None:
    """The judge that a dataset has already, or None."""
    for path in (shipped(splits.name), stored(splits.digest)):
        if path.exists():
            return file.read(path)
    return None


def fit(
    splits: Splits,
    *,
    seed: int,
    epochs: int | None = None,
    path: Path | None = None,
    quiet: bool = False,
) -> Judge:
    """Fit a judge to the images meant for it, store it, and read it back.

    It is stored under the data's digest in the user's cache, or in ``path``; UserError, before
    anything is trained, where that cannot be written. The accuracy among its facts is that of the
    stored weights on the test split. ``quiet`` shows no progress.
    """
    roles, target = evaluation_sets(splits), path or stored(splits.digest)
    check_writable(target, "choose another --output" if path else CACHE_ADVICE)
    classes, count = len(splits.classes), len(roles.training.labels)
    epochs = 0 if classes < 2 else epochs or judge_fit.default_epochs(count)
    model = judge_fit.classifier(roles.training, classes, seed=seed, epochs=epochs, quiet=quiet)
    facts = {**_facts(splits), "images": count, "epochs": epochs, "seed": seed}
    seen = digests(roles.training.images)
    file.write(target, model, facts, seen)
    if classes > 1 and is_labelled(roles.reference):
        # Measured with the stored weights: half precision may change a few predictions.
        facts["test_accuracy"] = accuracy_on(roles.reference, file.read(target))
        file.write(target, model, facts, seen)
    return file.read(target)


def accuracy_on(split: Split, judge: Judge) -> float:
    """The share of a split that a judge assigns to the right class."""
    return judge_fit.accuracy(judge.probabilities(split.images), split.labels)


def check_writable(path: Path, advice: str) -> None:
    """UserError unless a file can be written at ``path``, whose folder is created where needed."""
    if path.is_dir():
        raise UserError(f"the judge cannot be stored in {path}, which is a folder: {advice}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise UserError(
            f"the judge cannot be stored in {path.parent} ({error.strerror}): {advice}"
        ) from error


def shipped(name: str) -> Path:
    """The file in which the package has the judge of a dataset, if it has one."""
    return SHIPPED / f"{name.partition(':')[0]}.npz"


def stored(digest: str) -> Path:
    """The file in the user's cache for a judge that was fitted to data of that digest."""
    return directory() / "weights" / f"{digest}.npz"


def plain(name: str) -> str:
    """A dataset's name as a judge's identity holds it: lower-case letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower().rpartition("/")[2]).strip("-") or "data"


def _facts(splits: Splits) -> dict[str, Any]:
    return {
        "kind": file.RANDOM if len(splits.classes) < 2 else file.CLASSIFIER,
        "data": plain(splits.name),
        "data_digest": splits.digest,
        "shape": list(splits.train.images.shape[1:]),
        "classes": list(splits.classes),
    }
