"""The fixtures of the evaluation's tests: small images of three classes and their judge."""

from evaluation_fixtures import judge, mnist, one_thread, own_cache, splits

__all__ = ["judge", "mnist", "one_thread", "own_cache", "splits"]
