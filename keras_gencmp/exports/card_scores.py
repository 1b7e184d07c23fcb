"""The scores of a model card: those that a run keeps of the weights that are exported."""

from __future__ import annotations

from keras_gencmp.runs import scores
from keras_gencmp.runs.run import Run
from keras_gencmp.terminal.markdown import markdown_text


def score_table(run: Run, step: int) -> str:
    """The table of the scores that a run keeps of its weights after a training step.

    Each with the sampler of its latents, its n, its judge and its protocol.
    """
    known = scores.read(run.evaluation_file)
    rows = [
        f"| {markdown_text(name)} | {markdown_text(sampler)} | {score['value']:.4g} | "
        f"{_interval(score)} | {score.get('n', 0):,} | "
        f"{markdown_text(str(score.get('judge') or '-'))} | "
        f"{markdown_text(score.get('protocol') or '-')} |"
        for sampler, group in known.items()
        for name, score in scores.after(group, step).items()
        if score["value"] is not None
    ]
    if not rows:
        return f"None yet: `gencmp evaluate {markdown_text(run.name)}` computes them."
    names = ["score", "latents", "value", "95 % interval", "n", "judge", "protocol"]
    head = [f"| {' | '.join(names)} |", "|---" * len(names) + "|"]
    protocols = {key: text for group in known.values() for key, text in _protocols(group)}
    notes = [f"- protocol {key}: {text}" for key, text in protocols.items()]
    return "\n".join([*head, *rows, *([""] if notes else []), *notes])


def _interval(score: scores.ScoreTable) -> str:
    low, high = score.get("low"), score.get("high")
    return "-" if low is None or high is None else f"{low:.4g} to {high:.4g}"


def _protocols(group: scores.SamplerScores) -> list[tuple[str, str]]:
    """The protocols of scores by their digest, as Markdown shows them."""
    return [
        (markdown_text(key), markdown_text(text))
        for key, text in group.get("protocols", {}).items()
    ]
