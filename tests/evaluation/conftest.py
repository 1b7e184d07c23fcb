"""The fixtures of the evaluation's tests: small images of three classes, their judge, and runs."""

from evaluation_fixtures import grey, judge, mnist, one_thread, own_cache, protocol, splits
from evaluation_runs import large, root, untrained

__all__ = ["grey", "judge", "large", "mnist", "one_thread", "own_cache", "protocol", "root"]
__all__ += ["splits", "untrained"]
