"""The page of a choice: its answer, the models of every rung, and how to go on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from keras_gencmp.reports import rendering
from keras_gencmp.runs.files import write_text
from keras_gencmp.study.choose.answer import Answer, next_commands
from keras_gencmp.study.choose.order import basis, best_first
from keras_gencmp.study.compare.comparison import Finished


def write(found: Answer, finished: Sequence[Finished], folder: Path) -> Path:
    """Write the answer as ``answer.md``, with the models of every rung from the best; its path."""
    rounds = [
        {
            "page": rung.plan.folder.relative_to(folder) / "report.html",
            "models": [entry.label for entry in best_first(rung)],
            "basis": basis(rung),
            "budget": rung.plan.declaration.budget.in_words,
        }
        for rung in finished
    ]
    values = {
        "data": finished[-1].results.data,
        "sentences": found.sentences,
        "rounds": rounds,
        "commands": next_commands(found.run),
    }
    path = folder / "answer.md"
    write_text(path, rendering.markdown("answer", values))
    return path
