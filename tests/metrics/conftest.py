from collections.abc import Iterator

import pytest
from threadpoolctl import threadpool_limits


@pytest.fixture(autouse=True, scope="module")
def one_thread() -> Iterator[None]:
    # On arrays this small, threads that wait for a core take longer than the work.
    with threadpool_limits(1):
        yield
