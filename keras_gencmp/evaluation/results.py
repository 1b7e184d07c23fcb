"""The scores that a run keeps in its evaluation.json, so that they are computed once."""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from keras_gencmp import assembly
from keras_gencmp.errors import UserError
from keras_gencmp.evaluation.evaluated_model import PRIOR, EvaluatedModel
from keras_gencmp.evaluation.protocol import Protocol
from keras_gencmp.evaluation.score import VERSION, Row, Score, Scores, from_json, to_json
from keras_gencmp.metrics.estimate import OfImages
from keras_gencmp.recipes.trust import code_paths
from keras_gencmp.runs import locks, own_code
from keras_gencmp.runs import scores as tables
from keras_gencmp.runs.checkpoint import read_array, write_array
from keras_gencmp.runs.files import write_json
from keras_gencmp.runs.run import Run
from keras_gencmp.terminal import console

READ_ONLY = (errno.EROFS, errno.EACCES, errno.EPERM)


@contextmanager
def unless_read_only(folder: Path, left_out: str) -> Iterator[None]:
    """Pass over what cannot be written into a folder that may only be read; a line says so."""
    try:
        yield
    except OSError as error:
        if error.errno not in READ_ONLY:
            raise
        console.note(f"{folder} cannot be written: {left_out}")


def origin(evaluated: EvaluatedModel, protocol: Protocol) -> str:
    """What scores come from, as sixteen hexadecimal digits: equal origins give equal scores.

    The definitions, the protocol, the weights of the model, the code of one's own that uses them,
    as it is now, and the cost that its NLL may have. A model that is drawn from by a function of
    the caller has none, "": nothing tells two functions apart.
    """
    if evaluated.draw is not None:
        return ""
    sha = hashlib.sha256(f"{VERSION} {protocol.key}".encode())
    sha.update(f"{evaluated.nll_samples} {evaluated.nll_images}".encode())
    for name, variable in assembly.learned(evaluated.model).items():
        sha.update(name.encode() + variable.numpy().tobytes())
    for source, digest in own_code.digests(code_paths(evaluated.plan.to_dict()).values()).items():
        sha.update(f"{source} {digest}".encode())
    return sha.hexdigest()[:16]


class Results:
    """The evaluation.json of a run: read once, and written whole with what others have added.

    It holds a table for each sampler of latents. Every score carries its own judge, n and seed, and
    the origin that it comes from. Where the file is damaged, a line on stderr says so, and there
    are no scores.
    """

    def __init__(self, run: Run) -> None:
        self._file = run.evaluation_file
        self._tables = self._read()

    def scores(self, sampler: str = PRIOR, origin: str | None = None) -> Scores:
        """The scores of a sampler, all or those of one origin; none of the origin ""."""
        table = self._tables.get(sampler, {})
        origins = table.get("origins", {})
        return {
            name: self._with_values(from_json(score), sampler, score.get("values"))
            for name, score in table.get("scores", {}).items()
            if origin is None or (origin and origin == origins.get(name))
        }

    def keep(self, row: Row, scores: Scores, sampler: str, origin: str, step: int) -> None:
        """Add scores of a row after a training step; those of other metrics stay.

        A run that the user may only read, as a colleague's, keeps none: a line says so.
        """
        folder = self._file.parent
        with unless_read_only(folder, "its scores are not kept"), locks.writing(folder):
            self._tables = self._read()
            self._add(row, scores, sampler, origin, step)
            write_json(self._file, self._tables)

    def _add(self, row: Row, scores: Scores, sampler: str, origin: str, step: int) -> None:
        before = self._tables.get(sampler, {})
        for name, score in scores.items():
            if score.of_images:
                write_array(self.array_file(name, sampler), score.of_images.values)
        new = {name: to_json(score) | _digest_of(score) for name, score in scores.items()}
        self._tables[sampler] = {
            "data": row.data,
            "data_digest": row.digest,
            "seconds": round(row.seconds, 1),
            "scores": before.get("scores", {}) | new,
            "origins": before.get("origins", {}) | dict.fromkeys(new, origin),
            "steps": before.get("steps", {}) | dict.fromkeys(new, step),
            "protocols": before.get("protocols", {}) | _protocols(row),
        }

    def array_file(self, name: str, sampler: str = PRIOR) -> Path:
        """The file of the values that a score has for each image, beside the scores."""
        which = "" if sampler == PRIOR else f"-{sampler}"
        return self._file.with_name(f"{self._file.stem}{which}-{name}.npy")

    def _with_values(self, score: Score, sampler: str, digest: str | None) -> Score:
        file = self.array_file(score.name, sampler)
        if not file.exists():
            return score
        try:
            values = read_array(file)
        except UserError:
            return score
        # Those of another number of images, or of another digest, are left from an older score.
        if values.shape != (score.n,) or digest not in (None, _digest(values)):
            return score
        return score._replace(of_images=OfImages(values))

    def _read(self) -> dict[str, Any]:
        try:
            return dict(tables.read(self._file))
        except UserError:
            console.note(f"{self._file} is damaged: its scores are computed anew")
            return {}


def _digest(values: np.ndarray) -> str:
    return hashlib.sha256(np.ascontiguousarray(values).tobytes()).hexdigest()[:16]


def _digest_of(score: Score) -> dict[str, str]:
    """The digest of the values that a score has for each image, if it has some."""
    return {"values": _digest(np.asarray(score.of_images.values))} if score.of_images else {}


def _protocols(row: Row) -> dict[str, str]:
    return {row.protocol.digest: row.protocol.words} if row.protocol else {}
