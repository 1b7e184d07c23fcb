"""Seeds of one recipe through an evaluation: every order of the runs gives the same rows."""

from itertools import permutations

import pytest
from small import narrow

from keras_gencmp import assembly, data, runs
from keras_gencmp.evaluation.evaluate import Request, evaluate_runs, load_metrics, row_name
from keras_gencmp.judge import lookup
from keras_gencmp.judge.judge import Judge
from keras_gencmp.judge.network import network
from keras_gencmp.metrics import selection
from keras_gencmp.recipes import recipe

REQUEST = Request(load_metrics(selection.chosen(["fid", "kid", "sharpness"])), 100)


@pytest.fixture(scope="module")
def digits():
    return data.load("digits")


def untrained(folder, digits) -> list[runs.Run]:
    """Three runs of the VAE that differ in their seed."""
    made = []
    for seed in range(3):
        changes = {"schedule.seed": seed, "data.dataset": "digits"}
        run = runs.start(recipe.override(narrow(recipe.load("vae")), changes), folder)
        facts = {"threads": 1, "data_digest": digits.digest, "data_dir": None}
        runs.write_json(run.environment_file, facts)
        assembly.save(assembly.assemble(run.recipe), run.checkpoint_file)
        made.append(run)
    return made


def rounded(row) -> tuple:
    """A row without its seconds; a mean over seeds depends on their order by rounding."""
    numbers = [
        (name, *(round(value, 9) for value in score[1:4])) for name, score in row.scores.items()
    ]
    return row.name, row.baseline, row.protocol, numbers


def test_three_seeds_in_every_order_give_the_same_rows(digits, tmp_path, monkeypatch):
    judge = Judge("digits-00000000", digits.classes, network((28, 28, 1), 10, 0))
    monkeypatch.setattr(lookup, "for_data", lambda splits: judge)
    members, tables = untrained(tmp_path, digits), []
    for order in permutations(members):
        for run in members:
            run.evaluation_file.unlink(missing_ok=True)
        found = evaluate_runs(order, REQUEST, lambda run: digits)
        tables.append(sorted(rounded(row) for row in found))
    assert all(each == tables[0] for each in tables)
    names = [row[0] for row in tables[0]]
    own = {row_name(run) for run in members}
    over_seeds = [name for name in names if name.endswith(", 3 seeds")]
    assert own <= set(names) and len(over_seeds) == 1
    values = [row[3][0][1] for row in tables[0] if row[0] in own]
    assert len(set(values)) == 3  # the seeds do differ
