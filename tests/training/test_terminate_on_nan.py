"""A training of NaN ends: what is checked, what is said, and that nothing broken is saved."""

import signal
from types import SimpleNamespace

import numpy as np
import pytest
from small import built, narrow

from keras_gencmp import runs
from keras_gencmp.errors import Diverged
from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.recipes import recipe
from keras_gencmp.runs.history import History
from keras_gencmp.training.callbacks.checkpoint import ModelCheckpoint
from keras_gencmp.training.callbacks.evaluation import EvaluationCallback
from keras_gencmp.training.callbacks.terminate_on_nan import TerminateOnNaN, broken_losses
from keras_gencmp.training.signals import StopSignals

NAN, INF = float("nan"), float("inf")


@pytest.fixture
def model():
    """A small VAE after 5 steps, of which an epoch has 2."""
    vae = built(narrow(recipe.load("vae")))
    vae.clock.assign(5)
    return vae


@pytest.fixture
def callback(model, tmp_path):
    return TerminateOnNaN(runs.Run(tmp_path), model, 2)


def test_losses_that_are_not_finite_are_named_and_held_out_ones_are_not():
    assert broken_losses({"a": 1.0, "b": NAN, "c": -INF, "val_b": NAN}) == ["b", "c"]


def test_a_healthy_epoch_passes(callback):
    callback.on_epoch_end(2, {"kl": 3.0, "val_kl": INF})
    assert not callback.run.log_file.exists()


def test_it_says_which_epoch_which_loss_and_what_is_whole(callback, tmp_path):
    with pytest.raises(Diverged, match=r"epoch 3: .*: kl; .*checkpoint.npz is whole"):
        callback.on_epoch_end(2, {"kl": NAN})
    assert callback.run.log_file.read_text() == "epoch 3: no finite number any more: kl\n"


def test_weights_are_seen_before_any_loss_shows_it(callback, model):
    weight = model.decoder.trainable_weights[0]
    value = weight.numpy()
    value.flat[3] = NAN
    weight.assign(value)
    with pytest.raises(Diverged, match="weights of the decoder"):
        callback.on_epoch_end(2, {"kl": 3.0})


def test_a_stop_in_the_middle_of_an_epoch_saves_no_nan(callback, model, monkeypatch):
    saved = []
    monkeypatch.setattr("keras_gencmp.assembly.save", lambda model, path: saved.append(path))
    history = SimpleNamespace(steps_per_epoch=2, steps=SimpleNamespace(flush=lambda: None))
    signals = StopSignals()
    signals.number = signal.SIGINT
    checkpoint = ModelCheckpoint(callback.run, model, history, callback, signals)
    with pytest.raises(Diverged):
        checkpoint.on_train_batch_end(0, {"kl": NAN})
    assert not saved


def test_samples_of_nan_end_a_training_whose_losses_are_finite(callback, model, tmp_path):
    run = runs.start(recipe.load("vae"), directory=tmp_path / "run")
    quality = History(run.quality_file, "epoch")

    def measure(model):
        raise Undefined("the images hold a NaN or an infinity")

    evaluation = EvaluationCallback(run, model, quality, measure, None, callback)
    with pytest.raises(Diverged, match="epoch 3: the images hold a NaN"):
        evaluation.scores()
    assert np.isfinite(model.decoder.trainable_weights[0].numpy()).all()
