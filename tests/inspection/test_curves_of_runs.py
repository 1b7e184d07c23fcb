"""The curves of several runs in one figure: what they share, and what one alone has."""

import numpy as np
import pytest

from keras_gencmp.figures.resizing import resize
from keras_gencmp.inspection import curves_of_runs
from keras_gencmp.inspection.run_titles import steps_per_epoch
from keras_gencmp.recipes import recipe
from keras_gencmp.runs.run import Run

GAN = "step,discriminator_loss,generator_loss,real_score,fake_score"
VAE = "step,negative_elbo,kl"


def run_of(folder, name, rows, history="epoch,loss\n1,2.0\n", **changes):
    run = Run(folder / name, trust=True)
    run.directory.mkdir(parents=True)
    dotted = {key.replace("__", "."): value for key, value in changes.items()}
    run.recipe_file.write_text(
        recipe.override(recipe.load(name.split("-run")[0]), dotted).to_json()
    )
    run.iterations_file.write_text(rows)
    run.history_file.write_text(history)
    return run


def gan(folder, name, level=1.0, **changes):
    values = ",".join([str(level)] * 4)
    return run_of(folder, name, f"{GAN}\n10,{values}\n20,{values}\n", **changes)


def lines(axes):
    return {line.get_label(): line.get_ydata() for line in axes.lines}


def test_what_runs_share_is_one_panel_with_a_line_for_each(tmp_path):
    runs = [gan(tmp_path, "dcgan", 1.0), gan(tmp_path, "gan", 2.0)]
    figure = curves_of_runs.figure(runs)
    heads = [axes.get_ylabel() for axes in figure.axes]
    assert heads[:2] == ["discriminator loss (nats)", "generator loss (nats)"]
    assert len(heads) == 4 and all(axes.get_xlabel() == "step" for axes in figure.axes)
    first, second, *_ = map(lines, figure.axes)
    np.testing.assert_array_equal(first["dcgan"], [1, 1])
    np.testing.assert_array_equal(first["gan"], [2, 2])
    assert first["loss of D = 1/2: log 4"][0] == pytest.approx(np.log(4))
    assert set(second) == {"dcgan", "gan"}  # log 4 is no level of the generator's loss


def test_losses_of_other_units_are_not_drawn_over_each_other(tmp_path):
    figure = curves_of_runs.figure([gan(tmp_path, "dcgan"), gan(tmp_path, "wgan")])
    heads = [axes.get_ylabel() for axes in figure.axes]
    assert heads == ["dcgan (nats)", "dcgan (logit)", "wgan (score)"]
    assert "discriminator loss" in lines(figure.axes[0])


def test_what_one_run_alone_has_stands_in_panels_of_its_own(tmp_path):
    vae = run_of(tmp_path, "vae", f"{VAE}\n10,150.0,5.0\n")
    figure = curves_of_runs.figure([gan(tmp_path, "dcgan"), gan(tmp_path, "gan"), vae])
    assert [axes.get_ylabel() for axes in figure.axes][-1] == "vae (nats)"
    assert set(lines(figure.axes[-1])) == {"negative ELBO", "KL"}


def test_held_out_losses_are_dashed_at_the_steps_of_their_epochs(tmp_path):
    history = "epoch,kl,val_kl\n1,5.0,6.0\n2,5.0,7.0\n"
    rows = f"{VAE}\n10,150.0,5.0\n20,140.0,4.0\n"
    pair = [run_of(tmp_path, name, rows, history) for name in ("vae", "conv-vae")]
    kl = next(axes for axes in curves_of_runs.figure(pair).axes if "KL" in axes.get_ylabel())
    line = next(each for each in kl.lines if each.get_label() == "_conv-vae, validation")
    names = [text.get_text() for text in kl.get_legend().get_texts()]
    assert names == ["vae", "conv-vae", "validation"]  # dashed curves have one entry
    assert line.get_linestyle() == "--"
    np.testing.assert_array_equal(line.get_xydata(), [[10, 6], [20, 7]])


def test_the_kid_of_evaluated_runs_is_compared(tmp_path):
    runs = [gan(tmp_path, "dcgan"), gan(tmp_path, "gan")]
    for run in runs:
        run.quality_file.write_text("epoch,kid,kid_error,diversity\n1,4.0,0.2,0.9\n")
    kid = curves_of_runs.figure(runs).axes[-1]
    assert kid.get_ylabel() == "KID, validation"
    np.testing.assert_array_equal(kid.lines[0].get_xydata(), [[20, 4]])
    assert len(kid.collections) == 2  # the bands of their errors


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ["gan-run1/b", "gan-run2/b"]),
        ({"latent": 3}, ["gan", "gan latent=3"]),
    ],
)
def test_runs_are_called_as_shortly_as_tells_them_apart(changes, expected, tmp_path):
    one, two = gan(tmp_path / "gan-run1", "gan"), gan(tmp_path / "gan-run2", "gan", **changes)
    expected = expected if changes else [one.name, two.name]
    assert curves_of_runs.labels_of([one, two]) == expected
    assert curves_of_runs.title_of([one, two]) == f"{', '.join(expected)} on auto"


def test_steps_of_an_epoch_are_those_of_the_recipe_or_of_the_histories(tmp_path):
    history = "epoch,loss\n1,2.0\n2,1.0\n"
    counted = run_of(tmp_path, "gan-run1", "step,value\n6,1.0\n22,1.0\n", history)
    assert steps_per_epoch(counted) == 11
    stated = run_of(tmp_path, "gan-run2", "step,value\n6,1.0\n", history, schedule__epoch_steps=7)
    assert steps_per_epoch(stated) == 7


def test_labels_are_what_tells_runs_apart(tmp_path):
    def labels(*changes):
        runs = [
            gan(tmp_path / f"{len(changes)}{k}", "dcgan", **each) for k, each in enumerate(changes)
        ]
        return curves_of_runs.labels_of(runs)

    longer = {"schedule__epochs": 10}
    assert labels(longer, longer | {"model__loss": "out/losses.py:cauchy"}) == [
        "dcgan",
        "dcgan loss=cauchy",
    ]
    one, two = {"model__loss": "a.py:own"}, {"model__loss": "b.py:own"}
    assert labels(one, two, {}) == ["dcgan loss=a.py:own", "dcgan loss=b.py:own", "dcgan"]


@pytest.mark.parametrize("width", [3.3, 6.9, None])
def test_long_labels_stay_within_the_height_of_their_chart(width, tmp_path):
    long = {"model__loss": "out/losses.py:a_function_with_a_very_long_name", "latent": 77}
    runs = [gan(tmp_path / "a", "dcgan", **long), gan(tmp_path / "b", "dcgan")]
    figure = curves_of_runs.figure(runs, width)
    figure.draw_without_rendering()
    boxes = [axes.yaxis.label.get_window_extent() for axes in figure.axes]
    assert all(box.y0 >= 0 and box.y1 <= figure.bbox.height for box in boxes)
    for one in range(len(boxes)):
        assert not any(boxes[one].overlaps(other) for other in boxes[one + 1 :])


def test_a_long_legend_fits_a_column_of_a_paper(tmp_path):
    rows = f"{VAE}\n10,150.0,5.0\n20,140.0,4.0\n"
    history = "epoch,kl,val_kl\n1,5.0,6.0\n2,5.0,7.0\n"
    long = {"prior": "out/priors.py:a_function_with_a_very_long_name", "latent": 77}
    runs = [run_of(tmp_path / "a", "vae", rows, history, **long)]
    runs += [run_of(tmp_path / "b", "vae", rows, history)]
    figure = curves_of_runs.figure(runs, 3.3)
    resize(figure, 3.3, 150)
    for axes in figure.axes:
        assert axes.get_legend().get_window_extent().width <= 3.3 * 150 - 0.7 * 150
