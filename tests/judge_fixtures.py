"""A judge that takes no time, for tests that start gencmp in processes of their own."""

import pytest

from keras_gencmp import data
from keras_gencmp.judge import lookup


@pytest.fixture(scope="module", autouse=True)
def hasty_judge(tmp_path_factory):
    """A judge of the digits that is fitted in an epoch, in the cache of all processes."""
    cache = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GENCMP_CACHE", str(cache))
        lookup.fit(data.load("digits"), seed=0, epochs=1, quiet=True)
        yield cache
