"""The table of a comparison for LaTeX, with the rules of the package booktabs."""

from __future__ import annotations

import re

from keras_gencmp.evaluation.baselines import FLOOR
from keras_gencmp.evaluation.rounding import with_error
from keras_gencmp.evaluation.score import Score
from keras_gencmp.metrics.metric import HALF, HIGH, LOW, REAL, Column
from keras_gencmp.study.compare.ranking import Ranking
from keras_gencmp.study.compare.results import Results
from keras_gencmp.study.compare.tables import columns_of, main_columns, rows_of
from keras_gencmp.terminal import console

LATEX = {"&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}"}
LATEX |= {"|": "$|$", "<": "$<$", ">": "$>$"}  # other signs in LaTeX's first font encoding
LATEX |= {"~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\\": r"\textbackslash{}"}
ARROWS = {LOW: r" $\downarrow$", HIGH: r" $\uparrow$", REAL: r" $\rightarrow$", HALF: ""}
POWER = re.compile(r"e([+-]\d+)")


def as_latex(results: Results, ranking: Ranking) -> str:
    """The main scores of the models, and those of real images above them.

    Comments say what a caption has to: how many images and seeds, and what ± is.
    """
    known = rows_of(results, ranking)
    rows = [row for row in known if not row.baseline or row.name == FLOOR]
    columns = main_columns(columns_of(known, results, ranking), ranking)
    heads = " & ".join(["", *(_head(column) for column in columns)])
    lines = [*_comments(results), rf"\begin{{tabular}}{{l{'r' * len(columns)}}}"]
    lines += [r"\toprule", rf"{heads} \\", r"\midrule"]
    for row in rows:
        cells = [_latex_score(row.scores.get(column.name)) for column in columns]
        lines.append(rf"{' & '.join([latex_text(row.name), *cells])} \\")
        if row.baseline:
            lines.append(r"\midrule")
    return "\n".join([*lines, r"\bottomrule", r"\end{tabular}"]) + "\n"


def _comments(results: Results) -> list[str]:
    seeds = sorted({len(entry.rows) for entry in results.entries})
    many = " to ".join(map(str, dict.fromkeys((seeds[0], seeds[-1]))))
    return [
        r"% \usepackage{booktabs}",
        f"% {console.clean(results.data)}: {results.protocol.n} samples and as many test images, "
        f"seeds of a model: {many}, judge {results.protocol.judge.identity}.",
        r"% $\pm$ is half of the 95 % interval, with the spread between seeds where there are "
        "several.",
    ]


def _head(column: Column) -> str:
    unit = f", {column.unit}" if column.unit else ""
    return latex_text(column.title + unit) + ARROWS.get(column.better, "")


def latex_text(text: str) -> str:
    """Text as LaTeX shows it."""
    return "".join(LATEX.get(char, char) for char in console.clean(text))


def _latex_score(score: Score | None) -> str:
    if score is None or score.value is None:
        return "--"
    text = with_error(score.value, score.margin).replace("±", r"\pm")
    return f"${POWER.sub(_power, text)}$"


def _power(found: re.Match[str]) -> str:
    return rf"\cdot 10^{{{int(found[1])}}}"
