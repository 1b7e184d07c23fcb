"""Models of a comparison by what a user writes: recipes, variants, grids and runs."""

from types import SimpleNamespace

import pytest

from keras_gencmp import runs
from keras_gencmp.errors import UserError
from keras_gencmp.recipes import recipe
from keras_gencmp.recipes.changes import label
from keras_gencmp.study.compare.plan import folder_name
from keras_gencmp.study.compare.variants import (
    OF_THE_BUDGET,
    Model,
    assignments,
    cells,
    models,
    told_apart,
)


def labels(*texts, grid=()):
    return [model.label for model in models(texts, grid)]


def test_variants_are_named_by_what_differs():
    assert labels("dcgan", "gan:latent=32") == ["dcgan", "gan latent=32"]
    assert labels("dcgan:loss=hinge,generator.learning_rate=0.001") == [
        "dcgan loss=hinge generator.learning_rate=0.001"
    ]
    assert labels("dcgan:discriminator.batch_norm=false") == [
        "dcgan discriminator.batch_norm=False"
    ]


def test_short_keys_reach_every_section():
    (model,) = models(["dcgan:batch_size=50,loss=hinge,generator.width=8,generator.beta_1=0.9"])
    plan = model.plan
    assert plan.schedule.batch_size == 50 and plan.model.options["loss"] == "hinge"
    assert plan.networks["generator"].options["width"] == 8
    assert plan.optimizers["generator"].options["beta_1"] == 0.9
    assert "beta_1" not in plan.networks["generator"].options


def test_a_value_may_hold_commas_in_brackets():
    (model,) = models(["gan:generator.widths=[8, 16],latent=4"])
    assert list(model.plan.networks["generator"].options["widths"]) == [8, 16]
    assert model.label == "gan generator.widths=[8,16] latent=4"


def test_a_grid_gives_every_combination():
    assert labels("gan", grid=["latent=2,8"]) == ["gan latent=2", "gan latent=8"]
    assert len(cells(["latent=2,8", "batch_size=10,20,30"])) == 6
    assert cells([]) == [{}]


def test_a_value_of_the_recipe_itself_makes_no_difference():
    assert labels("gan", grid=[f"latent={recipe.load('gan').latent},8"]) == ["gan", "gan latent=8"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("dcgna", "did you mean 'dcgan'"),
        ("dcgan:latent", "KEY=VALUE"),
        ("dcgan:latent=many", "latent must be a whole number"),
        ("dcgan:generatr.width=3", "unknown"),
        ("dcgan:optimizers.generatr.beta_1=0.3", "unknown key"),
    ],
)
def test_what_is_no_model_is_refused(text, words):
    with pytest.raises(UserError, match=words):
        models([text])


def test_a_model_is_named_once_and_a_grid_has_values():
    with pytest.raises(UserError, match="'gan' is named twice"):
        models(["gan", "gan"])
    with pytest.raises(UserError, match="--grid takes KEY=A,B,C"):
        models(["gan"], ["latent"])
    assert assignments("") == {}


def test_a_finished_run_is_a_model_and_an_unfinished_one_is_not(tmp_path):
    run = runs.start(recipe.override(recipe.load("vae"), {"latent": 3}), tmp_path)
    with pytest.raises(UserError, match="is not finished: gencmp resume"):
        models([run.name], root=tmp_path)
    run.metrics_file.write_text("{}")
    (model,) = models([run.name], root=tmp_path)
    assert model.label == "vae latent=3" and model.run == run


def test_a_long_label_makes_a_short_name_of_a_folder():
    assert folder_name("gan latent=32") == "gan-latent-32"
    one, other = (folder_name("gan " + "generator.widths=[8] " * 20 + end) for end in "ab")
    assert one != other and len(one) == len(other) == 200 and one.startswith("gan-generator.widths")


def run_of(seed, number, **changes):
    plan = recipe.override(recipe.load("dcgan"), {"schedule.seed": seed, **changes})
    run = SimpleNamespace(name=f"dcgan/{number}", directory=f"runs/dcgan/{number}")
    return Model(label(plan, OF_THE_BUDGET), plan, run)


def test_runs_that_are_no_other_seed_have_labels_of_their_own():
    def labels_of(*given):
        return [model.label for model in told_apart(given)]

    assert labels_of(run_of(0, 1), run_of(1, 2)) == ["dcgan", "dcgan"]
    assert labels_of(run_of(0, 1), run_of(0, 2), run_of(1, 3)) == ["dcgan", "dcgan/2", "dcgan"]
    longer = run_of(1, 2, **{"schedule.epochs": 40})
    assert labels_of(run_of(0, 1), longer) == ["dcgan", "dcgan epochs=40"]
    narrow = {"schedule.batch_size": 50}
    both = labels_of(run_of(0, 1, **narrow), run_of(1, 2, **narrow, **{"schedule.epochs": 40}))
    assert both == ["dcgan batch_size=50", "dcgan epochs=40 batch_size=50"]
    trained = Model("dcgan", recipe.load("dcgan"))
    assert labels_of(run_of(0, 1), trained) == ["dcgan/1", "dcgan"]
    elsewhere = run_of(0, 1)
    elsewhere.run.directory = "other/dcgan/1"
    assert labels_of(trained, run_of(0, 1), elsewhere) == ["dcgan", "dcgan/1", "other/dcgan/1"]


def test_a_run_that_is_named_twice_is_refused(tmp_path):
    run = runs.start(recipe.load("dcgan"), tmp_path)
    runs.write_json(run.metrics_file, {"epochs": 1})
    with pytest.raises(UserError, match="a run is named twice"):
        models([str(run.directory), run.name], root=tmp_path)
