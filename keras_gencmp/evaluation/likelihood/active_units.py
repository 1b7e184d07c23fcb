"""Active units: the latent dimensions that a posterior uses (Burda et al. 2016, section 5.2).

A_u = Var_x(E_q(z|x) z_u); unit u is active where A_u > 0.01.
"""

from __future__ import annotations

import numpy as np

from keras_gencmp.evaluation.evaluated_model import EvaluatedModel
from keras_gencmp.evaluation.intervals import spread
from keras_gencmp.evaluation.protocol import Protocol
from keras_gencmp.evaluation.score import Score
from keras_gencmp.metrics import likelihood


def active_units(protocol: Protocol, evaluated: EvaluatedModel) -> list[Score]:
    """The number of active units over n test images; 0 is posterior collapse.

    The detail holds A_u of every unit, (latent,). ValueError for a model without an encoder.
    """
    codes = evaluated.codes(protocol.reference)

    def count(resampled_codes: np.ndarray) -> float:
        return likelihood.active_units(resampled_codes).count

    result = likelihood.active_units(codes)
    note = "collapsed: the decoder ignores z" if result.collapsed else f"of {codes.shape[1]}"
    # The bootstrap, since half the images would give the variances a larger error of their own.
    ends = spread(count, (codes,), halves=False, seed=protocol.seed).at()
    return [Score("active_units", *ends, len(codes), note=note, detail=result.variances)]
