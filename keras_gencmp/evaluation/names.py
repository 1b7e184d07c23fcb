"""The names of the metrics, by which they are asked for; this module imports nothing heavy."""

from __future__ import annotations

from collections.abc import Iterable

from keras_gencmp.errors import UserError
from keras_gencmp.registry import nearest

OF_IMAGES = (
    *("fid", "kid", "prdc", "is", "classes", "conditional", "per-class", "diversity", "sharpness"),
    *("c2st", "memorisation", "parzen", "fid-infinity", "vendi", "modes"),
)
OF_MODELS = (
    *("elbo", "nll", "exact-nll", "ais", "active-units", "reconstruction", "latent"),
    *("cas", "classification"),
)
OPTIONAL = ("fid-infinity", "vendi", "modes", "ais")
ALL = (*OF_IMAGES, *OF_MODELS)
USUAL = tuple(name for name in ALL if name not in OPTIONAL)
# A classifier is trained for this one: it is done for real images only where a model needs it.
USUAL_OF_REAL = tuple(name for name in USUAL if name != "cas")


def chosen(names: Iterable[str]) -> tuple[str, ...]:
    """The metrics named, in their order; UserError with the nearest name for an unknown one."""
    names = list(names)
    for name in names:
        if name not in ALL:
            raise UserError(f"unknown metric {name!r}: {nearest(name, ALL)}")
    return tuple(name for name in ALL if name in names)
