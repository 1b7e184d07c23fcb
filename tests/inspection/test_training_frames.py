"""The animation of a training: which samples, at which steps, under which words."""

import numpy as np
import pytest
from PIL import Image

from keras_gencmp.inspection.training_frames import animation, moments
from keras_gencmp.recipes import recipe
from keras_gencmp.runs.run import Run


@pytest.fixture
def run(tmp_path):
    run = Run(tmp_path / "dcgan" / "a")
    run.samples.mkdir(parents=True)
    changes = {"data.dataset": "digits", "data.image_size": 16}
    run.recipe_file.write_text(recipe.override(recipe.load("dcgan"), changes).to_json())
    for level, epoch in enumerate((0, 1, 2)):
        store(run.samples / f"{epoch:04d}.npy", 100 * level)
    for step in (100, 5):
        store(run.early_sample_file(step), step)
    run.history_file.write_text("epoch,discriminator_loss\n1,0.5\n2,0.4\n")
    rows = ["2,0.9,0.8", "5,0.7,0.6", "150,0.5,0.4", "300,0.3,0.2"]
    run.iterations_file.write_text("\n".join(["step,discriminator_loss,generator_loss", *rows, ""]))
    return run


def store(path, level):
    np.save(path, np.full((4, 16, 16, 1), level, np.uint8))


def test_early_samples_stand_among_those_of_the_epochs_in_the_order_of_steps(run):
    found = moments(run)
    assert [each.step for each in found] == [0, 5, 100, 150, 300]
    assert [int(each.images[0, 0, 0, 0]) for each in found] == [0, 5, 100, 100, 200]


def test_a_caption_says_where_the_training_is_and_how_it_goes(run):
    first, early, _, epoch, _ = (each.caption for each in moments(run))
    assert first == "dcgan on digits\nbefore the first step"
    assert early.endswith("\nepoch 1, step 5, discriminator loss 0.700, generator loss 0.600")
    assert epoch.endswith("\nepoch 1, step 150, discriminator loss 0.500, generator loss 0.400")


def test_the_end_of_the_last_epoch_is_exact_where_it_is_known(run):
    assert [each.step for each in moments(run, reached=310)] == [0, 5, 100, 155, 310]


def test_a_training_that_counts_steps_is_captioned_by_them(run):
    plan = recipe.override(run.recipe, {"schedule.epoch_steps": 150})
    run.recipe_file.write_text(plan.to_json())
    captions = [each.caption for each in moments(Run(run.directory))]
    assert captions[-1].partition("\n")[2].startswith("step 300,")


def test_the_animation_has_a_frame_for_each_moment(run, tmp_path):
    path = animation(run, tmp_path / "a.gif", title="Lesson 1")
    with Image.open(path) as image:
        assert image.n_frames == 5
    assert moments(run, "Lesson 1")[0].caption.startswith("Lesson 1\n")


def test_the_start_alone_is_no_animation(run, tmp_path):
    for path in run.samples.glob("*.npy"):
        if path.stem != "0000":
            path.unlink()
    assert animation(run, tmp_path / "a.gif") is None and not (tmp_path / "a.gif").exists()
