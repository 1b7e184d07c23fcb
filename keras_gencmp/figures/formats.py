"""The formats that figures are written in, by the suffix of a file."""

FIGURES = (".png", ".svg", ".pdf")
