"""A long training takes no more memory, files or threads than a short one."""

import gc
import os
from pathlib import Path

import keras
import pytest
from small import narrow

from keras_gencmp.recipes import recipe
from keras_gencmp.training import fit, trainer
from keras_gencmp.training.callbacks.sample_grid import SampleGrid

EPOCHS = 500
MEBIBYTES = 20


class Watch(keras.callbacks.Callback):
    """Memory in MiB, open files and threads after each epoch."""

    def __init__(self):
        super().__init__()
        self.rows = []

    def on_epoch_end(self, epoch, logs=None):
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        memory = pages * os.sysconf("SC_PAGE_SIZE") / 2**20
        self.rows.append(
            (memory, len(os.listdir("/proc/self/fd")), len(os.listdir("/proc/self/task")))
        )


def trained(epochs: int, folder, monkeypatch) -> list[tuple[float, int, int]]:
    watch, segment = Watch(), fit.fit_segment

    def watched(model, plan, splits, part, callbacks):
        segment(model, plan, splits, part, [*callbacks, watch])

    monkeypatch.setattr(fit, "fit_segment", watched)
    changes = {"schedule.epochs": epochs, "schedule.epoch_steps": 2, "data.dataset": "digits"}
    trainer.train(recipe.override(narrow(recipe.load("dcgan")), changes), folder)
    return watch.rows


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads /proc")
def test_memory_files_and_threads_stay_as_they_are(tmp_path, monkeypatch):
    rows = trained(EPOCHS, tmp_path, monkeypatch)[20:]
    assert max(row[0] for row in rows) - rows[0][0] < MEBIBYTES
    assert len({row[1] for row in rows}) == 1
    assert max(row[2] for row in rows) == rows[0][2]


def test_figures_of_an_epoch_are_freed_with_it(tmp_path, monkeypatch, few_images):
    left, draw = [], SampleGrid.draw

    def counted(self, epoch):
        draw(self, epoch)
        left.append(sum(type(each).__name__ == "Figure" for each in gc.get_objects()))

    monkeypatch.setattr(SampleGrid, "draw", counted)
    trained(3, tmp_path, monkeypatch)
    assert left == [0] * 4 and gc.get_freeze_count() == 0
