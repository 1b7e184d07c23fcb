"""Metrics: pure functions from NumPy arrays to a number or a named tuple, one family a file.

Features have shape (n, d), images (n, height, width, channels) in [0, 1], probabilities (n,
classes), labels (n,). Statistics are float64. Bad input raises ValueError with one sentence; every
random choice comes from the ``seed`` that the caller passes. No module here knows a network:
features come from a judge that the caller names beside the number, with n and the seed, without
which no score can be compared.
"""
