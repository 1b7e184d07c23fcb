"""Runs with weight averages: samples, scores, exports and best states are all of the averages."""

import keras
import numpy as np
import pytest
from evaluation_blobs import CLASSES, blobs, stripe_judge
from small import narrow

from keras_gencmp import assembly, runs
from keras_gencmp.data import Splits
from keras_gencmp.evaluation.validation import Validator
from keras_gencmp.exports.versions import export
from keras_gencmp.judge import lookup
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.recipes import recipe
from keras_gencmp.runs.run import Run
from keras_gencmp.training import trainer

SPLITS = Splits(*(blobs(80, 0, 28), blobs(40, 1, 28), blobs(40, 2, 28)), CLASSES, "4" * 16, "blobs")
Z = np.random.default_rng(0).standard_normal((5, 16)).astype("float32")


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A run of three epochs, its model, and what it drew when it was evaluated, by its clock."""
    drawn, models, measure = {}, [], Validator.measure

    def measured(validator, model):
        drawn[int(model.clock.numpy())] = model.decode_many(Z)
        models.append(model)
        return measure(validator, model)

    changes = {"schedule.batch_size": 40, "schedule.epochs": 3, "schedule.evaluate_every": 1}
    changes |= {"optimizers.generator.learning_rate": 0.01, "schedule.average": 0.9}
    plan = recipe.override(narrow(recipe.load("dcgan")), changes)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("keras_gencmp.data.load", lambda *names, **options: SPLITS)
        patch.setattr(lookup, "for_data", lambda splits: stripe_judge(28))
        patch.setattr("keras_gencmp.training.finish.draw_all", lambda *parts: ())
        patch.setattr(Validator, "measure", measured)
        run = trainer.train(plan, tmp_path_factory.mktemp("averaged"))
    return run, models[0], drawn


def last_weights(model: GenerativeModel) -> np.ndarray:
    """Images of the weights that the training left behind, beside the averages."""
    return model.decode_many(Z)


def test_a_loaded_run_draws_what_its_evaluation_scored(trained):
    run, model, drawn = trained
    found = assembly.load(run).decode_many(Z)
    np.testing.assert_array_equal(found, drawn[6])
    assert np.abs(found - last_weights(model)).max() > 1e-3


def test_the_best_state_carries_the_averages_of_its_epoch(trained):
    run, _, drawn = trained
    best = Run(run.directory, trust=True, best=True)
    steps = 2 * run.outcome["best_epoch"]
    np.testing.assert_array_equal(assembly.load(best).decode_many(Z), drawn[steps])


def test_an_export_holds_the_averages(trained, tmp_path):
    run, _, drawn = trained
    path = export(assembly.load(run), tmp_path / "export", "keras")
    generator = keras.saving.load_model(path / "generator.keras")
    np.testing.assert_allclose(generator(Z, training=False), drawn[6], atol=1e-6)


def test_the_samples_of_an_epoch_are_those_of_the_averages(trained):
    run, model, _ = trained
    with model.averaged():
        images = model.sample(64)
    np.testing.assert_array_equal(
        np.load(run.samples / "0003.npy"), np.uint8(np.rint(255 * images))
    )
    assert runs.find(str(run.directory)).finished
