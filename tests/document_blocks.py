"""Blocks of the documentation that are made of other things: the API, the scores of models."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from pathlib import Path

from keras_gencmp.registry import Entry

ROOT = Path(__file__).parent.parent
WIDTH = 88  # characters of a signature on one line
# What the page on choosing a model says of each, beside its scores.
MODELS = {
    "real images": "the ceiling",
    "infogan": "codes with a meaning, no labels",
    "conditional-vae": "samples of a class, encoder, likelihood",
    "lsgan": "sharp samples",
    "vae-gan": "encoder and sharp samples",
    "dcgan": "sharp samples, after a longer training",
    "vae": "encoder, likelihood",
    "conv-vae": "encoder, a map in two dimensions",
    "wgan-gp": "losses that follow the quality, after a longer training",
}
COLUMNS = {
    "FID": "FID, low is better",
    "recall": "recall, high is better",
    "sharpness": "sharpness, 1 is real",
    "ELBO, nats": "ELBO, nats, high is better",
}


def models() -> str:
    """The scores of some recipes under one budget, as a table of Markdown."""
    page = ROOT / "docs" / "study" / "families" / "report.md"
    known = scores(page.read_text(encoding="utf-8"))
    lines = [["recipe", "what it gives", *COLUMNS.values()], ["---"] * (2 + len(COLUMNS))]
    for name, what in MODELS.items():
        cells = [plain(known.get(name, {}).get(column, "")) for column in COLUMNS]
        lines.append([name if name == "real images" else f"`{name}`", what, *cells])
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def verdicts() -> str:
    """The claims of the reports with their verdicts: the first table of their page."""
    page = (ROOT / "docs" / "study" / "claims.md").read_text(encoding="utf-8")
    _, head, rest = page.partition("| claim |")
    return head + rest.partition("\n\n")[0] + "\n"


def reports() -> str:
    """The reports that can be reproduced: letter, title, authors, and the recipes of its models."""
    from keras_gencmp.reports import contents

    lines = ["| letter | title | authors | models |", "| --- | --- | --- | --- |"]
    for letter in contents.letters():
        report = contents.read(letter)
        title = report["title"].partition(": ")[2]
        quick = {name: " (not with `--quick`)" for name in report.get("left_out", ())}
        names = [f"`{name}`{quick.get(name, '')}" for name in contents.names_of(report)]
        lines.append(f"| {letter} | {title} | {report['authors']} | {', '.join(names)} |")
    return "\n".join(lines) + "\n"


def scores(text: str) -> dict[str, dict[str, str]]:
    """The cells of the tables of a page by row, without its stamp, and column, without arrows."""
    rows: dict[str, dict[str, str]] = {}
    heads: list[str] = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
        if not line.startswith("|") or set(line) <= set("| -"):
            continue
        if cells[0] in ("", "model"):
            heads = [re.sub(r" [↓↑→].*", "", head) for head in cells[1:]]
            continue
        row = rows.setdefault(re.sub(r"/\d{8}-\d{6}.*", "", cells[0]), {})
        row |= {head: cell for head, cell in zip(heads, cells[1:], strict=False)}
    return rows


def plain(cell: str) -> str:
    """A score without its interval and ratio, with three digits; nothing where there is none."""
    number = re.match(r"-?\d+(\.\d+)?", cell)
    return f"{float(number[0]):.3g}" if number else ""


def losses() -> str:
    """The adversarial losses, one a line, with what each is."""
    from keras_gencmp.losses.registry import LOSSES

    return rows(LOSSES)


def priors() -> str:
    """The priors, one a line, with what each is."""
    from keras_gencmp.priors.registry import PRIORS

    return rows(PRIORS)


def rows(registry: Mapping[str, Entry]) -> str:
    """The rows of a registry: name and summary."""
    width = max(map(len, registry))
    return "".join(f"{name:<{width}}  {row.summary}\n" for name, row in registry.items())


def api() -> str:
    """Every function and class of the API with its signature, docstring and example."""
    from keras_gencmp.training import runtime

    runtime.start()
    from keras_gencmp import api as room

    # Small letters first: functions before the classes of what they return.
    names = sorted(room.__all__, key=str.swapcase)
    return "\n".join(entry(name, getattr(room, name)) for name in names)


def entry(name: str, thing: object) -> str:
    """One of them as Markdown."""
    text, _, example = inspect.getdoc(thing).partition("\n>>> ")
    prose = re.sub(r":\w+:`~?([^`]+)`", r"`\1`", text.strip()).replace("``", "`")
    parts = [f"### {name}", f"```python\n{signature(name, thing)}\n```", prose]
    if example:
        parts.append(f"```python\n>>> {example.strip()}\n```")
    return "\n\n".join(parts) + "\n"


def signature(name: str, thing: object) -> str:
    """A call as it may be written, one parameter a line where they do not fit into one."""
    if inspect.isclass(thing):
        methods = [each for each in vars(thing) if not each.startswith("_")]
        return "\n".join([f"class gg.{name}", *(f"    .{each}()" for each in methods)])
    found = inspect.signature(thing)
    texts = [parameter(each) for each in found.parameters.values()]
    kinds = [each.kind for each in found.parameters.values()]
    if inspect.Parameter.KEYWORD_ONLY in kinds:
        texts.insert(kinds.index(inspect.Parameter.KEYWORD_ONLY), "*")
    one = f"gg.{name}({', '.join(texts)}) -> {found.return_annotation}"
    if len(one) <= WIDTH:
        return one
    lines = "".join(f"    {text},\n" for text in texts)
    return f"gg.{name}(\n{lines}) -> {found.return_annotation}"


def parameter(each: inspect.Parameter) -> str:
    """A parameter with its type and its default, as it stands in the program."""
    stars = "**" if each.kind is each.VAR_KEYWORD else ""
    text = f"{stars}{each.name}: {each.annotation}"
    if each.default is each.empty:
        return text
    default = str(each.default) if isinstance(each.default, Path) else each.default
    return f"{text} = {default!r}"
