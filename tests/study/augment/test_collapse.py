"""Alarms of generators: copies of one image and one class are found, good images are not."""

import json

import numpy as np
import pytest
from evaluation_blobs import blobs, stripe_judge

from keras_gencmp.data import Split
from keras_gencmp.runs.run import Run
from keras_gencmp.study.augment.collapse import alarms_of, quality

JUDGE, REAL, GOOD = stripe_judge(), blobs(60, 0), blobs(30, 1)


@pytest.fixture
def run(tmp_path):
    """A run of one epoch, which has no alarms of its own."""
    return written(tmp_path, 0.5)


def written(folder, loss, **more):
    (folder / "history.csv").write_text(f"epoch,discriminator_loss\n1,{loss}\n")
    end = {"epochs": 1, "steps": 1, "seconds": 1.0, "last_epoch": {}, "test": {}} | more
    (folder / "metrics.json").write_text(json.dumps(end))
    return Run(folder)


def copies(labels):
    """One image of each class, again and again."""
    return Split(np.stack([GOOD.images[label] for label in labels]), np.asarray(labels))


def test_good_images_raise_no_alarm(run):
    assert alarms_of(run, JUDGE, GOOD, REAL) == []
    row = quality(JUDGE, GOOD, REAL)
    assert row["diversity"] == pytest.approx(1.0, abs=0.2)
    assert row["class_entropy"] == pytest.approx(np.log(3), abs=0.05)


def test_copies_of_an_image_and_one_class_are_alarms(run):
    (message,) = alarms_of(run, JUDGE, copies([0, 1, 2] * 5), REAL)
    assert message.startswith("images of one class differ 0.00 times as much as real ones")
    wrong = Split(copies([1] * 15).images, np.array([0, 1, 2] * 5))
    messages = alarms_of(run, JUDGE, wrong, REAL)
    assert messages[0].startswith(
        "1 of 3 classes are drawn, and 100% of the images are of class one"
    )
    assert len(messages) == 2


def test_a_rare_class_alone_has_diversity_and_no_histogram(run):
    ones = Split(GOOD.images[GOOD.labels == 1], GOOD.labels[GOOD.labels == 1])
    assert list(quality(JUDGE, ones, REAL)) == ["diversity"]
    assert len(alarms_of(run, JUDGE, copies([1] * 9), REAL)) == 1
    single = Split(REAL.images[:1], REAL.labels[:1])
    assert quality(JUDGE, copies([0, 0]), single) == {}


def test_alarms_of_the_run_itself_and_a_sure_discriminator_count(tmp_path):
    own = written(tmp_path, 0.001, alarms=["epoch 1: smoke"])
    first, second = alarms_of(own, JUDGE, GOOD, REAL)
    assert first == "epoch 1: smoke" and "it is sure of everything" in second
    critic = written(tmp_path, -0.5)
    assert alarms_of(critic, JUDGE, GOOD, REAL) == []
