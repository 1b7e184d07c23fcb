"""Studies of own code: the same command after a change of it is refused, whatever is done yet."""

import json

import pytest
from small import narrow
from study_models import CONDITIONAL, GAN

from keras_gencmp.errors import UserError
from keras_gencmp.recipes import checksums, recipe
from keras_gencmp.study import effect
from keras_gencmp.study.augment import augmentation
from keras_gencmp.study.augment.plan import Declaration
from keras_gencmp.study.compare import comparison
from keras_gencmp.study.compare import plan as plans
from keras_gencmp.study.compare.declaration import declared
from keras_gencmp.study.compare.training import carry_out
from keras_gencmp.study.compare.variants import models
from keras_gencmp.study.costs.budget import parse

LOSS = """
import tensorflow as tf
from keras_gencmp.losses.adversarial import AdversarialLoss


def own() -> AdversarialLoss:
    return AdversarialLoss(
        lambda real, fake: tf.reduce_mean(fake) - tf.reduce_mean(real) + {constant},
        lambda real, fake: -tf.reduce_mean(fake),
    )
"""
NETWORK = """
import keras
from keras_gencmp.networks.mlp import decoder


def own(shapes) -> keras.Model:
    return decoder(shapes, widths=[{width}])
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The working directory, with a file of a loss."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path, 1.0)
    return tmp_path


def write(folder, constant):
    (folder / "mine.py").write_text(LOSS.format(constant=constant))


def compared(*metrics):
    chosen = models([f"{GAN},loss=mine.py:own"])
    return declared(chosen, "blobs", None, 1, parse("steps=2"), metrics or ("sharpness",), 40)


def test_a_comparison_of_changed_code_is_refused(small, folder):
    out = folder / "out"
    comparison.compare(compared(), out, 1, lambda text: None)
    write(folder, 2.0)
    with pytest.raises(UserError, match=r"mine\.py has changed since .*out was begun.* with -o"):
        comparison.compare(compared(), out, 1, lambda text: None)
    write(folder, 1.0)
    assert comparison.compare(compared(), out, 1, lambda text: None).results.entries


def test_code_that_changes_between_trainings_ends_the_comparison(small, folder):
    plan = comparison.make_plan(
        compared(), folder / "out", 1, small, comparison.Pool(folder / "runs", {})
    )
    write(folder, 2.0)
    with pytest.raises(UserError, match=r"mine\.py has changed"):
        carry_out(plan, plan.trainings[0])
    assert not plan.trainings[0].run.directory.exists()


def test_a_plan_of_an_early_version_is_gone_on_with(small, folder):
    comparison.make_plan(compared(), folder / "out", 1, small, comparison.Pool(folder / "runs", {}))
    file = plans.path_of(folder / "out")
    table = checksums.opened(json.loads(file.read_text()))
    assert list(table["declared"].pop("code")) == ["mine.py"]
    file.write_text(json.dumps(table))
    assert plans.existing(folder / "out", compared(), folder / "runs")


def test_a_metric_of_ones_own_belongs_to_the_plan(folder):
    (folder / "metric.py").write_text("def mean(images) -> float:\n    return images.mean()\n")
    assert list(compared("metric.py:mean").code) == ["metric.py", "mine.py"]


def test_an_effect_of_changed_code_is_refused(small, folder):
    own = {"model.loss": "mine.py:own"}
    (folder / "small.json").write_text(recipe.override(narrow(recipe.load("gan")), own).to_json())
    chosen = models(("small.json",), ("latent=2",))
    arguments = (chosen, "blobs", None, parse("steps=2"), folder / "out", lambda text: None)
    assert len(list(effect.train(*arguments))) == 1
    write(folder, 2.0)
    with pytest.raises(UserError, match=r"mine\.py has changed"):
        list(effect.train(*arguments))


def test_an_augmentation_with_changed_code_is_refused(small, folder):
    (folder / "mine.py").write_text(NETWORK.format(width=4))
    generator = f"{CONDITIONAL},decoder.name=mine.py:own"
    declaration = Declaration((generator,), "blobs", None, (4,), (1.0,), 1, 2, 2)
    assert declaration.recipes()
    out = folder / "out"
    run = out / "units" / "one" / "run"
    from keras_gencmp import runs
    from keras_gencmp.runs import own_code

    code = own_code.digests(["mine.py:own"])
    runs.start(recipe.load("vae"), directory=run, facts={"data_digest": "", "code": code})
    (folder / "mine.py").write_text(NETWORK.format(width=5))
    with pytest.raises(UserError, match=r"mine\.py has changed"):
        augmentation.augment(declaration, out, 1, lambda text: None)
