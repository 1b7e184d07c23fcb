"""A small comparison carried out in the process of the tests."""

import pytest
from evaluation_blobs import CLASSES, blobs, stripe_judge

from keras_gencmp.data import Splits
from keras_gencmp.judge import lookup
from keras_gencmp.registry import load_path
from keras_gencmp.study import gallery
from keras_gencmp.study.augment import augmentation as augment
from keras_gencmp.study.compare import comparison
from keras_gencmp.study.workers.worker import KINDS

SPLITS = Splits(
    *(blobs(120, 0, 28), blobs(40, 1, 28), blobs(40, 2, 28)), CLASSES, "4" * 16, "blobs"
)


class InThisProcess:
    """Stands in for the workers: trainings are carried out one after the other, here."""

    def __init__(self, job, jobs, watch, lock):
        self.job, self.watch = job, watch

    def run(self):
        carry_out = load_path(KINDS[self.job.kind], "kind of plan")(self.job.folder)
        for task in self.job.tasks:
            self.watch([task])
            carry_out(task.index)


def made_small(patch: pytest.MonkeyPatch) -> Splits:
    """Small images with a judge in place of any dataset, and no child processes."""
    patch.setattr("keras_gencmp.data.load", lambda *names, **options: SPLITS)
    patch.setattr(lookup, "for_data", lambda splits: stripe_judge(28))
    patch.setattr("keras_gencmp.study.costs.pace.LEAST_SECONDS", 0.0)
    for module in (comparison, augment, gallery):
        patch.setattr(module, "Workers", InThisProcess)
    return SPLITS
