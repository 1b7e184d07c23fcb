"""What these tests share: no foreign cache, and a small comparison carried out in this process."""

import pytest
from evaluation_fixtures import few_are_enough
from study_fixtures import made_small

__all__ = ["few_are_enough"]


@pytest.fixture(autouse=True)
def own_cache(monkeypatch, tmp_path):
    """Nothing is read from or left in this user's cache."""
    monkeypatch.setenv("GENCMP_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def small(monkeypatch):
    """Small images with a judge in place of any dataset, and no child processes."""
    return made_small(monkeypatch)
