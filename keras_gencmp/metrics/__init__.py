"""Metrics: pure functions from NumPy arrays to a number and its interval, one family a file.

``registry`` holds a row for each metric that can be asked for by name. The function that a row
names says by its parameters what it needs (``evaluation.inputs`` provides them) and returns an
``Estimate``, a plain number, or a mapping of column names to these. The other functions of its file
are its formulas.

Features have shape (n, d), images (n, height, width, channels), probabilities (n, classes), labels
(n,). Statistics are float64. Where no value exists ``Undefined`` is raised; input of the wrong
type, shape or range raises ValueError. Every random choice comes from the ``seed`` that the caller
passes. No module here knows a network: features come from a judge, the fixed classifier that is
named beside a score, with n and the seed, without which no score can be compared.
"""
