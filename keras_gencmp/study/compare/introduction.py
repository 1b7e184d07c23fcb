"""What stands above the verdict of a comparison: the title, and how the page came about."""

from __future__ import annotations

from keras_gencmp.study.compare.plan import Plan
from keras_gencmp.study.compare.results import Results


def title(results: Results) -> str:
    """The title of the page: the first models, and the data."""
    names = [entry.label for entry in results.entries]
    shown = names if len(names) <= 4 else [*names[:3], f"{len(names) - 3} more"]
    return f"{', '.join(shown)} on {results.data}"


def introduction(plan: Plan, results: Results) -> str:
    """With which budget, data and protocol the page came about."""
    declaration, protocol = plan.declaration, results.protocol
    text = ""
    if declaration.trained:
        text = (
            f"Each model was trained with {declaration.seeds} "
            f"seed{'s' if declaration.seeds > 1 else ''} and {declaration.budget.in_words}. "
        )
    return (
        f"{text}Scores compare {protocol.n:,} samples with {protocol.n:,} test images of "
        f"{results.data} ({results.digest}) by the features of the judge "
        f"{protocol.judge.identity}, a classifier with fixed weights."
    )
