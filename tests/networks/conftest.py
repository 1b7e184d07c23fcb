from collections.abc import Callable, Iterator

import keras
import numpy as np
import pytest


@pytest.fixture(autouse=True)
def known_state() -> Iterator[None]:
    keras.utils.set_random_seed(1)
    yield
    keras.config.set_dtype_policy("float32")


@pytest.fixture
def feed() -> Callable[..., list[np.ndarray]]:
    """Random inputs for a network, one array for each, told apart by the inputs' names."""

    def draw(network: keras.Model, n: int, seed: int = 0) -> list[np.ndarray]:
        rng = np.random.default_rng(seed)
        return [_draw(x.name, (n, *x.shape[1:]), rng) for x in network.inputs]

    return draw


def _draw(name: str, shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    if name == "labels":
        return np.eye(shape[1], dtype="float32")[rng.integers(shape[1], size=shape[0])]
    if name in ("image", "stage"):
        return rng.uniform(0, 1 + (name == "stage"), shape).astype("float32")
    return rng.normal(size=shape).astype("float32")
