"""Model cards: what a trained model is, what it was trained on, and what its scores are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from keras_gencmp.export.registry import FORMATS
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.runs import scores
from keras_gencmp.runs.run import Run
from keras_gencmp.terminal.console import clean
from keras_gencmp.terminal.markdown import markdown_text

LICENCE = (
    "The weights are yours. Images that a model draws may resemble its training images, whose "
    "licence holds for them. The program that trained it is under the Apache License 2.0."
)
# What each endpoint takes and gives, whatever the format.
ENDPOINTS = {
    "decode": "images of latents z, float32 (n, {latent}) -> (n, {shape}) in [0, 1]",
    "sample": "images of the prior, by their number n and a seed (SavedModel alone)",
    "encode": "posterior means of images, float32 (n, {shape}) in [0, 1] -> (n, {latent})",
    "reconstruct": "images decoded from these means (SavedModel alone)",
}


def card(run: Run, model: GenerativeModel, form: str) -> str:
    """The card of a run's model as Markdown: recipe, data, scores with their protocol, licence."""
    parts = [
        f"# {markdown_text(run.recipe.name)}",
        markdown_text(run.recipe.summary),
        "\n".join(_facts(run, model, form)),
        "## Endpoints",
        "\n".join(_endpoints(model)),
        "## Scores",
        _scores(run),
        "## Licence",
        LICENCE,
    ]
    return clean("\n\n".join(part for part in parts if part)) + "\n"


def _facts(run: Run, model: GenerativeModel, form: str) -> Iterator[str]:
    plan, environment = run.recipe, run.environment
    read = environment.get("data_summary", {})
    counts = ", ".join(f"{count:,} {split}" for split, count in read.get("images", {}).items())
    yield f"- format: {form}, {FORMATS[form].summary}"
    if plan.source:
        yield f"- source: {markdown_text(plan.source)}"
    yield f"- trained for {int(model.clock.numpy()):,} steps, batch size {plan.schedule.batch_size}"
    yield f"- data: {markdown_text(_without_folders(plan.data.dataset))}" + (
        f" ({counts} images)" if counts else ""
    )
    yield f"- digest of the data: {environment['data_digest'] or 'unknown'}"
    classes = environment.get("classes", [])
    if model.conditional and classes:
        yield f"- labels: {markdown_text(', '.join(classes))}, from 0 on"
    if plan.caveat:
        yield f"- caveat: {markdown_text(plan.caveat)}"


def _endpoints(model: GenerativeModel) -> Iterator[str]:
    shape = ", ".join(map(str, model.image_shape))
    for name, text in ENDPOINTS.items():
        if model.has_encoder or name in ("decode", "sample"):
            labels = "; also labels, int32 (n,)" if model.conditional and name != "sample" else ""
            yield f"- `{name}`: {text.format(latent=model.latent, shape=shape)}{labels}"


def _scores(run: Run) -> str:
    """The table of the scores that a run keeps, each with its n, its judge and its protocol."""
    known = scores.read(run.evaluation_file)
    rows = [
        f"| {name} | {score['value']:.4g} | {score.get('n', 0):,} | "
        f"{markdown_text(str(score.get('judge') or '-'))} | "
        f"{markdown_text(score.get('protocol') or '-')} |"
        for group in known.values()
        for name, score in group.get("scores", {}).items()
        if score["value"] is not None
    ]
    if not rows:
        return f"None yet: `gencmp evaluate {markdown_text(run.name)}` computes them."
    head = ["| score | value | n | judge | protocol |", "|---|---|---|---|---|"]
    protocols = {key: text for group in known.values() for key, text in _protocols(group)}
    notes = [f"- protocol {key}: {text}" for key, text in protocols.items()]
    return "\n".join([*head, *rows, *([""] if notes else []), *notes])


def _protocols(group: scores.SamplerScores) -> list[tuple[str, str]]:
    """The protocols of scores by their digest, as Markdown shows them."""
    return [
        (markdown_text(key), markdown_text(text))
        for key, text in group.get("protocols", {}).items()
    ]


def _without_folders(dataset: str) -> str:
    """A dataset's name without the folders of its path, which are the trainer's own business."""
    source, colon, path = dataset.partition(":")
    return f"{source}:{Path(path).name}" if colon and "/" in path else dataset
