"""Runs of which only the seed counts, as rows of scores need them."""

from types import SimpleNamespace


def seeded(count):
    """So many runs, with the seeds 0, 1, 2, ..."""
    schedules = (SimpleNamespace(seed=seed) for seed in range(count))
    return [SimpleNamespace(recipe=SimpleNamespace(schedule=each)) for each in schedules]
