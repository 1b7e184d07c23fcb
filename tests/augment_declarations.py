"""Small augmentation studies."""

from study_models import CONDITIONAL

from keras_gencmp.study.augment.plan import Declaration


def declaration(**changes):
    given = {"generators": (CONDITIONAL,), "dataset": "blobs", "data_dir": None, "labels": (4,)}
    given |= {"ratios": (1.0, 2.0), "seeds": 2, "generator_steps": 2, "classifier_steps": 2}
    return Declaration(**given | changes)
