"""The fixtures of the evaluation's tests: small images of three classes, their judge, and runs."""

from evaluation_fixtures import (
    few_are_enough,
    grey,
    judge,
    mnist,
    one_thread,
    own_cache,
    protocol,
    splits,
)
from evaluation_runs import large, root, untrained

__all__ = [
    "few_are_enough",
    "grey",
    "judge",
    "large",
    "mnist",
    "one_thread",
    "own_cache",
    "protocol",
    "root",
]
__all__ += ["splits", "untrained"]
