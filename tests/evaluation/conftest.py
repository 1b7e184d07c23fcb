"""The fixtures of the evaluation's tests: small images of three classes and their judge."""

from evaluation_fixtures import grey, judge, mnist, one_thread, own_cache, protocol, splits

__all__ = ["grey", "judge", "mnist", "one_thread", "own_cache", "protocol", "splits"]
