"""Evaluation: the judge, and the scores of a run beside baselines that anybody can hold it to.

Rules that every score keeps: images are rounded to bytes and back before a judge sees them, real
and generated alike; the reference is the test split; both sides have the same n; the judge has seen
neither side; conditional models are drawn with the labels of held-out images. A score carries the
judge's identity, n, seed, its interval, and its ratio to the floor: what real images score.
"""
