"""Own losses, penalties and priors are tried before anything is written."""

import pytest
from small import narrow

from keras_gencmp import assembly
from keras_gencmp.errors import UserError
from keras_gencmp.recipes import recipe
from keras_gencmp.training import trainer

HEAD = """
import tensorflow as tf
from keras_gencmp import noise
from keras_gencmp.losses.adversarial import AdversarialLoss
from keras_gencmp.losses.penalty import Penalty
from keras_gencmp.priors import Prior, StandardNormal


def mean(real, fake):
    return tf.reduce_mean(fake) - tf.reduce_mean(real)


def score(real, fake):
    return -tf.reduce_mean(fake)


"""
LOSSES = {
    "no mean": ("lambda real, fake: fake - real, score", r"gives float32 \(4, 1\), not one number"),
    "no mean of the generator": ("mean, lambda real, fake: -fake", "the generator's function of"),
    "too many parameters": ("lambda x, real, fake: mean(real, fake), score", "fails .* TypeError"),
    "too few parameters": ("lambda fake: mean(fake, fake), score", "fails .* TypeError"),
    "a wrong name": ("lambda real, fake: nosuch, score", "NameError: name 'nosuch'"),
    "not finite": ("lambda real, fake: mean(real, fake) / 0.0, score", "gives (-)?inf|gives nan"),
    "real scores unasked": ("mean, mean", "set generator_needs_real=True"),
}


def write(code):
    with open("mine.py", "w") as file:
        file.write(HEAD + code)


def plan_of(name, **changes):
    dotted = {key.replace("__", "."): value for key, value in changes.items()}
    return recipe.override(narrow(recipe.load(name)), dotted | {"data.dataset": "digits"})


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", LOSSES)
def test_a_wrong_loss_is_one_sentence_and_leaves_no_run(name, few_images, folder):
    functions, words = LOSSES[name]
    write(f"def mine() -> AdversarialLoss:\n    return AdversarialLoss({functions})\n")
    with pytest.raises(UserError, match=words) as refused:
        trainer.train(plan_of("gan", model__loss="mine.py:mine"))
    assert "mine.py:mine" in str(refused.value) and "\n" not in str(refused.value)
    assert not (folder / "runs").exists()


@pytest.mark.parametrize("functions", ["mean, score", "mean, mean, True"])
def test_a_right_loss_is_taken(functions):
    write(f"def mine() -> AdversarialLoss:\n    return AdversarialLoss({functions})\n")
    assembly.assemble(plan_of("gan", model__loss="mine.py:mine"))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("critic(real)", r"the function of mine\.py:mine gives float32 \(4, 1\)"),
        ("critic(real, fake)", r"mine\.py:mine fails on small tensors with TypeError"),
        ("tf.reduce_mean(critic(real))", ""),
    ],
)
def test_a_penalty_is_tried_too(body, words):
    write(f"def mine() -> Penalty:\n    return lambda critic, real, fake, seed: {body}\n")
    plan = plan_of("gan", model__penalty="mine.py:mine")
    if not words:
        assert assembly.assemble(plan)
        return
    with pytest.raises(UserError, match=words):
        assembly.assemble(plan)


def test_a_prior_that_is_not_normalised_is_refused_before_training(few_images, folder):
    write(
        "class Mine(StandardNormal):\n    def log_prob(self, z):\n"
        "        return super().log_prob(z) + 20.0\n\n"
        "def mine(shapes) -> Prior:\n    return Mine(shapes.latent)\n"
    )
    with pytest.raises(UserError, match=r"log_prob of mine\.py:mine is not normalised: .* 20\.0"):
        trainer.train(plan_of("vae", prior="mine.py:mine", latent=2))
    assert not (folder / "runs").exists()


def test_a_wrong_name_is_answered_with_the_things_of_its_kind():
    write(
        "def mine(shapes) -> Prior:\n    return StandardNormal(shapes.latent)\n\n"
        "def cauchy() -> AdversarialLoss:\n    return AdversarialLoss(mean, score)\n"
    )
    with pytest.raises(UserError, match=r"unknown prior 'mine\.py:rign': mine\.py defines mine$"):
        assembly.assemble(plan_of("vae", prior="mine.py:rign"))
    with pytest.raises(UserError, match=r"mine\.py defines cauchy$"):
        assembly.assemble(plan_of("gan", model__loss="mine.py:mean_"))
    with pytest.raises(UserError, match=r"mine\.py defines no penalty$"):
        assembly.assemble(plan_of("gan", model__penalty="mine.py:r1"))
