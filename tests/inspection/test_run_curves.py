"""The curves of a run: units, twins, long series, quality."""

import subprocess
import sys

import numpy as np
import pytest

from keras_gencmp.errors import UserError
from keras_gencmp.inspection import run_curves
from keras_gencmp.inspection.run_curves import (
    DRAWN,
    MANY,
    Scale,
    label,
    panel,
    scale_of,
    series,
    units,
)
from keras_gencmp.inspection.run_titles import run_title
from keras_gencmp.losses.registry import LOSSES
from keras_gencmp.recipes import recipe
from keras_gencmp.runs.run import Run


def run_of(folder, name="conv-vae", **changes):
    """A run of a recipe, of which only the recipe is there."""
    run = Run(folder)
    dotted = {key.replace("__", "."): value for key, value in changes.items()}
    run.recipe_file.write_text(recipe.override(recipe.load(name), dotted).to_json())
    return run


def legend(axes):
    return [text.get_text() for text in axes.get_legend().get_texts()]


def test_curves_have_held_out_losses_by_epoch_and_others_by_step(tmp_path):
    run = run_of(tmp_path)
    run.history_file.write_text("epoch,loss\n1,2.0\n2,1.0\n")
    run.iterations_file.write_text("step,loss,real_score\n5,2.0,0.1\n10,1.0,0.2\n")
    figure = run_curves.figure(run)
    assert [axes.get_ylabel() for axes in figure.axes] == ["nats", "logit"]
    assert figure.axes[-1].get_xlabel() == "step"
    run.history_file.write_text("epoch,loss,val_loss\n1,2.0,2.1\n2,1.0,1.1\n")
    assert run_curves.figure(run).axes[0].get_xlabel() == "epoch"


def test_quality_stands_under_the_losses_with_the_best_epoch_marked(tmp_path):
    run = run_of(tmp_path)
    run.history_file.write_text("epoch,loss\n1,2.0\n2,1.0\n3,0.5\n")
    run.iterations_file.write_text("step,loss\n5,2.0\n10,1.0\n")
    rows = ["1,4.0,0.2,0.9,1.2,2.4", "2,3.0,0.1,0.8,1.8,2.4", "3,3.5,0.1,0.7,2.4,2.4"]
    heads = "epoch,kid,kid_error,diversity,class_entropy,real_class_entropy"
    run.quality_file.write_text("\n".join([heads, *rows, ""]))
    losses, distance, ratios = run_curves.figure(run).axes
    assert losses.get_xlabel() == distance.get_xlabel() == ratios.get_xlabel() == "step"
    assert distance.get_ylabel() == "KID, validation"
    values, best = distance.lines
    np.testing.assert_array_equal(values.get_xydata(), [[4, 4], [8, 3], [12, 3.5]])
    assert best.get_label() == "best: step 8" and set(best.get_xdata()) == {8}
    assert len(distance.collections) == 1  # the band of standard errors
    lines = {line.get_label(): line.get_ydata() for line in ratios.lines}
    np.testing.assert_allclose(lines["class entropy"], [0.5, 0.75, 1])
    np.testing.assert_allclose(lines["diversity"], [0.9, 0.8, 0.7])
    run.history_file.write_text("epoch,loss,val_loss\n1,2.0,2.0\n2,1.0,1.0\n3,0.5,0.5\n")
    losses, distance, _ = run_curves.figure(run).axes
    assert losses.get_xlabel() == distance.get_xlabel() == "epoch"
    assert distance.lines[1].get_label() == "best: epoch 2"


def test_a_kid_that_falls_by_magnitudes_has_a_logarithmic_axis(tmp_path):
    run = run_of(tmp_path)
    run.history_file.write_text("epoch,loss\n1,2.0\n2,1.0\n")
    run.iterations_file.write_text("step,loss\n5,2.0\n10,1.0\n")
    for first, scale in ((900.0, "log"), (9.0, "linear")):
        rows = f"epoch,kid,kid_error,diversity\n1,{first},0.2,0.9\n2,3.0,0.1,0.8\n"
        run.quality_file.write_text(rows)
        losses, distance, ratios = run_curves.figure(run).axes
        assert distance.get_yscale() == scale
        assert losses.get_yscale() == ratios.get_yscale() == "linear"


def test_each_unit_has_its_panel():
    names = ("loss", "val_loss", "accuracy", "val_accuracy", "real_score")
    groups = {"nats": ["loss"], "accuracy": ["accuracy"], "logit": ["real_score"]}
    assert units(names, Scale()) == groups


@pytest.mark.parametrize(
    ("name", "loss", "score"),
    [
        ("dcgan", "nats", "logit"),
        ("gan-minimax", "nats", "logit"),
        ("wgan", "score", "score"),
        ("wgan-gp", "score", "score"),
        ("hinge-gan", "score", "score"),
        ("lsgan", "squared error", "score"),
        ("energy-gan", "energy", "energy"),
        ("avb", "nats", "logit"),
        ("vae-gan", "nats", "logit"),
    ],
)
def test_losses_and_scores_are_in_the_units_that_the_loss_declares(name, loss, score, tmp_path):
    run = run_of(tmp_path, name)
    run.history_file.write_text("epoch,discriminator_loss\n1,2.0\n")
    heads = "step,discriminator_loss,value,real_score,kl"
    run.iterations_file.write_text(f"{heads}\n1,1.0,2.0,3.0,4.0\n2,1.0,2.0,3.0,4.0\n")
    panels = {axes.get_ylabel(): legend(axes) for axes in run_curves.figure(run).axes}
    assert {"discriminator loss", "V(D, G)"} <= set(panels[loss])
    assert "real score" in panels[score] and "KL" in panels["nats"]


def test_every_loss_of_the_package_declares_its_units():
    assert all(row.unit != "loss" and row.score_unit for row in LOSSES.values())


def test_a_loss_from_outside_has_no_known_unit():
    outside = recipe.override(recipe.load("dcgan"), {"model.loss": "my_package.losses:mine"})
    assert scale_of(outside)[:2] == ("loss", "score")


def test_a_pull_away_term_is_no_energy():
    groups = units(["generator_loss", "pull_away"], scale_of(recipe.load("energy-gan")))
    assert groups == {"energy": ["generator_loss"], "squared cosine": ["pull_away"]}


def test_validation_is_the_dashed_twin_of_training():
    values = {"loss": [3.0, 2.0], "val_loss": [3.5, 2.5], "kl": [0.1, 0.2], "val_kl": [0.2, 0.3]}
    lines = panel(values, "nats", ["loss", "kl"], [1, 2], "epoch").series
    assert [line.label for line in lines] == ["loss", "loss, validation", "KL", "KL, validation"]
    assert [line.colour for line in lines] == [0, 0, 1, 1]
    assert [line.dashed for line in lines] == [False, True, False, True]


def test_held_out_losses_have_one_entry_of_the_legend(tmp_path):
    run = run_of(tmp_path)
    run.history_file.write_text("epoch,loss,val_loss,kl,val_kl\n1,2.0,2.1,0.4,0.4\n2,1,1,0.4,0.4\n")
    (axes,) = run_curves.figure(run).axes
    assert legend(axes) == ["loss", "KL", "validation"]
    assert [line.get_linestyle() for line in axes.lines] == ["-", "--", "-", "--", "--"]


def test_a_long_series_is_its_running_mean_over_the_thinned_values():
    values = np.random.default_rng(0).standard_normal(10 * MANY) + 3
    line = series("generator_loss", values, np.arange(values.size))
    assert line.label == "generator loss" and line.y.size == values.size
    assert np.std(line.y) < np.std(values) / 5
    x, y = line.raw
    assert len(x) <= DRAWN and y.max() == values.max() and y.min() == values.min()
    np.testing.assert_array_equal(y, values[x.astype(int)])
    assert series("loss", values[:MANY], np.arange(MANY)).raw is None


GAN_LOSSES = "step,value,generator_loss,real_score,fake_score\n5,-1.2,0.7,0.1,-0.1\n"


@pytest.mark.parametrize(
    ("name", "changes", "levels"),
    [
        ("gan", {}, 2),
        ("gan-minimax", {}, 2),
        ("gan", {"model__loss": "hinge"}, 0),
        ("wgan", {}, 0),
    ],
)
def test_a_gan_with_a_standard_loss_has_the_lines_of_its_optimum(name, changes, levels, tmp_path):
    run = run_of(tmp_path, name, **changes)
    run.history_file.write_text("epoch,value\n1,-1.2\n")
    run.iterations_file.write_text(GAN_LOSSES)
    lines = {line.get_label(): line for axes in run_curves.figure(run).axes for line in axes.lines}
    value = "V of D = 1/2: −log 4"
    assert len({value, "D = 1/2"} & set(lines)) == levels
    if levels:
        assert lines[value].get_ydata()[0] == pytest.approx(-np.log(4))
        assert lines["D = 1/2"].get_ydata()[0] == 0  # the logit of 1/2


def test_the_value_is_left_out_where_it_is_minus_the_loss_of_the_discriminator(tmp_path):
    run = run_of(tmp_path, "gan")
    run.history_file.write_text("epoch,value\n1,-1.2\n")
    heads = "step,discriminator_loss,value,real_score,fake_score"
    run.iterations_file.write_text(f"{heads}\n5,1.2,-1.2,0.1,-0.1\n10,1.3,-1.3,0.1,-0.1\n")
    nats, _ = run_curves.figure(run).axes
    lines = {line.get_label(): line for line in nats.lines}
    assert set(lines) == {"discriminator loss", "loss of D = 1/2: log 4"}
    assert lines["loss of D = 1/2: log 4"].get_ydata()[0] == pytest.approx(np.log(4))
    run.iterations_file.write_text(f"{heads}\n5,1.5,-1.2,0.1,-0.1\n10,1.6,-1.3,0.1,-0.1\n")
    nats, _ = run_curves.figure(run).axes
    assert {"V(D, G)", "V of D = 1/2: −log 4"} < {
        line.get_label() for line in nats.lines
    }  # with a penalty


def test_a_title_can_be_left_out_and_a_narrow_figure_stacks_its_panels(tmp_path):
    run = run_of(tmp_path, "gan")
    run.history_file.write_text("epoch,value\n1,-1.2\n")
    run.iterations_file.write_text(GAN_LOSSES)
    assert not run_curves.figure(run, title="").get_suptitle()
    above, below = run_curves.figure(run, title="", width=3.3).axes
    assert above.get_position().y0 > below.get_position().y1 - 0.1
    assert above.figure.get_figwidth() == 3.3


def test_a_first_look_is_counted_in_steps(tmp_path):
    run = run_of(tmp_path, schedule__epoch_steps=60, schedule__epochs=2)
    run.history_file.write_text("epoch,loss,val_loss\n1,2.0,2.1\n2,1.0,1.1\n")
    run.iterations_file.write_text("step,loss\n60,2.0\n120,1.0\n")
    figure = run_curves.figure(run)
    (axes,) = figure.axes
    assert axes.get_xlabel() == "step"
    np.testing.assert_array_equal(axes.lines[0].get_xdata(), [60, 120])
    assert "step 120 (first look)" in " ".join(figure.get_suptitle().split())


def test_a_title_names_the_run_its_data_and_its_step(tmp_path):
    run = run_of(tmp_path / "", data__dataset="npz:a$b.npz")
    assert run_title(run, 1234) == rf"{run.name}, npz:a\$b.npz, step 1,234"
    assert run_title(run).endswith("step 0")  # nothing recorded yet
    run.iterations_file.write_text("step,loss\n5,2.0\n10,1.0\n")
    assert run_title(run).endswith("step 10")


def test_a_history_without_losses_is_one_sentence(tmp_path):
    run = run_of(tmp_path)
    run.history_file.write_text("epoch\n1\n")
    run.iterations_file.write_text("step\n1\n")
    with pytest.raises(UserError, match="no curve"):
        run_curves.figure(run)


def test_names_of_losses_are_words_and_known_abbreviations():
    assert label("val_negative_elbo") == "negative ELBO, validation"
    assert label("kl_estimate") == "KL estimate"


def test_drawing_the_curves_of_a_run_loads_no_tensorflow():
    code = "import sys, keras_gencmp.inspection.run_curves; print('tensorflow' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
