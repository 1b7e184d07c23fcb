"""The printed losses of a report, beside those of a run per pixel."""

import pytest

from keras_gencmp.recipes import recipe
from keras_gencmp.reports import printed_losses
from keras_gencmp.runs.run import Run

ROW = {"number": "", "note": "", "epochs": [2, 7], "seconds": [403, 400]}
ROW |= {"training": [0.1924, 0.1823], "validation": [0.1907, 0.1827]}


@pytest.fixture
def run(tmp_path):
    """A run of vae-bhadra with one epoch in its history."""
    run = Run(tmp_path)
    run.recipe_file.write_text(recipe.load("vae-bhadra").to_json())
    run.history_file.write_text(
        "epoch,reconstruction,kl,val_reconstruction,val_kl\n2,150.0,6.0,149.0,6.5\n"
    )
    run.timing_file.write_text("epoch,seconds\n1,9.0\n2,12.4\n")
    return run


def test_printed_losses_are_our_nats_over_the_pixels(run):
    table = printed_losses.printed_losses(ROW, run, 1000).tables[0]
    first, last = table.rows
    beta = recipe.load("vae-bhadra").model.options["beta"]
    assert first[:4] == ("2", "0.1924", "0.1907", "403") and len(first) == len(table.heads)
    assert first[4] == f"{(150 + beta * 6) / 784:.4f}"
    assert first[5] == f"{(149 + beta * 6.5) / 784:.4f}"
    assert first[6] == "12"
    assert last[4:] == ("not reached", "not reached", "not reached")


def test_a_first_look_reaches_no_epoch_of_the_report_and_has_a_line_of_its_own(run):
    changes = {"schedule.epochs": 2, "schedule.epoch_steps": 6}
    short = recipe.override(recipe.load("vae-bhadra"), changes)
    run.recipe_file.write_text(short.to_json())
    first, *others = printed_losses.printed_losses(ROW, run, 1000).tables[0].rows
    assert first[:4] == ("1.2 (12 steps, first look)", "—", "—", "—")  # 12 batches of 100
    assert first[4:] == (f"{(150 + 0.392 * 6) / 784:.4f}", f"{(149 + 0.392 * 6.5) / 784:.4f}", "21")
    assert len(others) == 2
    for line in others:
        assert line[4:] == ("not reached", "not reached", "not reached")
