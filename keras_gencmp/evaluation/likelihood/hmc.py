"""Hamiltonian Monte Carlo (HMC) of many chains at once (Neal 2011, arXiv:1206.1901).

The target is proportional to p(z) p(x|z)^beta, with the prior p(z) and an inverse temperature beta.
An auxiliary momentum r ~ N(0, I) extends it to exp(-H(z, r)), with

H(z, r) = U(z) + K(r),   U(z) = -log p(z) - beta log p(x|z),   K(r) = |r|^2 / 2

Hamilton's equations dz/dt = r, dr/dt = -dU/dz keep H: a move along them is far and still accepted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import tensorflow as tf

Tensor = Any
LEAPFROG_STEPS = 3  # of a transition, each of which costs one gradient


class State(NamedTuple):
    """Chains at z (..., latent): log p(x|z) (...) and its gradient in z (..., latent).

    ``energy`` is -log p(z) but for a constant, (...), with its own gradient.
    """

    z: Tensor
    log_conditional: Tensor
    gradient: Tensor
    energy: Tensor
    energy_gradient: Tensor

    def potential_energy(self, beta: Tensor) -> Tensor:
        """U(z) = -log p(z) - beta log p(x|z): minus the log target but for a constant, (...)."""
        return self.energy - beta * self.log_conditional

    def potential_gradient(self, beta: Tensor) -> Tensor:
        """dU/dz = -d log p(z) / dz - beta d log p(x|z) / dz, (..., latent)."""
        return self.energy_gradient - beta * self.gradient


StateAt = Callable[[Tensor], State]


def state_function(
    log_conditional: Callable[[Tensor], Tensor], energy: Callable[[Tensor], Tensor]
) -> StateAt:
    """The function z -> :class:`State`, from two functions of z (..., latent).

    They give log p(x|z) and -log p(z) but for a constant, (...).
    """

    def state_at(z: Tensor) -> State:
        with tf.GradientTape(persistent=True, watch_accessed_variables=False) as tape:
            tape.watch(z)
            value, prior = log_conditional(z), energy(z)
        # The chains are independent: the gradient of their sum holds the gradient of each.
        return State(z, value, tape.gradient(value, z), prior, tape.gradient(prior, z))

    return state_at


def transition(
    state: State, beta: Tensor, step_size: Tensor, seed: Tensor, state_at: StateAt
) -> tuple[State, Tensor]:
    """The states after one HMC transition, and its acceptance probabilities min(1, exp(H - H')).

    It leaves p(z) p(x|z)^beta invariant (section 3.2 of the paper). ``step_size`` broadcasts
    against the chains (...) and must not depend on their states, or invariance is lost.
    """
    # A fresh momentum from its own conditional distribution leaves exp(-H) invariant.
    momentum = tf.random.stateless_normal(tf.shape(state.z), seed)
    proposal, end_momentum = leapfrog(state, momentum, beta, step_size[..., None], state_at)
    # H - H'. Potential energies, which may be large, are subtracted first: less is rounded off.
    decrease = state.potential_energy(beta) - proposal.potential_energy(beta)
    decrease += half_squared_norm(momentum) - half_squared_norm(end_momentum)
    # A step size so large that the path ends at infinity or NaN means rejection.
    accepted_as = tf.exp(tf.minimum(decrease, 0.0))
    probability = tf.where(tf.math.is_finite(decrease), accepted_as, 0.0)
    # The Metropolis test corrects the error of the discretised path, on noise of its own.
    uniform_seed = tf.random.experimental.stateless_fold_in(seed, 1)
    accepted = tf.random.stateless_uniform(tf.shape(probability), uniform_seed) < probability
    return select(accepted, proposal, state), probability


def leapfrog(
    state: State, momentum: Tensor, beta: Tensor, step_size: Tensor, state_at: StateAt
) -> tuple[State, Tensor]:
    """State and momentum after ``LEAPFROG_STEPS`` steps of size ``step_size`` (section 2.3).

    r <- r - e/2 dU/dz,   z <- z + e r,   r <- r - e/2 dU/dz

    The map is reversible and preserves volume, so that the acceptance probability needs no
    Jacobian; its error in H is of second order in e.
    """
    # A half step of the momentum at both ends makes the map its own inverse when r is negated.
    momentum -= 0.5 * step_size * state.potential_gradient(beta)
    for _ in tf.range(LEAPFROG_STEPS):
        state = state_at(state.z + step_size * momentum)
        # The half steps that end one step and begin the next are taken as a whole one.
        momentum -= step_size * state.potential_gradient(beta)
    # After the last step nothing follows: its second half is taken back.
    return state, momentum + 0.5 * step_size * state.potential_gradient(beta)


def select(accepted: Tensor, proposal: State, state: State) -> State:
    """The proposal where ``accepted`` (...), and the old state elsewhere."""
    # One decision for all dimensions of a chain.
    per_dimension = accepted[..., None]
    return State(
        tf.where(per_dimension, proposal.z, state.z),
        tf.where(accepted, proposal.log_conditional, state.log_conditional),
        tf.where(per_dimension, proposal.gradient, state.gradient),
        tf.where(accepted, proposal.energy, state.energy),
        tf.where(per_dimension, proposal.energy_gradient, state.energy_gradient),
    )


def half_squared_norm(x: Tensor) -> Tensor:
    """|x|^2 / 2 over the last axis, (..., latent) to (...)."""
    return 0.5 * tf.reduce_sum(tf.square(x), axis=-1)
