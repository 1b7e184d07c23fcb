"""Time to quality, from the command to its table."""

import numpy as np
import pytest
from test_benchmarks import TINY, invoke, splits, tiny  # noqa: F401

from benchmarks import scores


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
