"""Untrained runs on small images, and the verb that evaluates them."""

import shutil

import pytest
from click.testing import CliRunner
from evaluation_blobs import CLASSES, blobs, stripe_judge
from small import narrow

from keras_gencmp import assembly, runs
from keras_gencmp.cli.evaluate import evaluate as verb
from keras_gencmp.data import Splits
from keras_gencmp.judge import lookup
from keras_gencmp.recipes import recipe

SPLITS = Splits(
    *(blobs(240, 0, 28), blobs(40, 1, 28), blobs(60, 2, 28)), CLASSES, "3" * 16, "blobs"
)


@pytest.fixture
def large(monkeypatch):
    """Images of 28 pixels in place of any dataset, and their judge."""
    monkeypatch.setattr("keras_gencmp.data.load", lambda *names, **options: SPLITS)
    monkeypatch.setattr("keras_gencmp.data.check", lambda dataset: None)
    monkeypatch.setattr("keras_gencmp.training.runtime.start", lambda *threads: None)
    monkeypatch.setattr(lookup, "for_data", lambda splits: stripe_judge(28))
    return SPLITS


@pytest.fixture(scope="module")
def untrained(tmp_path_factory):
    """A folder of untrained runs: a GAN, and a VAE with two seeds."""
    folder = tmp_path_factory.mktemp("runs")
    for name, seed in (("dcgan", 0), ("conv-vae", 0), ("conv-vae", 1)):
        changes = {"schedule.seed": seed, "data.dataset": "blobs", "data.classes": 3}
        plan = recipe.override(narrow(recipe.load(name)), changes)
        run = runs.start(plan, folder)
        facts = {"threads": 1, "data_digest": SPLITS.digest, "data_dir": None}
        runs.write_json(run.environment_file, facts)
        assembly.save(assembly.assemble(plan), run.checkpoint_file)
    return folder


@pytest.fixture
def root(untrained, tmp_path, large):
    """A copy of the untrained runs."""
    shutil.copytree(untrained, tmp_path, dirs_exist_ok=True)
    return tmp_path


def said(root, *arguments, code=0):
    result = CliRunner().invoke(verb, [*arguments, "--root", str(root)])
    assert (result.exit_code if code == 0 else bool(result.exception)) == bool(code), result.output
    return result
