"""The prior of a model that draws its latents itself: its class overrides ``prior``."""

from __future__ import annotations

from typing import Any, Protocol

from keras_gencmp.errors import UserError
from keras_gencmp.priors.prior import Prior

Tensor = Any
METHODS = ("prior", "log_prior")


class Drawing(Protocol):
    """A model with methods of its own for p(z)."""

    @property
    def latent(self) -> int:
        """The length of z."""

    def prior(self, count: int | Tensor, seed: Tensor) -> Tensor:
        """Latents (count, latent)."""

    def log_prior(self, z: Tensor) -> Tensor:
        """log p(z), (..., latent) to (...)."""


class Overridden(Prior):
    """p(z) by the methods ``prior`` and ``log_prior`` of a model; the latter may be missing."""

    def __init__(self, model: Drawing, has_density: bool) -> None:
        super().__init__(model.latent)
        self._model, self._has_density = model, has_density

    @property
    def model(self) -> Drawing:
        """The model whose methods these are."""
        return self._model

    @property
    def has_density(self) -> bool:
        """Whether the class of the model has a ``log_prior`` that goes with its ``prior``."""
        return self._has_density

    def sample(self, count: int | Tensor, seed: Tensor, xla: bool = False) -> Tensor:
        """What the model draws, (count, latent)."""
        return self._model.prior(count, seed)

    def log_prob(self, z: Tensor) -> Tensor:
        """log p(z) by the model; UserError where it has ``prior`` alone."""
        if not self._has_density:
            name = type(self._model).__name__
            raise UserError(
                f"{name} overrides prior without log_prior: state log p(z) of what it draws"
            )
        return self._model.log_prior(z)


def is_from_outside(prior: Prior) -> bool:
    """Whether p(z) is stated by code outside the package, by a prior or by methods of a model."""
    stating = prior.model if isinstance(prior, Overridden) else prior
    return not type(stating).__module__.startswith(f"{__name__.partition('.')[0]}.")


def own_prior(model: Drawing, base: type) -> Prior | None:
    """The prior that a model's class states itself, by methods that override those of ``base``.

    None where it has both methods from ``base``. A density belongs to the draws of its own class or
    of one above it, never of one below.
    """
    kind = type(model)
    first = [next(each for each in kind.__mro__ if name in vars(each)) for name in METHODS]
    if first == [base, base]:
        return None
    draws, density = map(kind.__mro__.index, first)
    return Overridden(model, has_density=density <= draws)
