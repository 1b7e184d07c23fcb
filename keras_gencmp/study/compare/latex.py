"""The table of a comparison for LaTeX, with the rules of the package booktabs."""

from __future__ import annotations

from keras_gencmp.evaluation.rounding import with_error
from keras_gencmp.evaluation.score import Score
from keras_gencmp.metrics.metric import HALF, HIGH, LOW, REAL
from keras_gencmp.study.compare.ranking import Ranking
from keras_gencmp.study.compare.results import Results
from keras_gencmp.study.compare.tables import columns_of, rows_of
from keras_gencmp.terminal import console

LATEX = {"&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}"}
LATEX |= {"~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\\": r"\textbackslash{}"}
ARROWS = {LOW: r" $\downarrow$", HIGH: r" $\uparrow$", REAL: r" $\rightarrow$", HALF: ""}


def as_latex(results: Results, ranking: Ranking) -> str:
    """The table of scores for LaTeX, with the rules of the package booktabs."""
    rows = rows_of(results, ranking)
    columns = columns_of(rows, results, ranking)
    heads = " & ".join(["", *(latex_text(c.title) + ARROWS.get(c.better, "") for c in columns)])
    lines = [r"% \usepackage{booktabs}", rf"\begin{{tabular}}{{l{'r' * len(columns)}}}"]
    lines += [r"\toprule", rf"{heads} \\", r"\midrule"]
    for number, row in enumerate(rows):
        if number == len(results.baselines) and number:
            lines.append(r"\midrule")
        cells = [_latex_score(row.scores.get(column.name)) for column in columns]
        lines.append(rf"{' & '.join([latex_text(row.name), *cells])} \\")
    return "\n".join([*lines, r"\bottomrule", r"\end{tabular}"]) + "\n"


def latex_text(text: str) -> str:
    """Text as LaTeX shows it."""
    return "".join(LATEX.get(char, char) for char in console.clean(text))


def _latex_score(score: Score | None) -> str:
    if score is None or score.value is None:
        return "--"
    return f"${with_error(score.value, score.margin)}$".replace("±", r"\pm")
