"""Time to quality: curves that can be gone on with, and what is read off them."""

import keras
import numpy as np
import pytest
from test_benchmarks import TINY, invoke, splits, tiny  # noqa: F401

from benchmarks import contenders, curve, quality
from benchmarks.contenders import Contender
from benchmarks.curve import Curve


class Counter:
    """A training whose weight is the number of its steps; its score falls with it."""

    def __init__(self):
        self.weight = keras.Variable(0.0)

    def train(self, steps):
        self.weight.assign_add(steps)

    def score(self):
        return {"fid": 100.0 - float(self.weight.numpy())}


@pytest.fixture
def clock(monkeypatch):
    """Clocks that a second of training moves by 2 and 3."""
    monkeypatch.setattr(curve, "clocked", lambda work: (work(), (2.0, 3.0))[1])


def counting(folder, steps=5):
    counter = Counter()
    contender = Contender("one", 10, counter.train, counter.score, [counter.weight])
    return Curve(contender, 2, steps, folder)


def test_a_curve_is_kept_and_gone_on_with(tmp_path, clock):
    first = counting(tmp_path)
    first.open()  # the step that traces is taken back
    first.go_on()
    again = counting(tmp_path)
    again.open()
    while again.done < 1.0:
        again.go_on()
    assert again.points == [
        {"step": 2.0, "images": 20.0, "wall": 2.0, "cpu": 3.0, "fid": 98.0},
        {"step": 4.0, "images": 40.0, "wall": 4.0, "cpu": 6.0, "fid": 96.0},
        {"step": 5.0, "images": 50.0, "wall": 6.0, "cpu": 9.0, "fid": 95.0},
    ]


def test_the_least_advanced_is_next(tmp_path, clock, capsys):
    curves = [counting(tmp_path / "a", 4), counting(tmp_path / "b", 8)]
    quality.train(curves)
    lines = capsys.readouterr().err.splitlines()
    steps = [int(line.split()[2]) for line in lines]
    assert steps == [2, 2, 4, 4, 6, 8]


def test_the_table_says_when_ours_was_as_good():
    ours = [{"step": k, "wall": 10.0 * k, "cpu": 20.0 * k, "fid": 9.0 - k} for k in (1, 2, 3)]
    peer = {"step": 7, "wall": 100.0, "cpu": 100.0, "fid": 7.5}
    found = quality.row(ours, peer, "fid")
    assert found["wall s, peer / gencmp"] == "100 / 20"
    assert (found["times as fast, wall"], found["times as fast, cpu"]) == ("5.0", "2.5")
    assert quality.row(ours, peer | {"fid": 1.0}, "fid")["times as fast, wall"] == "not reached"


def test_a_vae_is_timed_to_its_quality(splits, tmp_path):  # noqa: F811
    changes = [*tiny("encoder", "decoder"), "--set", "schedule.batch_size=8"]
    changes += ["--folder", tmp_path, "--figure", tmp_path / "x.png"]
    arguments = ["--quick", "--system=conv-vae", *changes]
    table = invoke("quality", *arguments)
    assert "negative_elbo" in table and (tmp_path / "x.png").stat().st_size > 1000
    assert invoke("quality", *arguments).splitlines()[4:7] == table.splitlines()[4:7]


@pytest.mark.slow
def test_gans_are_timed_to_their_quality(splits, tmp_path):  # noqa: F811
    changes = [*TINY, "--set", "schedule.batch_size=8", "--folder", tmp_path]
    table = invoke("quality", "--quick", *changes)
    assert "| kid |" in table and "| fid |" in table


def test_scores_of_the_images_themselves_are_at_their_best(monkeypatch):
    features = np.random.default_rng(0).normal(size=(64, 8)).astype("f")
    protocol = type("Protocol", (), {"seed": 0, "real": type("Seen", (), {"features": features})})
    protocol.image_set = staticmethod(lambda images: protocol.real)
    found = contenders.fidelity(protocol, None)
    assert found["fid"] == pytest.approx(0.0, abs=1e-4) and abs(found["kid"]) < 0.5
