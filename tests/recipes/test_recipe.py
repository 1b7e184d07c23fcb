"""Recipes: read, overridden, checked, written and read back."""

import pytest
from click.testing import CliRunner

from keras_gencmp.cli import gencmp
from keras_gencmp.inspection.run_titles import is_first_look
from keras_gencmp.recipes import recipe
from keras_gencmp.recipes.validation import RecipeError

COMPONENTS = "latent = 2\nmodel = 'vae.VAE'\nnetworks = {}\noptimizers = {}"


@pytest.mark.parametrize("name", recipe.names())
def test_a_recipe_survives_json(name, tmp_path):
    plan = recipe.load(name)
    (tmp_path / f"{name}.json").write_text(plan.to_json())
    assert recipe.load(str(tmp_path / f"{name}.json")) == plan


@pytest.mark.parametrize("name", recipe.names())
def test_a_recipe_says_what_it_is(name):
    plan = recipe.load(name)
    text = (recipe.FOLDER / f"{name}.toml").read_text()
    assert plan.name == name and plan.summary and plan.source and plan.read
    assert f"gencmp train {name}" in text
    for file in plan.read:
        assert (recipe.FOLDER.parent / file).is_file(), file


@pytest.mark.parametrize("name", ["dcgan", "dcgan-bhadra"])
def test_dcgan_holds_the_numbers_of_report_b(name):
    plan = recipe.load(name)
    adam = {"learning_rate": 2e-4, "beta_1": 0.5}
    assert {part.name for part in plan.optimizers.values()} == {"adam"}
    assert all(part.options == adam for part in plan.optimizers.values())
    assert (plan.schedule.epochs, plan.schedule.batch_size, plan.latent) == (20, 100, 100)


def test_dcgan_bhadra_has_the_layers_and_the_order_of_report_b():
    plan = recipe.load("dcgan-bhadra")
    players = plan.networks["generator"], plan.networks["discriminator"]
    assert not any({"dense", "skip"} & set(part.options) for part in players)
    assert plan.model.options["discriminator_steps"] == 1
    assert "simultaneous" not in plan.model.options


@pytest.mark.parametrize(
    ("name", "rate", "batch_size"),
    [("gan-ghosh", 2e-3, 128), ("cnn-gan", 2e-3, 128), ("dcgan-jalam", 1e-3, 100)],
)
def test_a_recipe_keeps_the_rate_and_the_batch_that_its_report_prints(name, rate, batch_size):
    plan = recipe.load(name)
    assert {part.name for part in plan.optimizers.values()} == {"adam"}
    assert {part.options["learning_rate"] for part in plan.optimizers.values()} == {rate}
    assert (plan.schedule.batch_size, plan.latent) == (batch_size, 100)


@pytest.mark.parametrize("name", ["gan-ghosh", "cnn-gan"])
def test_report_a_s_gans_have_the_objective_that_it_writes_out(name):
    assert recipe.load(name).model.options["loss"] == "minimax"


def test_overrides_reach_every_depth():
    changes = {"schedule.epochs": 3, "networks.generator.width": "64", "model.loss": "minimax"}
    plan = recipe.override(recipe.load("dcgan"), changes)
    assert plan.schedule.epochs == 3
    assert plan.networks["generator"].options["width"] == 64
    assert plan.model.options["loss"] == "minimax"
    assert recipe.load("dcgan").schedule.epochs == 20


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("schedule.epoch", "3", "did you mean 'epochs'"),
        ("shedule.epochs", "3", "unknown key 'shedule.epochs'"),
        ("latnt", "3", "did you mean 'latent'"),
        ("schedule.epochs", "0", "at least 1"),
        ("schedule.epochs", "1.5", "a whole number"),
        ("schedule.epochs", "many", "a whole number"),
        ("schedule.batch_size", "true", "a whole number"),
        ("schedule.precision", "float8", "one of float32"),
        ("schedule.jit", "maybe", "true or false"),
        ("data.image_size", "30", "at least 16 and at most 128 in multiples of 4"),
        ("data.binarize", "sometimes", "one of none, threshold, dynamic"),
        ("optimizers.generator.learning_rate", "nan", "finite"),
        ("optimizers.generator.learning_rate", "inf", "finite"),
        ("networks.generator", "3", "a table"),
        ("networks", "3", "a table"),
        ("latent", "-1", "at least 1"),
        ("latent", "[2]", "at least 1"),
        ("latent", "100000", "at most 65536"),
        ("schedule.seed", "-1", "at least 0"),
        ("schedule.seed", "4294967296", "at most 4294967295"),
        ("schedule.epochs", "1000001", "at most 1000000"),
        ("schedule.steps_per_execution", "0", "at least 1"),
        ("schedule.steps_per_execution", "9999999", "at most 1000000"),
        ("data.channels", "true", "one of 0, 1, 3"),
        ("data.dataset", "7", "a text"),
        ("optimizers.generator.beta_1", "1", "at least 0 and below 1"),
        ("optimizers.generator.beta_2", "-0.1", "at least 0 and below 1"),
        ("optimizers.generator.learning_rate", "0", "a number above 0"),
        ("optimizers.generator.learning_rate", "-1e-3", "a number above 0"),
        ("optimizers.generator.learning_rate", "fast", "a number above 0"),
        ("optimizers.generator.epsilon", "0", "a number above 0"),
        ("optimizers.generator.amsgrad", "1", "true or false"),
        ("networks.generator.width", "1" + 20 * "0", "64 bits"),
        ("networks.generator.width", "1979-05-27", "plain data, not date"),
        ("networks.generator.widths", "[1, nan]", "widths.1. must be a finite number"),
    ],
)
def test_a_wrong_override_is_one_sentence(key, value, words):
    with pytest.raises(RecipeError, match=words) as caught:
        recipe.override(recipe.load("dcgan"), {key: value})
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.toml", "latent = ", "not valid TOML"),
        ("a.json", "{", "not valid JSON"),
        ("a.json", "[]", "must be a table"),
        ("a.toml", "latent = 2", "lacks model, networks, optimizers"),
        ("a.toml", "latnt = 2", "did you mean 'latent'"),
        ("a.toml", "latent = 2\nmodel = {}\nnetworks = {}\noptimizers = {}", "model needs a name"),
        ("a.toml", f"{COMPONENTS}\nreport = 3", "report must be a list, not 3"),
        ("a.toml", f"{COMPONENTS}\nread = [3]", "read.0. must be a text, not 3"),
        ("a.toml", f"{COMPONENTS}\nsummary = false", "summary must be a text"),
        ("a.toml", f"{COMPONENTS}\nschedule = 5", "schedule must be a table"),
        ("a.toml", f"{COMPONENTS}\nquick = 5", "quick must be a table"),
        ("a b.toml", COMPONENTS, "name must be a text of letters, digits"),
    ],
)
def test_a_wrong_recipe_file_is_one_sentence(name, content, words, tmp_path):
    (tmp_path / name).write_text(content)
    with pytest.raises(RecipeError, match=words):
        recipe.load(str(tmp_path / name))


@pytest.mark.parametrize("name", ["", ".", "..", "../../x", "/tmp/x", "a/b", "a b", "a\n", "é"])
def test_a_name_cannot_lead_out_of_the_folder_of_the_runs(name):
    table = recipe.load("dcgan").to_dict() | {"name": name}
    with pytest.raises(RecipeError, match="name must be a text of letters, digits"):
        recipe.parse(table)


@pytest.mark.parametrize("name", ["a", "vae-2d", "my_gan.v2", "...", "A.b"])
def test_a_name_of_letters_and_digits_is_taken(name):
    assert recipe.parse(recipe.load("dcgan").to_dict() | {"name": name}).name == name


def test_an_optimizer_takes_a_schedule_as_its_learning_rate():
    rate = {"name": "PiecewiseConstantDecay", "boundaries": [10], "values": [1e-3, 1e-4]}
    plan = recipe.override(recipe.load("vae"), {"optimizers.autoencoder.learning_rate": rate})
    assert plan.optimizers["autoencoder"].options["learning_rate"] == rate


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("weight_decay", {"class_name": "Lambda", "config": {}}, "weight_decay must be a number"),
        ("inner_optimizer", {"class_name": "adam", "config": {}}, "inner_optimizer must be a text"),
        ("learning_rate", {"initial": 1.0}, "learning_rate needs a name"),
        ("learning_rate", {"name": "CosineDecay", "x": {"class_name": "Lambda"}}, "x must be a"),
        ("learning_rate", {"name": "CosineDecay", "x": [{}]}, "x.0. must be a number"),
    ],
)
def test_an_optimizer_takes_no_description_of_another_object(key, value, words):
    with pytest.raises(RecipeError, match=words):
        recipe.override(recipe.load("vae"), {f"optimizers.autoencoder.{key}": value})


def test_a_missing_recipe_file_is_named(tmp_path):
    with pytest.raises(RecipeError, match="nothing.toml"):
        recipe.load(str(tmp_path / "nothing.toml"))


def test_an_unknown_recipe_names_the_nearest():
    with pytest.raises(RecipeError, match="did you mean 'dcgan'"):
        recipe.load("dcgna")


def test_cvae_is_answered_with_both_systems_that_it_names():
    with pytest.raises(RecipeError, match="conv-vae .convolutional. and conditional-vae .with"):
        recipe.load("cvae")
    assert {"conv-vae", "conditional-vae"} <= set(recipe.names())


@pytest.mark.parametrize("name", recipe.names())
def test_a_first_look_is_short_and_named_so(name):
    plan = recipe.first_look(recipe.load(name))
    assert 1 < plan.schedule.epochs and 0 < plan.schedule.epoch_steps
    assert 25 <= plan.schedule.epochs * plan.schedule.epoch_steps and is_first_look(plan.schedule)
    assert recipe.parse(plan.to_dict(), name) == plan


def test_a_first_look_of_a_recipe_that_says_nothing_is_300_steps():
    plan = recipe.load("hinge-gan")
    schedule = recipe.first_look(plan).schedule
    assert not plan.quick and (schedule.epochs, schedule.epoch_steps) == (5, 60)


def test_a_first_look_takes_a_recipes_own_keys_over_the_usual_ones():
    plan = recipe.first_look(recipe.load("progressive-gan"))
    assert plan.model.options["stage_steps"] == 25 and plan.schedule.epochs == 5
    with pytest.raises(RecipeError, match="unknown key"):
        wrong = recipe.load("dcgan").to_dict() | {"quick": {"shedule.epochs": 1}}
        recipe.first_look(recipe.parse(wrong))


def test_what_the_user_says_wins_over_a_first_look(monkeypatch):
    seen = []

    def train(plan, *others, **options):
        seen.append(plan.schedule)
        raise RecipeError("seen enough")

    monkeypatch.setattr("keras_gencmp.training.runtime.start", lambda *threads: None)
    monkeypatch.setattr("keras_gencmp.training.trainer.train", train)
    CliRunner().invoke(gencmp, "train dcgan --dataset=digits --quick --epochs=2".split())
    assert (seen[0].epochs, seen[0].epoch_steps) == (2, 250)
