"""The tutorial notebooks: they run from top to bottom, and can be opened elsewhere."""

import importlib.util
import json
import os
import subprocess

import nbformat
import pytest
from documentation import ROOT

from keras_gencmp.judge import lookup

NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))
ALL = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
# What makes a cell short: the budgets that stand at the top of a notebook.
BRIEF = {"EPOCHS = 10 ": "EPOCHS = 1 ", "EPOCHS = 30 ": "EPOCHS = 1 ", "steps=60": "steps=1"}


def cells(path, kind):
    found = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in found if cell["cell_type"] == kind]


@ALL
def test_it_is_valid_and_stored_without_outputs(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert not any(cell.get("outputs") for cell in notebook.cells)
    assert not any(cell.get("execution_count") for cell in notebook.cells)


@ALL
def test_it_installs_an_uploaded_wheel_where_gencmp_is_missing(path, tmp_path, monkeypatch):
    calls = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(subprocess, "run", lambda command, check: calls.append(command[-1]))
    installing = cells(path, "code")[0].partition("import keras_gencmp")[0]
    exec(compile(installing, path.name, "exec"), {})
    assert calls == []
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    (tmp_path / "keras_gencmp-1.0-py3-none-any.whl").touch()
    exec(compile(installing, path.name, "exec"), {})
    assert calls == ["keras_gencmp-1.0-py3-none-any.whl"]


@ALL
def test_its_code_runs_in_one_process_with_tiny_budgets(path, tmp_path, monkeypatch):
    from evaluation_blobs import stripe_judge

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GENCMP_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(lookup, "for_data", lambda splits: stripe_judge(28))
    monkeypatch.setattr("keras_gencmp.study.compare.comparison.Workers", InThisProcess)
    for pictures in ("first_pictures", "more_pictures"):  # seconds each; they have tests
        monkeypatch.setattr(f"keras_gencmp.study.compare.comparison.{pictures}", lambda *given: [])
    names = {"__name__": "notebook"}
    for code in cells(path, "code"):
        for long, brief in BRIEF.items():
            code = code.replace(long, brief)
        exec(compile(code, path.name, "exec"), names)


class InThisProcess:
    """Stands in for the workers of a comparison: trainings are carried out here."""

    def __init__(self, job, jobs, watch, lock):
        self.job = job

    def run(self):
        from keras_gencmp.study.compare.training import open_plan

        carry_out = open_plan(self.job.folder)
        for task in self.job.tasks:
            carry_out(task.index)


@pytest.mark.slow
@ALL
def test_it_runs_in_a_kernel_and_shows_its_figures(path, tmp_path, monkeypatch):
    from nbclient import NotebookClient

    monkeypatch.setenv("GENCMP_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=900, resources={"metadata": {"path": tmp_path}}).execute()
    outputs = [each for cell in notebook.cells for each in cell.get("outputs", ())]
    pictures = [each for each in outputs if "image/png" in each.get("data", {})]
    assert len(pictures) >= 3
    # Nothing is printed as if it were an error.
    assert not [each for each in outputs if each.get("name") == "stderr"]
