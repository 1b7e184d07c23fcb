"""Time to quality, from the command to its table."""

from contextlib import contextmanager
from types import SimpleNamespace

import numpy as np
import pytest
from small import images, narrow
from test_benchmarks import TINY, invoke, splits, tiny  # noqa: F401

from benchmarks import contenders, quality_table, scores
from benchmarks.contenders import Contender, Setting
from benchmarks.curve import Curve
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.recipes import recipe


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
    changes += ["--ours", "dcgan", "--peers", "tutorial"]
    table = invoke("quality", "--quick", *changes)
    assert "| kid |" in table and "| fid |" in table


def test_scores_of_the_images_themselves_are_at_their_best(monkeypatch):
    features = np.random.default_rng(0).normal(size=(64, 8)).astype("f")
    protocol = type("Protocol", (), {"seed": 0, "real": type("Seen", (), {"features": features})})
    protocol.image_set = staticmethod(lambda images: protocol.real)
    found = scores.fidelity(protocol, None)
    assert found["fid"] == pytest.approx(0.0, abs=1e-4) and abs(found["kid"]) < 0.5


@pytest.mark.parametrize("name", ["dcgan", "vae"])
def test_ours_are_scored_with_their_averaged_weights(monkeypatch, name):
    inside = []

    @contextmanager
    def averaged(model):
        inside.append("averages")
        yield
        inside.pop()

    monkeypatch.setattr(GenerativeModel, "averaged", averaged)
    monkeypatch.setattr(contenders, "fidelity", lambda protocol, drawn: {"fid": len(inside)})
    monkeypatch.setattr(contenders, "bound", lambda *given: {"fid": len(inside)})
    monkeypatch.setattr(contenders, "held_out", lambda *given: None)
    make = contenders.our_gan if name == "dcgan" else contenders.our_vae
    setting = Setting(SimpleNamespace(train=images(200)), SimpleNamespace(n=2), 0, None, "")
    assert make(narrow(recipe.load(name)), setting).score() == {"fid": 1}


def made_curve(folder, name, values, score="fid"):
    """A curve with a point every ten seconds."""
    made = Curve(Contender(name, 1, *[None] * 4), 0, (1.0,), folder)
    lines = [f"{10.0 * (k + 1)},{value}" for k, value in enumerate(values)]
    made.file.write_text("\n".join([f"cpu,{score}", *lines]) + "\n")
    return made


def test_nats_fall_by_equal_differences_between_two_points(tmp_path):
    curve = made_curve(tmp_path, "ours", [400.0, 100.0], "negative_elbo")
    # From 400 to 250 is half of the way to 100, and .34 of it by factors.
    assert quality_table.until([curve], "negative_elbo", 250.0) == "15"


def test_a_training_is_charged_to_its_own_last_score_as_ours_are(tmp_path):
    curves = [
        made_curve(tmp_path, "ours", [9.0, 4.0, 3.0, 5.0]),
        made_curve(tmp_path, "peer", [8.0, 5.0, 4.0, 5.0]),
    ]
    ours, peer = quality_table.rows(curves, ["ours"], ["fid"])
    assert peer["cpu s trained"] == "40" and peer["cpu s until as good"] == "20"
    assert peer["cpu s of ours to the same"] == "17"
    # From 9 to 5 are log(9 / 5) of the log(9 / 4) of ten seconds.
    assert ours["cpu s until as good"] == ours["cpu s of ours to the same"] == "17"
    found = [quality_table.until(curves[:1], "fid", level) for level in (10.0, 9.0, 3.0, 2.9)]
    assert found == ["at most 10", "at most 10", "30", "not reached"]
    assert quality_table.until(curves, "fid", 8.5) == "at most 10"
