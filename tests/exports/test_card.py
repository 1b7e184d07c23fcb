"""Model cards: what they hold, and that the code that they print runs as it stands."""

import re
import shlex

import numpy as np
import pytest
from click.testing import CliRunner
from small import narrow

from keras_gencmp import assembly, runs
from keras_gencmp.cli import gencmp
from keras_gencmp.cli.options import changes_of
from keras_gencmp.exports import card as card_module
from keras_gencmp.exports.card import card
from keras_gencmp.exports.registry import FORMATS
from keras_gencmp.exports.versions import export
from keras_gencmp.recipes import recipe

PACKAGES = {"onnx": ("tf2onnx", "onnxruntime"), "litert": ("ai_edge_litert",)}
FORM = "saved_model"
HEADS = ["Use", "Data", "Recipe", "Budget", "Scores", "Limits", "Licence"]
FACTS = {
    "threads": 1,
    "data_digest": "0123456789abcdef",
    "device": "CPU (2 threads)",
    "classes": list("0123456789"),
    "versions": {"tensorflow": "2.21.0"},
    "data_summary": {"images": {"training": 1456, "test": 180}, "done": ["resized to 28 x 28"]},
}
SCORES = {
    "prior": {
        "scores": {
            "fid": {"name": "fid", "value": 12.345678, "low": 11.0, "high": 13.5, "n": 5000}
            | {"judge": "digits-1", "protocol": "p1"},
            "kid": {"name": "kid", "value": None},
        },
        "protocols": {"p1": "judge digits-1, n 5000, seed 0"},
    }
}


def trained(name, folder, **changes):
    """An untrained run of a narrowed recipe, with the facts that a training records."""
    changes = {key.replace("__", "."): value for key, value in changes.items()}
    plan = recipe.override(narrow(recipe.load(name)), {"data.dataset": "digits"} | changes)
    run = runs.start(plan, folder / "runs", facts=FACTS)
    model = assembly.assemble(plan)
    assembly.save(model, run.checkpoint_file)
    return run, model


def code(text):
    return re.findall(r"```python\n(.*?)```", text, re.S)


def exported(name, form, folder):
    run, model = trained(name, folder)
    path = export(model, folder / "exported", form, lambda target: card(run, model, form, target))
    return model, path, (path / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["dcgan", "conv-vae", "conditional-vae"])
def test_the_code_for_tensorflow_and_keras_runs_as_it_is_printed(name, tmp_path):
    model, path, text = exported(name, "saved_model", tmp_path)
    tensorflow, keras = code(text)
    found = {}
    exec(tensorflow, found)
    assert found["images"].shape == (16, *model.image_shape)
    labels = np.arange(16) % 10 if model.conditional else None
    np.testing.assert_allclose(
        found["decoded"], model.decode_many(found["z"].numpy(), labels), atol=1e-5
    )
    assert ("codes" in found) == model.has_encoder
    if model.has_encoder:
        assert found["codes"].shape == (16, model.latent)
        assert found["rebuilt"].shape == found["images"].shape
    layer = {}
    exec(keras, layer)
    np.testing.assert_allclose(
        layer["decoded"], model.decode_many(np.asarray(layer["z"]), labels), atol=1e-5
    )


@pytest.mark.parametrize("name", ["dcgan", "conditional-vae"])
@pytest.mark.parametrize("form", [form for form in FORMATS if form != "saved_model"])
def test_the_code_for_the_other_formats_runs_as_it_is_printed(name, form, tmp_path):
    for package in PACKAGES.get(form, ()):
        pytest.importorskip(package, reason=f"install keras-gencmp[{form}] to test it")
    model, _, text = exported(name, form, tmp_path)
    (block,) = code(text)
    found = {}
    exec(block, found)
    images = found["output" if form == "keras" else "images"]
    assert images.shape == (16, *model.image_shape)


def test_a_card_says_all_that_a_reader_has_to_know(tmp_path):
    run, model = trained("conv-vae", tmp_path, latent=3, schedule__batch_size=20)
    runs.write_json(run.evaluation_file, SCORES)
    text = card(run, model, "saved_model", tmp_path / "exported" / "1")
    assert re.findall(r"^## (.*)$", text, re.M) == HEADS
    for fact in (
        "digits, digest 0123456789abcdef",
        "1,456 training, 180 test; only the training images were trained on",
        "28 x 28 pixels, grey: resized to 28 x 28",
        "length 3, drawn from N(0, I)",
        "`latent=3`",
        "gencmp train conv-vae --dataset digits --epochs 20 --seed 0",
        "--set latent=3",
        "0 training steps of 20 images",
        "the training was not finished",
        "CPU (2 threads)",
        "tensorflow 2.21.0",
        "| fid | prior | 12.35 | 11 to 13.5 | 5,000 | digits-1 | p1 |",
        "- protocol p1: judge digits-1, n 5000, seed 0",
        "It takes no labels",
        "Apache License 2.0",
        str(tmp_path / "exported" / "1"),
    ):
        assert fact in text, fact
    assert "kid" not in text  # a score without a value is none


def test_a_card_without_scores_names_the_command_that_computes_them(tmp_path):
    run, model = trained("dcgan", tmp_path)
    text = card(run, model, "keras", tmp_path)
    assert f"None yet: `gencmp evaluate {run.name}` computes them." in text
    assert "in TensorFlow" not in text and "- TensorFlow: `gencmp export RUN`" in text


def test_a_card_says_how_a_training_ended(tmp_path):
    run, model = trained("dcgan", tmp_path)
    end = {"epochs": 20, "steps": 0, "seconds": 42.0, "last_epoch": {}, "test": {}}
    runs.write_json(run.metrics_file, end | {"stopped_at": 7})
    text = card(run, model, "saved_model", tmp_path)
    assert "42 s of training, ended after epoch 7" in text


def test_a_prior_of_its_own_is_not_called_normal(tmp_path):
    run, model = trained("infogan", tmp_path)
    assert "a prior of its own" in card(run, model, "saved_model", tmp_path)
    for form in FORMATS:
        text = card(run, model, form, tmp_path)
        assert "normal(" not in text and "N(0, I)" not in text.replace("not N(0, I)", "")


def test_the_code_of_a_model_with_a_prior_of_its_own_draws_from_it(tmp_path):
    run, model = trained("vae", tmp_path, prior="mixture")
    path = export(model, tmp_path / "exported", "saved_model", lambda f: card(run, model, FORM, f))
    tensorflow, keras = code((path / "README.md").read_text(encoding="utf-8"))
    drawn = model.sample(16, seed=0)
    for block in (tensorflow, keras):
        found = {}
        exec(block, found)
        np.testing.assert_allclose(found["images"], drawn, atol=1e-5)
        assert "z" not in found


def test_the_headline_does_not_contradict_changed_options(tmp_path):
    def headline(name, **changes):
        run, model = trained(name, tmp_path, **changes)
        return card(run, model, FORM, tmp_path).split("\n\n")[1]

    summary = recipe.load("dcgan").summary
    assert summary not in headline("dcgan")  # it is narrowed
    assert "`loss=hinge`" not in headline("dcgan") and "`model.loss=hinge`" in headline(
        "dcgan", model__loss="hinge"
    )
    plan = recipe.load("dcgan")
    assert card_module._headline(plan).startswith(summary[:20])
    short = recipe.override(plan, {"schedule.epochs": 3, "schedule.batch_size": 8})
    assert card_module._headline(short) == card_module._headline(plan)
    table = plan.to_dict() | {"name": "mine"}
    table["model"] = {"name": "gan.GAN", "loss": "mine.py:cauchy"}
    assert card_module._headline(recipe.parse(table)) == (
        "The system of the recipe `mine` with code of its own, `mine.py:cauchy`"
    )


def test_text_of_others_is_no_markup_and_folders_of_others_are_not_told(tmp_path):
    run, model = trained(
        "dcgan", tmp_path, source="<b>x</b>", data__dataset="folder:/home/somebody/scans"
    )
    text = card(run, model, "saved_model", tmp_path)
    assert "<b>" not in text and "&lt;b&gt;" in text
    assert "somebody" not in text and "folder:scans" in text


def test_facts_and_scores_of_others_are_no_markup(tmp_path):
    run, model = trained("dcgan", tmp_path)
    tag, link = "<img src=x onerror=alert(1)>\n\n# Fake", "fid](javascript:1)<script>"
    facts = {"data_digest": "<b>", "data_summary": {"images": {"<i>[x](y)": 3}, "done": ["<u>"]}}
    runs.write_json(run.environment_file, FACTS | facts)
    score = SCORES["prior"]["scores"]["fid"] | {"name": link}
    runs.write_json(run.evaluation_file, {tag.replace("\n", " "): {"scores": {link: score}}})
    text = card(runs.Run(run.directory), model, FORM, tmp_path)
    for markup in ("<img", "<script", "<b>", "<i>", "<u>", "fid](", "[x]("):
        assert markup not in text, markup


def test_the_command_writes_the_card_into_the_version(tmp_path):
    run, _ = trained("dcgan", tmp_path)
    folder = tmp_path / "exported"
    arguments = ["export", str(run.directory), "--format", "keras", "-o", str(folder)]
    done = CliRunner().invoke(gencmp, arguments, catch_exceptions=False)
    assert done.output.strip().endswith(str(folder / "1"))
    assert (folder / "1" / "README.md").read_text(encoding="utf-8").startswith("# dcgan\n")
    assert sorted(path.name for path in folder.iterdir()) == ["1"]


def test_a_card_has_no_scores_of_earlier_weights(tmp_path):
    run, model = trained("dcgan", tmp_path)
    scores = {"prior": {**SCORES["prior"], "steps": {"fid": 40}}}
    runs.write_json(run.evaluation_file, scores)
    assert "None yet" in card(run, model, "keras", tmp_path)
    model.clock.assign(40)
    assert "| fid | prior |" in card(run, model, "keras", tmp_path)


def test_the_command_of_a_card_trains_the_same_recipe(tmp_path):
    changes = {
        "networks__generator__batch_norm": True,
        "schedule__average": 0.9999999,
        "optimizers__generator__learning_rate": 0.000123456789,
    }
    run, model = trained("dcgan", tmp_path, **changes)
    (line,) = re.findall(r"trained by `(.*)`", card(run, model, "keras", tmp_path))
    sets = [word for word in shlex.split(line) if "=" in word]
    plan = recipe.override(recipe.load("dcgan"), changes_of(sets, {"data.dataset": "digits"}))
    assert plan.data.channels == 1  # whatever the data are
    assert plan.to_dict() == run.recipe.to_dict()
