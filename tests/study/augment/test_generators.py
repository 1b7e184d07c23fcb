"""Generators in the size and the channels of a study, with batches that its data fill."""

import pytest
from augment_declarations import declaration

from keras_gencmp.errors import UserError
from keras_gencmp.recipes import recipe
from keras_gencmp.study.augment.generators import sized, usual


def test_every_generator_has_the_size_and_the_channels_of_the_study():
    found = sized(("conditional-gan", "conditional-vae:latent=4"), 64, 3)
    assert list(found) == ["conditional-gan", "conditional-vae latent=4"]
    for plan in found.values():
        assert (plan.data.image_size, plan.data.channels) == (64, 3)
    study = declaration(image_size=32, generators=("conditional-gan",))
    assert study.recipes()["conditional-gan"].data.image_size == 32


def test_many_images_leave_a_recipe_but_for_its_channels():
    usual_recipe = recipe.load("conditional-gan")
    grey = recipe.override(usual_recipe, {"data.channels": 1})
    assert sized(("conditional-gan",), 28, 1, 500) == {"conditional-gan": grey}
    assert sized(("conditional-gan",), 28, 1) == {"conditional-gan": grey}


def test_few_images_fill_a_batch_several_times():
    texts = ("conditional-gan", "conditional-vae:batch_size=50")
    batches = [plan.schedule.batch_size for plan in sized(texts, 28, 1, 240).values()]
    assert batches == [9, 50]  # the second is the user's
    assert 240 / batches[0] > 5


@pytest.mark.parametrize(
    "text, sentence",
    [
        ("image_size=32", "has image_size=32 and --image-size is 64: leave image_size out"),
        ("image_size=28", "image_size=28 and --image-size is 64"),
        ("data.channels=1", "channels=1 and --channels is 3: leave channels out"),
        ("channels=0,image_size=64", "channels=0 and --channels is 3"),
    ],
)
def test_a_generator_of_another_form_is_refused(text, sentence):
    with pytest.raises(UserError, match=sentence):
        sized((f"conditional-vae:{text}",), 64, 3)


def test_a_recipe_file_of_another_size_is_refused(tmp_path):
    file = tmp_path / "mine.json"
    file.write_text(recipe.load("conditional-vae").to_json())
    assert sized((str(file),), 64, 1)
    own = recipe.override(recipe.load("conditional-vae"), {"data.image_size": 32})
    file.write_text(own.to_json())
    with pytest.raises(UserError, match="image_size=32 and --image-size is 64"):
        sized((str(file),), 64, 1)
    assert sized((str(file),), 32, 1)


def test_colour_has_a_likelihood_that_fits_its_pixels():
    assert usual(1) == ("conditional-gan", "conditional-vae")
    *_, vae = sized(usual(3), 32, 3).values()
    assert vae.model.options["likelihood"] == "gaussian" and vae.data.binarize == "none"
