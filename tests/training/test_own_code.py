"""Trainings with own code: resumed, compared and scored only with the code that they began with."""

import pytest
from small import narrow

from keras_gencmp import assembly, runs
from keras_gencmp.errors import UserError
from keras_gencmp.recipes import recipe
from keras_gencmp.training import trainer
from keras_gencmp.training.change import change

pytestmark = pytest.mark.usefixtures("quick")

LOSS = """
import tensorflow as tf
from keras_gencmp.losses.adversarial import AdversarialLoss


def shifted() -> AdversarialLoss:
    return AdversarialLoss(
        lambda real, fake: tf.reduce_mean(fake) - tf.reduce_mean(real) + {constant},
        lambda real, fake: {constant} - tf.reduce_mean(fake),
    )
"""


@pytest.fixture
def mine(tmp_path, monkeypatch):
    """A file with a loss, in the working directory."""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "mine.py"
    file.write_text(LOSS.format(constant=1.0))
    return file


def trained(epochs=1):
    changes = {"schedule.epochs": epochs, "schedule.epoch_steps": 2, "data.dataset": "digits"}
    changes |= {"model.loss": "mine.py:shifted"}
    return trainer.train(recipe.override(narrow(recipe.load("gan")), changes))


def test_a_run_keeps_its_code_and_goes_on_with_no_other(mine, capsys):
    run = runs.find(str(trained().directory), trust=True)
    assert (run.code / "mine.py").read_text() == mine.read_text()
    assert list(run.environment["code"]) == ["mine.py"]
    mine.write_text(LOSS.format(constant=2.0))  # of equal length, and within the same second
    for go_on in (trainer.resume, lambda run: change(run, {"schedule.epochs": 2})):
        with pytest.raises(UserError, match=r"mine\.py has changed .* kept as .*code/mine\.py"):
            go_on(run)
    assert not run.changes_file.exists() and run.finished
    capsys.readouterr()
    assembly.load(run)
    (line,) = [text for text in capsys.readouterr().err.splitlines() if "mine.py" in text]
    assert "has changed" in line and "used as it is now" in line
    mine.write_bytes((run.code / "mine.py").read_bytes())
    longer = trainer.resume(change(run, {"schedule.epochs": 2}))
    assert longer.outcome["steps"] == 4


def test_a_changed_file_is_loaded_anew_in_one_process(mine):
    plan = recipe.override(narrow(recipe.load("gan")), {"model.loss": "mine.py:shifted"})
    losses = []
    for constant in (1.0, 2.0):
        mine.write_text(LOSS.format(constant=constant))
        loss = assembly.assemble(plan).adversarial_loss
        losses.append(float(loss.generator(None, [[0.0]])))
    assert losses == [1.0, 2.0]
