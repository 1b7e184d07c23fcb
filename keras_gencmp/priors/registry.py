"""The priors by the names that recipes give them."""

from __future__ import annotations

from keras_gencmp.registry import Entry, Registry

PACKAGE = "keras_gencmp.priors"
DEFAULT = "standard_normal"

PRIORS = Registry(
    "prior",
    (
        Entry(
            DEFAULT,
            f"{PACKAGE}.standard_normal:standard_normal",
            "N(0, I), with the KL divergence in closed form (Kingma and Welling 2014)",
        ),
        Entry(
            "mixture",
            f"{PACKAGE}.mixture:mixture",
            "Mixture of Gaussians with learned weights, means and variances",
        ),
        Entry(
            "vamp",
            f"{PACKAGE}.vamp:vamp",
            "Mixture of the posteriors of learned pseudo-inputs (Tomczak and Welling 2018)",
        ),
    ),
    installed=Entry,
)
