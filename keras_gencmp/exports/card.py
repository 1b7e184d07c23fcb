"""Model cards: what a model is, what it was trained on, how good it is, and how to load it."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from pathlib import Path

from keras_gencmp.exports.card_scores import score_table
from keras_gencmp.exports.registry import FORMATS
from keras_gencmp.exports.usage import has_normal_prior, usage
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.recipes import recipe
from keras_gencmp.recipes.changes import changes, value_text
from keras_gencmp.recipes.recipe import Recipe
from keras_gencmp.recipes.trust import code_paths
from keras_gencmp.runs.run import Run
from keras_gencmp.terminal.console import clean, duration
from keras_gencmp.terminal.markdown import markdown_code, markdown_text

LICENCE = (
    "The weights belong to whoever trained them. Images that a model draws may resemble its "
    "training images, whose licence holds for them. The program that trained it is under the "
    "Apache License 2.0."
)
# What each endpoint takes and gives, whatever the format.
ENDPOINTS = {
    "decode": "images of latents z, float32 (n, {latent}) -> (n, {shape}) in [0, 1]",
    "sample": "images of the prior, by their number n and a seed (SavedModel alone)",
    "latents": "what `decode` takes to draw them, by the same n and seed (SavedModel alone)",
    "encode": "posterior means of images, float32 (n, {shape}) in [0, 1] -> (n, {latent})",
    "reconstruct": "images decoded from these means (SavedModel alone)",
}


def card(run: Run, model: GenerativeModel, form: str, folder: Path) -> str:
    """The card of a run's model as Markdown, for its export of a format in a folder.

    Data, recipe, budget, scores with their protocol, limits and licence, and the code that loads
    the folder, which stands in it as it was named.
    """
    parts = {
        "": f"# {markdown_text(run.recipe.name)}\n\n{_headline(run.recipe)}",
        "Use": f"{_format(form)}\n\n{_lines(_endpoints(model))}\n\n{usage(model, form, folder)}",
        "Data": _lines(_data(run, model)),
        "Recipe": _lines(_recipe(run, model)),
        "Budget": _lines(_budget(run, model)),
        "Scores": score_table(run, int(model.clock.numpy())),
        "Limits": _lines(_limits(run, model)),
        "Licence": LICENCE,
    }
    text = "\n\n".join(f"## {head}\n\n{part}" if head else part for head, part in parts.items())
    return clean(text) + "\n"


def _headline(plan: Recipe) -> str:
    """The recipe's summary, or where its system is another one what has been changed of it."""
    schedule = ("schedule.", "data.")
    changed = [
        markdown_code(f"{key}={value_text(value)}")
        for key, value in _changes(plan).items()
        if not key.startswith(schedule)
    ]
    own = [markdown_code(path) for path in dict.fromkeys(code_paths(plan.to_dict()).values())]
    if not changed and not own:
        return markdown_text(plan.summary)
    what = f"with {', '.join(changed)}" if changed else f"with code of its own, {', '.join(own)}"
    return f"The system of the recipe {markdown_code(plan.name)} {what}"


def _lines(items: Iterator[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _format(form: str) -> str:
    return f"Format `{form}`: {FORMATS[form].summary}."


def _endpoints(model: GenerativeModel) -> Iterator[str]:
    shape = ", ".join(map(str, model.image_shape))
    for name, text in ENDPOINTS.items():
        drawn = name in ("sample", "latents")
        if model.has_encoder or drawn or name == "decode":
            labels = "; also labels, int32 (n,)" if model.conditional and not drawn else ""
            yield f"`{name}`: {text.format(latent=model.latent, shape=shape)}{labels}"


def _data(run: Run, model: GenerativeModel) -> Iterator[str]:
    environment, height = run.environment, model.image_shape[0]
    read = environment.get("data_summary", {})
    images = read.get("images", {}).items()
    counts = ", ".join(f"{count:,} {markdown_text(split)}" for split, count in images)
    name = markdown_text(_without_folders(run.recipe.data.dataset))
    yield f"{name}, digest {markdown_text(environment['data_digest'] or 'unknown')}"
    if counts:
        yield f"images: {counts}; only the training images were trained on"
    colour = "grey" if model.image_shape[-1] == 1 else "RGB"
    done = f": {markdown_text(', '.join(read['done']))}" if read.get("done") else ""
    yield f"{height} x {model.image_shape[1]} pixels, {colour}{done}"
    if run.recipe.data.binarize != "none":
        yield f"pixels made black and white ({run.recipe.data.binarize})"
    classes = environment.get("classes", [])
    if model.conditional and classes:
        yield f"labels: {markdown_text(', '.join(classes))}, from 0 on"


def _recipe(run: Run, model: GenerativeModel) -> Iterator[str]:
    plan = run.recipe
    yield f"{markdown_text(plan.name)}, class {markdown_text(plan.model.name)}"
    if plan.source:
        yield f"source: {markdown_text(plan.source)}"
    yield f"latent vector z: length {model.latent}, {_prior(model)}"
    yield f"parameters: {model.count_params():,}, of all networks"
    changed = _changes(plan)
    if changed:
        texts = [f"{key}={value_text(value)}" for key, value in changed.items()]
        yield "changed: " + ", ".join(map(markdown_code, texts))
    if plan.name not in recipe.names() or None in changed.values():
        yield "trained by `gencmp train --recipe recipe.json`, with the recipe of the run"
    else:
        yield f"trained by {markdown_code(_command(plan, changed))}"


def _prior(model: GenerativeModel) -> str:
    """Which distribution z has, and where it is not the standard one how to draw it."""
    if has_normal_prior(model):
        return "drawn from N(0, I)"
    return "drawn from a prior of its own, which the endpoint `sample` of a SavedModel draws from"


def _changes(plan: Recipe) -> dict[str, object]:
    """What the recipe changes of the package's, but for how long it trains."""
    return {key: value for key, value in changes(plan).items() if key != "schedule.epochs"}


def _command(plan: Recipe, changed: dict[str, object]) -> str:
    """The training on a command line, with the data as they are called without their folders."""
    words = ["gencmp", "train", plan.name, "--dataset", _without_folders(plan.data.dataset)]
    words += ["--epochs", str(plan.schedule.epochs), "--seed", str(plan.schedule.seed)]
    # The run's own channels: data in colour may have been trained in grey.
    for key, value in {**changed, "data.channels": plan.data.channels}.items():
        words += ["--set", f"{key}={value if isinstance(value, str) else json.dumps(value)}"]
    return shlex.join(words)


def _budget(run: Run, model: GenerativeModel) -> Iterator[str]:
    schedule, environment = run.recipe.schedule, run.environment
    steps = int(model.clock.numpy())
    images = steps * schedule.batch_size * model.batches_per_step
    yield f"{steps:,} training steps of {schedule.batch_size} images, {images:,} images in all"
    if run.finished:
        end = run.outcome
        at = f", ended after epoch {end['stopped_at']}" if "stopped_at" in end else ""
        yield f"{duration(end['seconds'])} of training{at}"
    else:
        yield "the training was not finished when this was exported"
    if run.best:
        yield "the state with the lowest KID of the training, not its last one"
    if environment["device"]:
        yield f"device: {markdown_text(environment['device'])}"
    versions = environment.get("versions", {})
    if versions:
        yield markdown_text(", ".join(f"{name} {version}" for name, version in versions.items()))


def _limits(run: Run, model: GenerativeModel) -> Iterator[str]:
    height, width, _ = model.image_shape
    if run.recipe.caveat:
        yield markdown_text(run.recipe.caveat)
    yield f"It knows images of {height} x {width} pixels like those that it was trained on alone."
    yield (
        "Scores compare it with the test images of these data by one judge: they do not carry over "
        "to other data, and another judge or n gives other numbers."
    )
    yield (
        "A sample may be close to a training image. Before samples of personal or medical images "
        "are shared, look at the score `memorisation`."
    )
    if not model.conditional:
        yield "It takes no labels: which class a sample shows is left to chance."


def _without_folders(dataset: str) -> str:
    """A dataset's name without the folders of its path, which are the trainer's own business."""
    source, colon, path = dataset.partition(":")
    return f"{source}:{Path(path).name}" if colon and "/" in path else dataset
