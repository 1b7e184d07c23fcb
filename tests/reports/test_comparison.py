"""The numbers of a report beside those of a run."""

from keras_gencmp.recipes import recipe
from keras_gencmp.reports import comparison
from keras_gencmp.runs.run import Run


def test_a_different_setting_is_named_and_an_equal_one_is_not(tmp_path):
    run = Run(tmp_path)
    run.recipe_file.write_text(recipe.load("dcgan").to_json())
    row = {"number": "1", "recipe": "dcgan", "values": {"schedule.epochs": 100, "latent": 100}}
    part = comparison.settings(row, run)
    assert "schedule.epochs" in part.note and "latent" not in part.note
    assert ("schedule.epochs", "100", "20") in part.tables[0].rows


def test_a_setting_of_the_run_alone_is_told_from_one_of_the_recipe(tmp_path):
    run = Run(tmp_path)
    plan = recipe.override(recipe.load("dcgan"), {"schedule.epochs": 5})
    run.recipe_file.write_text(plan.to_json())
    row = {"number": "1", "recipe": "dcgan", "values": {"schedule.epochs": 20, "latent": 50}}
    note = comparison.settings(row, run).note
    assert note == (
        "Ours differs in latent: the header of the recipe dcgan says why. "
        "The recipe has the report's schedule.epochs, this training does not."
    )
    row["values"] = {"latent": 100}
    assert comparison.settings(row, run).note == "The settings are the same."


def test_printed_losses_are_our_nats_over_the_pixels(tmp_path):
    run = Run(tmp_path)
    run.recipe_file.write_text(recipe.load("vae-bhadra").to_json())
    run.history_file.write_text(
        "epoch,reconstruction,kl,val_reconstruction,val_kl\n2,150.0,6.0,149.0,6.5\n"
    )
    row = {"number": "", "recipe": "", "note": "", "epochs": [2, 7]}
    row |= {"training": [0.1924, 0.1823], "validation": [0.1907, 0.1827]}
    first, last = comparison.printed_losses(row, run).tables[0].rows
    beta = recipe.load("vae-bhadra").model.options["beta"]
    assert first[3] == f"{(150 + beta * 6) / 784:.4f}"
    assert first[4] == f"{(149 + beta * 6.5) / 784:.4f}"
    assert last[3:] == ("not reached", "not reached")
