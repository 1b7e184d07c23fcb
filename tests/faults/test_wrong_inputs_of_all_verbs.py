"""Hundreds of wrong inputs: one sentence, exit code 2, and nothing written."""

import shutil

import numpy as np
import pytest
from faults.accepted_calls import ACCEPTED
from faults.wrong_inputs import cases, verbs

from keras_gencmp import __main__, assembly, runs
from keras_gencmp.recipes import recipe

CASES = cases()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a run, whose model has no encoder, and with what is no run."""
    folder = tmp_path_factory.mktemp("wrong")
    changes = {
        "networks.generator.width": 4,
        "networks.discriminator.width": 4,
        "data.dataset": "digits",
    }
    plan = recipe.override(recipe.load("dcgan"), changes)
    run = runs.start(plan, directory=folder / "whole", facts={"data_digest": "", "threads": 1})
    assembly.save(assembly.assemble(plan), run.checkpoint_file)
    run.history_file.write_text("epoch,loss\n1,2.0\n")
    run.iterations_file.write_text("step,loss\n1,2.0\n")
    shutil.copytree(run.directory, folder / "ended")
    outcome = {"epochs": 20, "steps": 40, "seconds": 1.0, "last_epoch": {}, "test": {}}
    runs.write_json(folder / "ended" / "metrics.json", outcome)
    (folder / "empty").mkdir()
    (folder / "folder").mkdir()
    (folder / "folder" / "note").write_text("")
    (folder / "file").write_text("")
    (folder / "file.toml").write_text("latent = [")
    return folder


WORK = (
    "training.trainer.complete",
    "evaluation.evaluate.evaluate_runs",
    "evaluation.evaluate.evaluate_data",
    "reports.reproduction.reproduce",
    "study.compare.comparison.compare",
    "study.choose.halving.halve",
    "study.effect.train",
    "study.claims.studies.conduct",
    "study.augment.augmentation.augment",
    "judge.lookup.fit",
    "judge.lookup.for_data",
    "theory.all_figures.write",
    "exports.versions.export",
)


def accepted(*arguments, **options):
    raise AssertionError("it was accepted")


def contents(folder) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("verb", CASES)
def test_wrong_inputs_are_one_sentence_and_write_nothing(verb, folder, monkeypatch, capsys):
    monkeypatch.chdir(folder)
    monkeypatch.setenv("GENCMP_CACHE", str(folder.parent / "cache"))
    monkeypatch.setattr("keras_gencmp.training.runtime.start", lambda *threads: None)
    for name in WORK:
        monkeypatch.setattr(f"keras_gencmp.{name}", accepted)
    before, failures = contents(folder), []
    for arguments in CASES[verb]:
        monkeypatch.setattr("sys.argv", ["gencmp", *arguments])
        shown = " ".join(text[:60] for text in arguments)
        try:
            with pytest.raises(SystemExit) as ended:
                __main__.main()
        except Exception as error:  # a traceback in the terminal of a user
            failures.append(f"{shown}: {type(error).__name__}: {error}"[:300])
            capsys.readouterr()
            continue
        lines = [line for line in capsys.readouterr().err.splitlines() if "Error: " in line]
        if ended.value.code != 2 or len(lines) != 1 or len(lines[0]) > 600:
            failures.append(f"{shown}: exit {ended.value.code}, {lines}"[:300])
        if contents(folder) != before:
            failures.append(f"{shown}: wrote {sorted(contents(folder).keys() ^ before.keys())}")
            before = contents(folder)
    assert not failures, f"{len(failures)} of {len(CASES[verb])}:\n" + "\n".join(failures)


def test_they_are_hundreds():
    assert sum(map(len, CASES.values())) >= 300
    assert np.all([len(lines) for lines in CASES.values()])


@pytest.mark.parametrize("call", ACCEPTED)
def test_what_is_accepted_on_purpose_passes_the_command_line(call, folder, monkeypatch):
    monkeypatch.chdir(folder)
    name, *arguments = call.split()
    if name == "judge":
        name = f"{name} {arguments.pop(0)}"
    assert verbs()[name].make_context(name, arguments).params
