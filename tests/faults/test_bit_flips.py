"""A flipped bit anywhere is found, or changes nothing that is read."""

import zipfile

import numpy as np
import pytest
from faults.flips import every_bit, flipped, random_bits

from keras_gencmp import runs
from keras_gencmp.data import cache
from keras_gencmp.errors import UserError
from keras_gencmp.evaluation.results import Results
from keras_gencmp.recipes import recipe
from keras_gencmp.runs import checkpoint, environment, history, outcome, scores

RANDOM = 500
SCORE = {"name": "fid", "value": 20.7, "low": 19.0, "high": 22.0, "n": 100, "detail": None}
TABLES = {
    "environment.json": ({"threads": 2, "data_digest": "0" * 16}, environment.read),
    "metrics.json": (
        {"epochs": 2, "steps": 4, "seconds": 1.5, "last_epoch": {"loss": 1.0}, "test": {}},
        outcome.read,
    ),
    "evaluation.json": ({"prior": {"data": "digits", "scores": {"fid": SCORE}}}, scores.read),
}


def found_or_harmless(path, read, bits, *, equal=lambda one, other: one == other) -> int:
    """The number of flips that were found; all others read back as before."""
    expected, found = read(path), 0
    for bit in flipped(path, bits):
        try:
            assert equal(read(path), expected), bit
        except UserError as error:
            assert "\n" not in str(error)
            found += 1
    assert equal(read(path), expected)
    return found


@pytest.mark.parametrize("name", TABLES)
def test_every_bit_of_a_table(name, tmp_path):
    table, read = TABLES[name]
    runs.write_json(tmp_path / name, table)

    def plain(path):
        return {key: value for key, value in read(path).items() if key in read_before}

    read_before = read(tmp_path / name)
    assert found_or_harmless(tmp_path / name, plain, every_bit(tmp_path / name)) > 500


def test_damaged_scores_of_a_run_are_computed_anew(tmp_path, capsys):
    run = runs.start(recipe.load("vae"), tmp_path)
    runs.write_json(run.evaluation_file, {"prior": {"scores": {"fid": SCORE}}})
    assert Results(run).scores()["fid"].value == 20.7
    run.evaluation_file.write_text(run.evaluation_file.read_text().replace("20.7", "30.7"))
    assert Results(run).scores() == {}
    assert "evaluation.json is damaged: its scores are computed anew" in capsys.readouterr().err


def test_every_bit_of_a_recipe(tmp_path):
    file = runs.start(recipe.load("vae"), tmp_path).recipe_file

    def read(path):
        return recipe.load_from_run(path, "vae/1")

    assert found_or_harmless(file, read, random_bits(file, 3 * RANDOM)) > RANDOM


def test_every_bit_of_a_history(tmp_path):
    rows = history.History(tmp_path / "history.csv", "epoch")
    for epoch in range(1, 6):
        rows.append(epoch, {"loss": 0.1 / epoch, "val_loss": float("nan")})
    rows.flush()

    def text(path):
        return repr(history.read(path))

    file = tmp_path / "history.csv"
    assert found_or_harmless(file, text, every_bit(file)) > 800


def equal_arrays(one, other) -> bool:
    return one.keys() == other.keys() and all(
        np.array_equal(one[name], other[name]) and one[name].dtype == other[name].dtype
        for name in one
    )


def test_every_bit_of_a_checkpoints_headers_and_500_of_its_body(tmp_path):
    file = tmp_path / "checkpoint.npz"
    random = np.random.default_rng(0)
    weights = {f"generator/{k:03d}": random.normal(size=(40, 40)) for k in range(3)}
    checkpoint.write(file, {**weights, "clock": np.int64(26)})

    def as_assigned(path):  # an array of an unknown name does not fit the model
        state = checkpoint.read(path)
        if state.keys() != {*weights, "clock"}:
            raise UserError("does not fit")
        return state

    bits = [*header_bits(file), *random_bits(file, RANDOM)]
    found = found_or_harmless(file, as_assigned, bits, equal=equal_arrays)
    assert found > RANDOM - 20


def header_bits(path) -> list[int]:
    """The bits outside of the data of the arrays, of an uncompressed archive."""
    with zipfile.ZipFile(path) as archive:
        bodies = [(each.header_offset + 160, each.file_size - 128) for each in archive.infolist()]
    inside = {byte for start, size in bodies for byte in range(start, start + max(size, 0))}
    return [
        8 * byte + byte % 8 for byte in range(path.stat().st_size) if byte not in inside
    ]  # one bit of each byte


@pytest.mark.parametrize("kind", ["npz", "npy"])
def test_random_bits_of_a_decoded_cache(kind, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("GENCMP_CACHE", str(tmp_path))
    images = np.random.default_rng(0).integers(0, 256, (6, 8, 8, 1), dtype=np.uint8)
    decoded = []

    def frames():
        decoded.append(1)
        yield from images

    def read():
        if kind == "npz":
            return cache.cached("key", lambda: {"images": np.stack(list(frames()))})["images"]
        return np.array(cache.memory_mapped("key", images.shape, frames()))

    read()
    (file,) = tmp_path.iterdir()
    bits = random_bits(file, RANDOM)
    for _ in flipped(file, bits):
        assert np.array_equal(read(), images)
    assert f"{file} is damaged: its images are decoded anew" in capsys.readouterr().err
    assert len(decoded) > RANDOM
