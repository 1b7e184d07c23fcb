"""Checks of own priors: right ones of many shapes pass, each kind of fault is one sentence."""

import math

import numpy as np
import pytest
import tensorflow as tf

from keras_gencmp import noise
from keras_gencmp.errors import UserError
from keras_gencmp.priors import Prior, StandardNormal, checks
from keras_gencmp.priors.mixture import LearnedMixture


class Of(Prior):
    """A prior of two functions: (count, latent, seed) to samples, and z to log p(z)."""

    def __init__(self, latent, draw, log_p):
        super().__init__(latent)
        self.draw, self.log_p = draw, log_p

    def sample(self, count, seed, xla=False):
        return self.draw(count, self.latent, seed)

    def log_prob(self, z):
        return self.log_p(z)


def normal(count, latent, seed):
    return noise.normal([count, latent], seed)


def log_normal(z):
    return StandardNormal(z.shape[-1]).log_prob(z)


def laplace(count, latent, seed):
    uniform = noise.uniform([count, latent], seed, -0.5, 0.5)
    return -tf.sign(uniform) * tf.math.log1p(-2 * tf.abs(uniform) + 1e-7)


def cauchy(count, latent, seed):
    return tf.tan(math.pi * noise.uniform([count, latent], seed, -0.4999, 0.4999))


def box(count, latent, seed):
    return noise.uniform([count, latent], seed)


def log_box(z):
    inside = tf.reduce_all((z >= 0) & (z <= 1), axis=-1)
    return tf.where(inside, 0.0, -math.inf)


def ring(count, latent, seed):
    """Points near the unit circle: the radius is N(1, 0.1^2)."""
    angle = 2 * math.pi * noise.uniform([count], seed)
    radius = 1 + 0.1 * noise.normal([count], noise.fold_in(seed, 1))
    return radius[:, None] * tf.stack([tf.cos(angle), tf.sin(angle)], axis=1)


def log_ring(z):
    radius = tf.norm(z, axis=-1)
    gauss = -0.5 * tf.square((radius - 1) / 0.1) - math.log(0.1 * math.sqrt(2 * math.pi))
    return gauss - tf.math.log(2 * math.pi * radius)


RIGHT = {
    "normal": (normal, log_normal),
    "narrow": (lambda *a: 5 + normal(*a) / 100, lambda z: _scaled(100 * (z - 5), 100)),
    "laplace": (laplace, lambda z: -tf.reduce_sum(tf.abs(z) + math.log(2), axis=-1)),
    "cauchy": (
        cauchy,
        lambda z: -tf.reduce_sum(tf.math.log(math.pi * (1 + tf.square(z))), axis=-1),
    ),
    "box": (box, log_box),
}


def _scaled(z, factor):
    return log_normal(z) + z.shape[-1] * math.log(factor)


@pytest.mark.parametrize("latent", [1, 2, 3, 16, 64])
@pytest.mark.parametrize("name", RIGHT)
def test_a_right_prior_passes(name, latent):
    checks.check(Of(latent, *RIGHT[name]), name)


@pytest.mark.parametrize("prior", [StandardNormal(100), LearnedMixture(20, 50, 3.0)])
def test_those_of_the_package_pass_in_many_dimensions(prior):
    checks.check(prior, "prior")


def test_a_ring_passes():
    checks.check(Of(2, ring, log_ring), "ring")


@pytest.mark.parametrize("latent", [1, 2, 3, 16, 100])
@pytest.mark.parametrize("nats", [20.0, 0.5, -3.0])
def test_what_is_not_normalised_is_refused(latent, nats):
    wrong = Of(latent, normal, lambda z: log_normal(z) + nats)
    with pytest.raises(UserError, match=r"mine\.py:wrong is not normalised: .* nats, and must be"):
        checks.check(wrong, "mine.py:wrong")


UNFIT = {
    "a ring under N(0, I)": (2, ring, log_normal),
    "N(0, I) under a ring": (2, normal, log_ring),
    "twice as wide": (2, lambda *a: 2 * normal(*a), log_normal),
    "twice as wide, in many dimensions": (16, normal, lambda z: _scaled(z / 2, 0.5)),
    "a box under Laplace": (3, box, RIGHT["laplace"][1]),
}


@pytest.mark.parametrize("name", UNFIT)
def test_a_density_that_is_not_that_of_the_samples_is_refused(name):
    latent, draw, log_p = UNFIT[name]
    with pytest.raises(UserError, match=r"do not fit each other|is not (normalised|finite)"):
        checks.check(Of(latent, draw, log_p), "mine.py:wrong")


def test_a_ring_under_a_normal_density_is_told_as_such():
    with pytest.raises(UserError, match="sample and log_prob of wrong do not fit each other"):
        checks.check(Of(2, ring, log_normal), "wrong")


BROKEN = {
    "a sum over all": (normal, lambda z: tf.reduce_sum(log_normal(z)), r"gives \(\) for latents"),
    "a coordinate each": (normal, lambda z: -tf.square(z), r"gives \(1024, 2\) for latents"),
    "matrices alone": (
        normal,
        lambda z: tf.reduce_sum(-tf.square(z), axis=1),
        r"gives \(2, 2\) for latents \(2, 3, 2\)",
    ),
    "an error": (normal, lambda z: z.nosuch, "log_prob of mine fails with AttributeError"),
    "infinite": (normal, lambda z: log_normal(z) / 0.0, "is not finite"),
    "too few": (
        lambda n, d, seed: normal(3, d, seed),
        log_normal,
        r"sample of mine gives \(3, 2\)",
    ),
    "no seed": (lambda n, d, seed: tf.random.normal([n, d]), log_normal, "no function of its seed"),
    "always the same": (
        lambda n, d, seed: normal(n, d, tf.constant([0, 0])),
        log_normal,
        "no function of its seed",
    ),
    "not a number": (
        lambda n, d, seed: normal(n, d, seed) * np.nan,
        log_normal,
        "not finite",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_breaks_the_contract_is_one_sentence(name):
    draw, log_p, words = BROKEN[name]
    with pytest.raises(UserError, match=words):
        checks.check(Of(2, draw, log_p), "mine")


class High(StandardNormal):
    """N(0, I) with a log density that is too high, and the KL divergence of the right one."""

    def log_prob(self, z):
        return super().log_prob(z) + 20.0


@pytest.mark.parametrize("latent", [20, 100])
def test_a_closed_form_of_another_density_is_refused(latent):
    with pytest.raises(UserError, match=r"kl of mine is not that of its log_prob|not normalised"):
        checks.check(High(latent), "mine")


class WithoutXla(StandardNormal):
    """A prior of an old signature."""

    def sample(self, count, seed):
        return normal(count, self.latent, seed)


def test_a_wrong_signature_is_said():
    with pytest.raises(UserError, match=r"sample\(count, seed, xla\) of mine fails with TypeError"):
        checks.check(WithoutXla(2), "mine")
