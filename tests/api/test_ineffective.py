"""Arguments that would do nothing, and values given twice: refused before anything is written."""

import numpy as np
import pytest

import keras_gencmp as gg
from keras_gencmp import runs
from keras_gencmp.errors import UserError

X = np.random.default_rng(0).random((40, 28, 28, 1))
FINISHED = "where every model is a finished run"


def finished(**arguments):
    return gg.compare(runs.find("gan"), output="o", **arguments)


CALLS = [
    (lambda: gg.evaluate("conv-vae", metrics="fid", nll_samples=5), "nll_samples .* metric nll"),
    (lambda: gg.evaluate("conv-vae", metrics="fid", nll_images=5), "nll_images .* metric nll"),
    (lambda: gg.evaluate("conv-vae", components=5), "components .* without sampler='gmm'"),
    (lambda: gg.reconstruct("conv-vae", X, seed=1), "seed does nothing with pictures"),
    (lambda: gg.interpolate("conv-vae", X, seed=1), "seed does nothing with pictures"),
    (lambda: finished(dataset="digits"), f"dataset does nothing {FINISHED}"),
    (lambda: finished(dataset=X), f"dataset does nothing {FINISHED}"),
    (lambda: finished(budget="steps=3"), f"budget does nothing {FINISHED}"),
    (lambda: finished(seeds=2), f"seeds does nothing {FINISHED}"),
    (lambda: finished(grid={"latent": [2]}), f"grid does nothing {FINISHED}"),
    (lambda: finished(jobs=2), f"jobs does nothing {FINISHED}"),
    (lambda: finished(scheduler="tcp://here"), f"scheduler does nothing {FINISHED}"),
    (lambda: gg.train("gan", {"schedule.seed": 7}, seed=1), "schedule.seed is given twice"),
    (lambda: gg.train("gan", {"schedule": {"seed": 7}}, seed=1), "schedule.seed is given twice"),
    (lambda: gg.train("gan", {"data.dataset": "a"}, dataset=X), "data.dataset is given twice"),
    (lambda: gg.build("gan", {"model.loss": "hinge"}, model__loss="lsgan"), "model.loss is given"),
    (lambda: gg.resume("gan", {"schedule.epochs": 2}, epochs=3), "schedule.epochs is given twice"),
    (lambda: gg.train("gan", run_dir="a", root="b"), "root does nothing with run_dir"),
    (lambda: gg.train("gan", dataset=X, data_dir="d"), "data_dir .* with images in an array"),
    (lambda: gg.dataset(X, data_dir="d"), "data_dir .* with images in an array"),
    (lambda: gg.compare("gan", output="o", dataset=X, data_dir="d"), "with images in an array"),
    (lambda: gg.reproduce("A", dataset=X, data_dir="d"), "data_dir .* with images in an array"),
    (lambda: gg.latent(gg.build("vae"), dataset=X, data_dir="d"), "with images in an array"),
    # An array becomes a file when nothing else is wrong.
    (lambda: gg.train("gan", dataset=X, epochs=-1), "schedule.epochs must be"),
    (lambda: gg.train("gan", {"loss": "hinge"}, dataset=X), "write model__loss"),
    (lambda: gg.train("gan", dataset=X, init="gna"), "did you mean 'gan'"),
    (lambda: gg.train("gan", dataset=0 * X), "there is nothing to learn"),
    (lambda: gg.train("gan", dataset=(X, [1, 2])), "40 images in x but 2 labels"),
    (lambda: gg.compare("gan", output="o", dataset=X, budget="steps=0"), "a number above 0"),
]


@pytest.mark.parametrize(("call", "message"), CALLS)
def test_a_call_with_such_an_argument_writes_nothing(call, message, session):
    before = set(session.rglob("*"))
    with pytest.raises(UserError, match=message):
        call()
    assert set(session.rglob("*")) == before
