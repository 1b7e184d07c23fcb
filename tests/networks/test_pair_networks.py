import keras
import numpy as np
import pytest

from keras_gencmp.errors import UserError
from keras_gencmp.networks import pairs
from keras_gencmp.networks.shapes import Shapes

SHAPES = Shapes((28, 28, 1), 3)


def encoder(**options: object) -> keras.Model:
    return pairs.implicit_encoder(SHAPES, width=2, dense=64, noise=6, basis=3, **options)


def normal(n: int, size: int) -> np.ndarray:
    return np.random.default_rng(0).normal(size=(n, size)).astype("float32")


def images(n: int) -> np.ndarray:
    return np.random.default_rng(1).uniform(size=(n, 28, 28, 1)).astype("float32")


@pytest.mark.parametrize("trunk", ["conv", "mlp"])
def test_the_pair_discriminator_depends_on_image_and_z(trunk: str) -> None:
    network = pairs.discriminator(SHAPES, trunk=trunk, width=2, dense=64)
    x, z = images(2), normal(2, 3)
    logit = np.asarray(network([x, z]))
    assert (np.asarray(network([x[::-1], z])) != logit).all()
    assert (np.asarray(network([x, z[::-1]])) != logit).all()


@pytest.mark.parametrize("trunk", ["conv", "mlp"])
def test_the_implicit_encoder_depends_on_image_and_noise(trunk: str) -> None:
    network, x, noise = encoder(trunk=trunk), images(2), normal(2, 6)
    z = np.asarray(network([x, noise]))
    assert (np.asarray(network([x[::-1], noise])) != z).all()
    assert (np.asarray(network([x, noise[::-1]])) != z).all()


def test_the_parts_of_the_noise_add_up() -> None:
    network, x, noise = encoder(), images(1), normal(2, 6)

    def z(first: int, rest: int) -> np.ndarray:
        part = np.concatenate([noise[first, :2], noise[rest, 2:]])
        return np.asarray(network([x, part[None]]))

    step = z(1, 0) - z(0, 0)
    assert np.abs(step).min() > 1e-3
    np.testing.assert_allclose(z(1, 1) - z(0, 1), step, atol=1e-5)


def test_moments_are_those_of_z_given_the_image() -> None:
    network, n = encoder(moments=True, weights=0.3), 8_000
    one = images(1)
    x = np.broadcast_to(one, (n, 28, 28, 1))
    z, mean, variance = (np.asarray(v) for v in network.predict([x, normal(n, 6)], 2000, 0))
    # The moments come from batches of 2,000: their mean is exact, their variance nearly so.
    np.testing.assert_allclose(mean.mean(0), z.mean(0), rtol=1e-3)
    assert (mean.std(0) < 0.05 * z.std(0)).all()
    np.testing.assert_allclose(variance.mean(0), z.var(0), rtol=0.05)


def test_the_implicit_posterior_starts_near_the_prior() -> None:
    z = np.asarray(pairs.implicit_encoder(SHAPES, width=2)([images(500), normal(500, 64)]))
    assert np.abs(z.mean(0)).max() < 0.5
    assert 0.5 < z.var(0).min() < z.var(0).max() < 2


def test_noise_must_fall_into_equal_parts() -> None:
    with pytest.raises(UserError, match="multiple of basis"):
        pairs.implicit_encoder(SHAPES, noise=10, basis=4)


def test_an_unknown_trunk_is_refused() -> None:
    with pytest.raises(UserError, match="trunk must be"):
        pairs.discriminator(SHAPES, trunk="resnet")
