"""The adversarial losses and the penalties by the names that recipes give them.

A recipe writes ``loss = "hinge"``, or ``loss = { name = "energy", margin = 10.0 }`` with the
options of the loss's builder; so too ``penalty``.
"""

from __future__ import annotations

from dataclasses import dataclass

from keras_gencmp.registry import Entry, Registry

ADVERSARIAL = "keras_gencmp.losses.adversarial"
RELATIVISTIC = "keras_gencmp.losses.relativistic"
PENALTY = "keras_gencmp.losses.penalty"

NATS, LOGIT, SCORE = "nats", "logit", "score"


@dataclass(frozen=True)
class Loss(Entry):
    """The row of an adversarial loss: also the units of its value and of the scores it compares.

    A score without a unit of its own, as a critic's, is measured in "score".
    """

    unit: str = "loss"
    score_unit: str = SCORE


LOSSES = Registry(
    "loss",
    (
        Loss(
            "non_saturating",
            f"{ADVERSARIAL}:non_saturating",
            "Cross-entropy, the generator minimising -log D(G(z)) (Goodfellow et al. 2014)",
            NATS,
            LOGIT,
        ),
        Loss(
            "minimax",
            f"{ADVERSARIAL}:minimax",
            "Cross-entropy, the generator minimising log(1 - D(G(z))) (Goodfellow et al. 2014)",
            NATS,
            LOGIT,
        ),
        Loss(
            "wasserstein",
            f"{ADVERSARIAL}:wasserstein",
            "Difference of a Lipschitz critic's means (Arjovsky et al. 2017)",
            SCORE,
            SCORE,
        ),
        Loss(
            "least_squares",
            f"{ADVERSARIAL}:least_squares",
            "Squared distance of the scores from 1 and 0 (Mao et al. 2017)",
            "squared error",
            SCORE,
        ),
        Loss(
            "hinge",
            f"{ADVERSARIAL}:hinge",
            "Hinge of the scores at 1 and -1 (Lim and Ye 2017)",
            SCORE,
            SCORE,
        ),
        Loss(
            "energy",
            f"{ADVERSARIAL}:energy",
            "Energies, with a margin for those of generated images (Zhao et al. 2017)",
            "energy",
            "energy",
        ),
        Loss(
            "relativistic_pairing",
            f"{RELATIVISTIC}:relativistic_pairing",
            "Each real score against a generated one (Jolicoeur-Martineau 2018)",
            NATS,
            LOGIT,
        ),
        Loss(
            "relativistic_average",
            f"{RELATIVISTIC}:relativistic_average",
            "Each score against the mean of the other kind (Jolicoeur-Martineau 2018)",
            NATS,
            LOGIT,
        ),
    ),
    installed=Loss,
)

PENALTIES = Registry(
    "penalty",
    (
        Entry(
            "gradient_penalty",
            f"{PENALTY}:gradient_penalty",
            "Squared distance of the gradient's norm from 1 between real and generated images "
            "(Gulrajani et al. 2017)",
        ),
        Entry(
            "r1",
            f"{PENALTY}:r1",
            "Squared norm of the gradient at real images (Mescheder et al. 2018)",
        ),
        Entry(
            "r2",
            f"{PENALTY}:r2",
            "Squared norm of the gradient at generated images (Mescheder et al. 2018)",
        ),
        Entry(
            "r1_r2",
            f"{PENALTY}:r1_r2",
            "Squared norm of the gradient at both (Huang et al. 2024)",
        ),
    ),
    installed=Entry,
)
