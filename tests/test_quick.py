"""Every recipe has a first look that is quick: all of them, one after the other, as a user would.

``pytest -s -m slow tests/test_quick.py`` prints the table.
"""

import time

import pytest
from processes import run

from keras_gencmp import runs
from keras_gencmp.recipes import recipe
from keras_gencmp.runs import history

MINUTE = 60.0


@pytest.fixture(scope="module")
def looks():
    """The lines of the table, printed once all systems are done."""
    lines: list[str] = []
    yield lines
    print("\n| recipe | steps | seconds | losses of the last epoch |\n|---|---|---|---|")
    print("\n".join(lines))


@pytest.mark.slow
@pytest.mark.parametrize("name", recipe.names())
def test_a_first_look_ends_with_finite_losses_and_pictures(name, looks, tmp_path):
    began = time.monotonic()
    done = run("train", name, "--quick", "--dataset", "digits", cwd=tmp_path)
    seconds = time.monotonic() - began
    assert done.returncode == 0, done.stderr
    found = runs.find(name, tmp_path / "runs")
    metrics = runs.read_json(found.metrics_file)
    last = history.read(found.history_file)[-1]
    assert all(value is not None and abs(value) < 1e6 for value in last.values())
    assert {"samples.png", "curves.png", "training.gif"} <= {
        p.name for p in found.figures.iterdir()
    }
    losses = ", ".join(f"{key} {value:.2f}" for key, value in last.items() if key != "epoch")
    slow = " (over a minute)" if seconds > MINUTE else ""
    looks.append(f"| {name} | {metrics['steps']} | {seconds:.0f}{slow} | {losses} |")


@pytest.mark.slow
def test_a_first_look_that_is_resumed_keeps_its_own_epochs(tmp_path):
    done = run("train", "hinge-gan", "--quick", "--dataset", "digits", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    found = runs.find("latest", tmp_path / "runs")
    assert found.recipe.schedule.epoch_steps == 60 and len(history.read(found.history_file)) == 5
    assert runs.read_json(found.metrics_file)["steps"] == 300
