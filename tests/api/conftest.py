"""What these tests share: a folder with two untrained runs, and no judge that has to be fitted."""

import shutil

import pytest
from evaluation_blobs import stripe_judge
from small import narrow

from keras_gencmp import assembly, data, runs
from keras_gencmp.judge import lookup
from keras_gencmp.recipes import recipe
from keras_gencmp.registry import load_path
from keras_gencmp.reports import page, reproduction
from keras_gencmp.study.workers.worker import KINDS
from keras_gencmp.training import trainer


class InThisProcess:
    """Stands in for the workers of a comparison: trainings are carried out here."""

    def __init__(self, job, jobs, watch, lock):
        self.job = job

    def run(self):
        carry_out = load_path(KINDS[self.job.kind], "kind of plan")(self.job.folder)
        for task in self.job.tasks:
            carry_out(task.index)


@pytest.fixture(scope="session")
def untrained(tmp_path_factory):
    """Runs of narrowed recipes on digits: untrained ones, and a GAN that has had one epoch."""
    folder = tmp_path_factory.mktemp("session") / "runs"
    splits = data.load("digits")
    for name in ("dcgan", "conv-vae", "conditional-vae"):
        changes = {"data.dataset": "digits", "data.classes": 10, "schedule.batch_size": 50}
        plan = recipe.override(narrow(recipe.load(name)), changes)
        facts = {"threads": 1, "data_digest": splits.digest, "classes": list(splits.classes)}
        run = runs.start(plan, folder, facts=facts)
        assembly.save(assembly.assemble(plan), run.checkpoint_file)
    changes = {"data.dataset": "digits", "schedule.epochs": 1, "schedule.batch_size": 100}
    trainer.train(recipe.override(narrow(recipe.load("gan")), changes), folder, draw=False)
    return folder


@pytest.fixture
def session(untrained, tmp_path, monkeypatch):
    """The folder of a session, with the runs in it; the judge knows nothing and costs nothing."""
    shutil.copytree(untrained, tmp_path / "runs")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GENCMP_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(lookup, "for_data", lambda splits: stripe_judge(28))
    monkeypatch.setattr("keras_gencmp.study.costs.pace.LEAST_SECONDS", 0.0)
    monkeypatch.setattr("keras_gencmp.study.compare.comparison.Workers", InThisProcess)
    for pictures in ("first_pictures", "more_pictures"):  # seconds each; they have tests
        monkeypatch.setattr(f"keras_gencmp.study.compare.comparison.{pictures}", lambda *given: [])
    monkeypatch.setattr(reproduction, "reproduce", no_trainings)
    return tmp_path


def no_trainings(letter, folder, choices, tell):
    """A report without its trainings, which take minutes: they have tests of their own."""
    tell(f"report {letter}: {choices}")
    return page.write(folder, letter, "", [])
