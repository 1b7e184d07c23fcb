"""The last alarm of a run, and how far an unfinished one is."""

from keras_gencmp.evaluation.alarms import last_alarm
from keras_gencmp.evaluation.evaluate import row_name
from keras_gencmp.recipes import recipe
from keras_gencmp.runs.files import write_json
from keras_gencmp.runs.history import History
from keras_gencmp.runs.run import Run

ALARMS = ["epoch 2: few classes", "epoch 3: the discriminator is sure"]


def started(tmp_path, losses=(), name="gan", **changes):
    plan = recipe.override(recipe.load(name), changes)
    run = Run(tmp_path / name / "20260101-120000", trust=True)
    write_json(run.recipe_file, plan.to_dict())
    history = History(run.history_file, "epoch")
    for epoch, loss in enumerate(losses, start=1):
        history.append(epoch, {"discriminator_loss": loss})
    history.flush()
    return run


def finish(run, **more):
    row = {"epoch": 1.0}
    facts = {"epochs": 1, "steps": 1, "seconds": 1.0, "last_epoch": row, "test": {}}
    write_json(run.metrics_file, facts | more)
    return Run(run.directory, trust=True)


def test_a_finished_run_has_the_alarms_of_its_outcome(tmp_path):
    run = started(tmp_path, (0.7, 0.01, 0.01))
    assert last_alarm(finish(run, alarms=ALARMS)) == ALARMS[-1]
    assert last_alarm(finish(run, alarms=[])) == last_alarm(finish(run)) == ""


def test_an_unfinished_run_has_those_of_its_history_so_far(tmp_path):
    assert last_alarm(started(tmp_path, (0.7, 0.01, 0.01))).startswith("epoch 3: the discrim")
    assert last_alarm(started(tmp_path, (0.7,), "wgan")) == ""
    assert last_alarm(started(tmp_path, (), "dcgan")) == ""


def test_the_row_of_an_unfinished_run_says_how_far_it_is(tmp_path):
    run = started(tmp_path, (0.7, 0.6), **{"schedule.epochs": 40, "model.loss": "hinge"})
    assert row_name(run) == "gan/20260101-120000 loss=hinge 2 of 40 epochs"
    assert row_name(finish(run)) == "gan/20260101-120000 loss=hinge epochs=40"
