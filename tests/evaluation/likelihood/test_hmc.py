"""Hamiltonian Monte Carlo: its integrator, energies and acceptance."""

import numpy as np
import pytest
import tensorflow as tf

from keras_gencmp.evaluation.likelihood.hmc import (
    State,
    leapfrog,
    select,
    state_function,
    transition,
)
from keras_gencmp.priors import StandardNormal

SHAPES = [(2, 3), (2,), (2, 3), (2,), (2, 3)]  # of the fields of a state of two chains
STATE_AT = state_function(lambda z: -tf.reduce_sum(tf.cosh(z), axis=-1), StandardNormal(3).energy)


def energy(state, momentum, beta):
    return state.potential_energy(beta) + 0.5 * tf.reduce_sum(momentum**2, axis=-1)


def test_leapfrog_is_reversible():
    begin, momentum = STATE_AT(tf.constant([[0.3, -0.7]])), tf.constant([[1.0, 0.5]])
    middle, turned = leapfrog(begin, momentum, 0.8, 0.1, STATE_AT)
    end, back = leapfrog(middle, -turned, 0.8, 0.1, STATE_AT)
    assert np.abs(middle.z - begin.z).max() > 0.2
    assert np.asarray(end.z) == pytest.approx(np.asarray(begin.z), abs=1e-5)
    assert np.asarray(back) == pytest.approx(-np.asarray(momentum), abs=1e-5)


def test_the_energy_error_of_a_leapfrog_step_is_of_third_order():
    state = STATE_AT(tf.constant([[0.9, -0.7]], "float64"))
    momentum = tf.constant([[1.0, 0.5]], "float64")
    before = energy(state, momentum, 0.8)
    errors = [
        abs(float((energy(*leapfrog(state, momentum, 0.8, step, STATE_AT), 0.8) - before)[0]))
        for step in (0.02, 0.01)
    ]
    # Third order in one step is second order over a path of fixed length.
    assert errors[0] / errors[1] == pytest.approx(8.0, rel=0.1)


def test_the_energies_are_those_of_the_target():
    z, beta = np.array([[0.3, -0.7], [1.0, 2.0]]), 0.6
    state = STATE_AT(tf.constant(z))
    expected = 0.5 * (z**2).sum(axis=1) + beta * np.cosh(z).sum(axis=1)
    assert np.asarray(state.potential_energy(beta)) == pytest.approx(expected)
    gradient = z + beta * np.sinh(z)
    assert np.asarray(state.potential_gradient(beta)) == pytest.approx(gradient)


def test_a_transition_leaves_the_target_invariant():
    # With log p(x|z) = -|z|^2 / 2 the target at beta is N(0, I / (1 + beta)).
    beta, count = 1.0, 20_000
    energy = StandardNormal(2).energy
    state_at = state_function(lambda z: -energy(z), energy)
    z = tf.random.stateless_normal([count, 2], [0, 1]) / (1.0 + beta) ** 0.5
    step = 0.9 * tf.ones(count)
    state, probability = transition(state_at(z), beta, step, tf.constant([0, 2]), state_at)
    assert 0.5 < float(tf.reduce_mean(probability)) < 0.98
    assert np.var(state.z, axis=0) == pytest.approx(np.full(2, 0.5), abs=0.02)
    assert np.mean(state.z, axis=0) == pytest.approx(np.zeros(2), abs=0.02)


def test_a_path_that_ends_at_infinity_is_rejected():
    state = STATE_AT(tf.constant([[0.3, -0.7]]))
    after, probability = transition(state, 1.0, tf.constant([1e6]), tf.constant([0, 1]), STATE_AT)
    assert float(probability[0]) == 0.0
    assert np.asarray(after.z) == pytest.approx(np.asarray(state.z))


def test_each_chain_is_accepted_or_rejected_as_a_whole():
    old, new = (State(*[tf.fill(shape, value) for shape in SHAPES]) for value in (0.0, 1.0))
    result = select(tf.constant([True, False]), new, old)
    for each in result:
        assert np.asarray(each)[0].min() == 1 and np.asarray(each)[1].max() == 0
    assert np.asarray(result.z).tolist() == [[1, 1, 1], [0, 0, 0]]
    assert np.asarray(result.log_conditional).tolist() == [1, 0]
    assert np.asarray(result.gradient).tolist() == [[1, 1, 1], [0, 0, 0]]
