"""Classification of real images by a model that tells classes or categories apart."""

from __future__ import annotations

import numpy as np

from keras_gencmp.evaluation.evaluated_model import EvaluatedModel
from keras_gencmp.evaluation.protocol import Protocol
from keras_gencmp.metrics.clusters import cluster_error
from keras_gencmp.metrics.estimate import Estimate, proportion
from keras_gencmp.metrics.metric import CLASSIFIER


def classification(evaluated: EvaluatedModel, protocol: Protocol) -> Estimate:
    """The share of n test images whose class the model names.

    The classes of a model that was trained with labels are taken as they are. Categories that a
    model learned without labels are mapped to classes by the best one-to-one map.
    """
    evaluated.require(CLASSIFIER)
    labels = protocol.labelled_reference.labels
    predicted = np.asarray(evaluated.model.classify(evaluated.inputs(protocol.reference)))
    if evaluated.model.supervised:
        share, note = float((predicted == labels).mean()), "accuracy"
    else:
        share, note = 1.0 - cluster_error(labels, predicted).error, "best map of codes to classes"
    return proportion(share, len(labels), note=note)
